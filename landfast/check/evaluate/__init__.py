"""What a configuration or a plan makes: every resource, its values worked out, or `Unknown` with the reason."""
