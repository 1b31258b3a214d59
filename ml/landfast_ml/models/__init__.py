"""The models: how good they are, their card, their registry."""
