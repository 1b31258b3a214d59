"""Reusable constructs: one logical entity each, with its IAM, key and safe settings."""
