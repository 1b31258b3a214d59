"""No more personal data than needed (GDPR Art. 5(1)(c) and 25)."""
