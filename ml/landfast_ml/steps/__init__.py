"""The steps of the pipeline: plain functions from folders to folders; `pipeline.py` says how they hang together."""
