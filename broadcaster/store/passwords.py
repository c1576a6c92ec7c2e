"""Hashes and checks passwords with argon2id. Never stores, logs or compares one in the clear."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's second choice: 19 MiB and two passes, about 20 ms on the server, bearable on a Raspberry Pi.
HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def hashed(password: str) -> str:
    """Return the argon2id hash of a password, with its salt and parameters."""
    return HASHER.hash(_bytes(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Tell whether the password is right; an unknown account (None) takes just as long to refuse."""
    try:
        HASHER.verify(password_hash or _nobody(), _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)


def _bytes(password: str) -> bytes:
    # a browser may send what is no Unicode; it is still only a wrong password
    return password.encode(errors="surrogatepass")


@cache
def _nobody() -> str:
    return HASHER.hash("a password nobody has")
