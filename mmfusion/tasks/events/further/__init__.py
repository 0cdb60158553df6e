"""Further sources of `events`: their items, what is synthesised beside them, the test on held-out ones."""
