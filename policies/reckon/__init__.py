"""What is worked out beside findings: erasure, storage limits, processors, impact."""
