"""Claim codes: what is printed is understood as typed, and knows its server."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.claims import ClaimCode, new_claim
from broadcaster.errors import Refused


def test_a_code_knows_its_server() -> None:
    """Only the server whose certificate the code was made for is told the secret."""
    text, secret_hash = new_claim(hashlib.sha256(b"certificate").digest())
    code = ClaimCode.parse(text)
    assert code.secret_hash == secret_hash
    assert code.matches(b"certificate")
    assert not code.matches(b"another")


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_claim_code_as_typed(secret: bytes, pin: bytes) -> None:
    """Small letters, spaces, no dashes, 0 for O, 1 for I and 8 for B are understood."""
    code = ClaimCode(secret, pin)
    typed = str(code).lower().replace("-", " ").replace("o", "0").replace("i", "1").replace("b", "8")
    assert ClaimCode.parse(typed) == ClaimCode.parse(str(code)) == code


@given(st.text(max_size=40))
def test_claim_code_mistyped(text: str) -> None:
    """What is no code is refused, and in no other way."""
    with pytest.raises(Refused) as refused:
        ClaimCode.parse(text)
    assert refused.value.code == "claim.malformed"
