"""What Terraform's google provider takes over when it is to make it and it stands already."""

from __future__ import annotations

# Not to be imported: a project is named `projects/ID` then, of which the next plan would make another one in its place
# (google/services/logging/resource_logging_project_bucket_config.go, ..._bucket_config.go, 8.7).
ACQUIRED = frozenset({"google_logging_project_bucket_config"})
