"""Data stands, and goes, within the residency area (GDPR chapter V)."""
