"""Acme's blueprints: a folder each."""
