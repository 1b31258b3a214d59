"""What runs now, and where to look further."""
