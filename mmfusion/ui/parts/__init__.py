"""What pages are made of: the covered number, take-aways, controls, drawings, words."""
