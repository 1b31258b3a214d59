"""The simulated Google Cloud: what stands, what it computes and what it refuses. It knows of no door."""
