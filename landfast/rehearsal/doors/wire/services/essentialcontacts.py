"""Essential contacts of projects, folders and organizations."""

from __future__ import annotations

from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service

SERVICE = Service(
    "essentialcontacts.v1",
    tuple(
        Collection(
            f"{parent}.contacts",
            "google_essential_contacts_contact",
            server_names=True,
            differs=Differences({"notification_category_subscriptions": "notificationCategorySubscriptions"}),
        )
        for parent in ("projects", "folders", "organizations")
    ),
    package="google.cloud.essentialcontacts.v1",
)
