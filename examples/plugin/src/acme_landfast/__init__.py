"""What Acme asks of its environments beside what landfast does."""
