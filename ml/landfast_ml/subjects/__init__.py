"""The people whom the data is about, and what they may ask for."""
