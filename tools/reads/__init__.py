"""Reads in the provider's source what its Read functions write into a state."""
