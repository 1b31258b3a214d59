"""What stands in Google Cloud, whoever made it, as the policies judge it."""
