"""Tests of co-learning: zero-shot names, joint spaces, transfer."""
