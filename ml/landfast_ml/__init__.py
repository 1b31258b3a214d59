"""What ML projects made by landfast run on: features, models, experiments, serving, monitoring, subjects, releases."""

__version__ = "0.1.0"
