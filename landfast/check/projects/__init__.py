"""Reads an ML project: every place that its code, pipelines, images and settings name, for the rules to judge."""
