"""What landfast and its projects say to each other: typed, and nothing but the standard library is imported."""
