"""What Google's libraries say of who asks, as a person can act on it: nobody is signed in, or may not."""

from __future__ import annotations

import sys

from landfast_ml.errors import ProjectError, UsageError

SIGN_IN = "run `gcloud auth application-default login`, then this again"
# Not known, and not allowed: https://cloud.google.com/apis/design/errors#handling_errors
REFUSED = (401, 403)


def about_signing_in(error: Exception) -> ProjectError | None:
    """None of an error that is about something else. Whoever has no library of Google's has none of its errors."""
    auth, core = sys.modules.get("google.auth.exceptions"), sys.modules.get("google.api_core.exceptions")
    if auth is not None and isinstance(error, auth.TransportError):
        return ProjectError(f"Google's sign-in does not answer: {error}; check the network, then run this again")
    if auth is not None and isinstance(error, auth.GoogleAuthError):
        return UsageError(f"not signed in to Google Cloud: {error}; {SIGN_IN}")
    if core is not None and isinstance(error, core.GoogleAPICallError) and error.code in REFUSED:
        step = "ask for the permission that it names, or sign in as somebody who has it"
        return ProjectError(f"Google refuses: {error}; {step}")
    return None
