"""Releases: one image, built once, that goes from environment to environment by its digest; and the way back."""
