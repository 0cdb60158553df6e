"""The networks: tokens, attention, encoder blocks, the fusion transformer and the frozen picture network."""
