"""Keeping the pipeline working: is the data there, is it still what the model learned from, is the model right."""
