"""Figures of spaces that two modalities share."""
