"""Who gets at data, and from where (GDPR Art. 25 and 32(1)(b))."""
