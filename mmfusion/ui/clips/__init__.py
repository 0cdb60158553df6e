"""Clips on a page: chosen, drawn, recorded, played."""
