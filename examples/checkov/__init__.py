"""Checks that checkov loads: it takes folders with this file alone."""
