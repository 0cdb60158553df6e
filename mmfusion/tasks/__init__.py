"""The tasks, one folder each, and the packs that they are made from."""
