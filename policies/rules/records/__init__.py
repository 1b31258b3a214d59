"""The record of processing and its processors (GDPR Art. 28 and 30)."""
