"""What was predicted for whom, and what came true: the records, and where they are kept."""
