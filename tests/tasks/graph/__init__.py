"""Tests of the task graph."""
