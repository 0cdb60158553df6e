"""How the networks of `asked-objects` learn, and how they ship."""
