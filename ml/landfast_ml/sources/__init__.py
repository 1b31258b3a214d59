"""Where the raw table comes from."""
