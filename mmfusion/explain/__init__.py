"""What a network does with a clip, made visible: grids of answers, tokens."""
