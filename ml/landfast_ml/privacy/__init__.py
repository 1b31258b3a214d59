"""What happens to personal data before it leaves the raw bucket."""
