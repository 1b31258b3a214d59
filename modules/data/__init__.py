"""Where data is kept: buckets, tables, topics, images, secrets, databases."""
