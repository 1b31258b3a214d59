"""What a child process may know of this one's environment: what it needs, and no token of anybody's."""

from __future__ import annotations

import os
from collections.abc import Mapping

# What the provider and the backend read of an account (google/provider/provider.go); AWS's for whoever signs in from
# there: https://cloud.google.com/iam/docs/workload-identity-federation-with-other-clouds
SIGNING_IN = ("GOOGLE_", "GCLOUD_", "CLOUDSDK_", "GCE_METADATA_", "USER_PROJECT_OVERRIDE", "AWS_")
# Where programs, homes, temporary files and certificates are, which language and zone, and the way to the network.
_EVERYONE = frozenset(
    {"PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TERM", "NO_COLOR", "TMPDIR", "TEMP", "TMP",
     "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "LD_LIBRARY_PATH", "HTTP_PROXY",
     "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SYSTEMROOT", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA",
     "LOCALAPPDATA"}
)  # fmt: skip
_FAMILIES = ("LC_", "XDG_", "PYTHON", "LANDFAST_")
# What a child compiled is kept: each of many processes would compile its libraries anew.
_DROPPED = frozenset({"PYTHONDONTWRITEBYTECODE"})


def child_environ(*families: str) -> dict[str, str]:
    """The variables that every child may have, and those whose names begin with one of `families`."""
    return let_through(os.environ, *families)


def let_through(environ: Mapping[str, str], *families: str) -> dict[str, str]:
    """The same of any environment."""
    wanted = (*_FAMILIES, *families)
    return {
        name: value
        for name, value in environ.items()
        if name not in _DROPPED and (name.upper() in _EVERYONE or name.startswith(wanted))
    }
