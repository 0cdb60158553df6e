"""How the networks of `sounding-objects` learn, how it is told that nothing leaks, and how they ship."""
