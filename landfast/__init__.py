"""One command to a Google Cloud ML environment that keeps personal data where it was pinned.

What the repository has at its top (core, gcp, modules, stacks, policies, blueprints) are links in this folder, and
folders in the wheel: each has one name, `landfast.modules`, here and there. They are no top-level names, since others
have a `core` or `modules` of their own; and no entry of `sys.path`, which would hide theirs, or ours behind them.
"""

__version__ = "0.1.0"

# The one file that a user writes.
SPEC_FILE = "landfast.yaml"

# Where the documentation of this code can be read.
DOCUMENTATION = "https://github.com/landfast/landfast/blob/main/docs"
