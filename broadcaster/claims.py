"""The claim code that lets one new station in: a secret, and the fingerprint by which it knows the server. Pure."""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Self

from broadcaster.errors import Refused

HALF = 10
"""Bytes of each half: 80 bits, sixteen base32 characters."""
_LOOKALIKES = str.maketrans({"0": "O", "1": "I", "8": "B"})


@dataclass(frozen=True, slots=True)
class ClaimCode:
    """What stands on the slip: ``secret`` is good for one enrolment, ``pin`` is how the server's SHA-256 begins."""

    secret: bytes
    pin: bytes

    def __str__(self) -> str:
        text = base64.b32encode(self.secret + self.pin).decode()
        return "-".join(text[at : at + 4] for at in range(0, len(text), 4))

    @property
    def secret_hash(self) -> str:
        """What the server keeps of the secret; 80 random bits need no slow hash."""
        return hashlib.sha256(self.secret).hexdigest()

    def matches(self, certificate_der: bytes) -> bool:
        """Tell whether the server that presented this TLS certificate is the one the code was made for."""
        return hmac.compare_digest(hashlib.sha256(certificate_der).digest()[:HALF], self.pin)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the code a person typed, or refuse it; case, spaces, dashes and lookalike digits do not matter."""
        typed = re.sub(r"[\s-]", "", text).upper().translate(_LOOKALIKES)
        if not re.fullmatch(r"[A-Z2-7]{32}", typed):
            raise Refused("claim.malformed", field="code")
        raw = base64.b32decode(typed)
        return cls(raw[:HALF], raw[HALF:])


def new_claim(fingerprint: bytes) -> tuple[str, str]:
    """Return a new code for the server whose certificate has this SHA-256, and the hash of its secret to keep."""
    code = ClaimCode(secrets.token_bytes(HALF), fingerprint[:HALF])
    return str(code), code.secret_hash
