"""What comes in: parameters that are what they must be, labels, data that split by sample."""
