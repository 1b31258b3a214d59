"""Answers requests: one application for Vertex AI, Cloud Run, GKE and this machine."""
