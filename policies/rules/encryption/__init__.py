"""Data is encrypted with keys that the controller holds (GDPR Art. 32(1)(a))."""
