"""Interchange and exports, one file each."""
