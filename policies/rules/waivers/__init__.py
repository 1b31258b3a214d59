"""Exceptions hold until they end, and cover something."""
