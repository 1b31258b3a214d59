"""`settings.toml`, typed."""
