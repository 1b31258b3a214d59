"""What `scripts/docs` writes."""
