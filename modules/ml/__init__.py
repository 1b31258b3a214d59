"""Vertex AI, Composer, MLflow and the machines that train."""
