"""Tests of what ships of Caltech-101."""
