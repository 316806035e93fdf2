"""Pure functions of a snapshot."""
