"""One file per format: bytes to records."""
