"""The commands: a module for each group of them, which adds its parsers and calls what stands elsewhere.

They import the libraries that they need when they run, so that `--help` and the light commands answer at once.
"""
