"""What is logged, measured and told to whom."""
