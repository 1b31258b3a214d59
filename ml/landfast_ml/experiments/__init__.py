"""A/B experiments of two model versions: defined in `experiments/*.yaml`, assigned by subject, decided by rule."""
