"""What an ML project's own files name stays in the area."""
