"""Adapters of the GraphStore port."""
