"""Data ends (GDPR Art. 5(1)(e) and 17)."""
