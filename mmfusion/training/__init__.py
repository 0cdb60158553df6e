"""Recipes, the training loop, metrics, checkpoints and model cards."""
