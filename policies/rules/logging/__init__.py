"""What is done with data is recorded (GDPR Art. 5(2) and 32)."""
