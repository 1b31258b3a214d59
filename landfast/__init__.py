"""One command to a Google Cloud ML environment that keeps personal data where it was pinned."""

__version__ = "0.1.0"

# The one file that a user writes.
SPEC_FILE = "landfast.yaml"
