"""What a network on disk is: its card, its weights, what was read of its inside."""
