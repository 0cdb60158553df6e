"""What the command line does: a module a command, which meets tasks through their registry and names none."""
