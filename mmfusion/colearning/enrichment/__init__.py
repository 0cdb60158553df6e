"""Enrichment by a graph of names: class vectors from ancestors, and prototypes predicted from them."""
