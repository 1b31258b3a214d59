"""How a job signs in to the environment's MLflow server: Cloud Run lets in who brings a token made for it."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from landfast_ml.errors import ProjectError


def sign_in(tracking_uri: str) -> None:
    """Tells MLflow the token of this job's account, good for an hour; a server elsewhere asks for none."""
    address = urlsplit(tracking_uri)
    if address.scheme != "https" or not (address.hostname or "").endswith(".run.app"):
        return
    try:
        import google.auth.transport.requests
        from google.oauth2 import id_token
    except ImportError:
        raise ProjectError("Google's SDK is missing: install requirements-cloud.lock") from None
    audience = f"https://{address.hostname}"
    token = id_token.fetch_id_token(google.auth.transport.requests.Request(), audience)
    os.environ["MLFLOW_TRACKING_TOKEN"] = str(token)
