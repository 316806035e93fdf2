"""The domain: what a curriculum is, and what can be computed from it."""
