"""The network and the ways out of it."""
