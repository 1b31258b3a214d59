"""Data comes back after an accident (GDPR Art. 32(1)(c))."""
