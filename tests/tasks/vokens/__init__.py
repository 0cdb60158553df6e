"""Tests of names: marks by hand, one picture and its names, and what a name is worth."""
