"""Metrics, intervals, and the ways to put experts together: what everyone above needs."""
