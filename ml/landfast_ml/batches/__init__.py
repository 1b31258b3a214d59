"""Batches of predictions: what a scoring project delivers."""
