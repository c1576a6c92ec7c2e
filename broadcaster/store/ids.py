"""Makes the identifiers of rows. Never derives one from what people typed."""

import base64
import secrets


def new_id(prefix: str = "") -> str:
    """Return ``prefix`` and 16 random lower-case base32 characters (80 bits), safe in topics, paths and addresses."""
    return prefix + base64.b32encode(secrets.token_bytes(10)).decode().lower()
