"""What the answers of a network rest on: maps by several methods, what either sense adds, what it knows."""
