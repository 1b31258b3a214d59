"""A breach is noticed and told (GDPR Art. 33 and 34)."""
