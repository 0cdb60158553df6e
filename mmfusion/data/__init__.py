"""The tasks and their data: packs, and what each task makes of them."""
