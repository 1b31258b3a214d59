"""Sensitive Data Protection: templates of what is looked for, and of what becomes of it."""

from __future__ import annotations

from landfast.rehearsal.doors.wire.definition import Collection, Service

# Path of the collection, the kind, the property of a request that holds one.
TEMPLATES = (
    ("inspectTemplates", "google_data_loss_prevention_inspect_template", "inspectTemplate"),
    ("deidentifyTemplates", "google_data_loss_prevention_deidentify_template", "deidentifyTemplate"),
)

SERVICE = Service(
    "dlp.v2",
    tuple(
        Collection(f"{parent}.{name}", kind, body=body, id_property="templateId", server_names=True)
        for parent in ("organizations", "organizations.locations", "projects", "projects.locations")
        for name, kind, body in TEMPLATES
    ),
    package="google.privacy.dlp.v2",
)
