"""TLS of a machine that may not know the time: who the other is counts always, dates only by a clock that is right.

A station without a battery clock wakes in 1970, or years ahead, and would take every certificate for out of date: it
could not even learn the time. It trusts its own site's authority alone, and every order is signed and numbered besides.
"""

import ssl
from collections.abc import Callable
from typing import Any

NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL; Python's ssl has no name for it."""


class DatedContext(ssl.SSLContext):
    """A client's context that judges the dates of certificates only while ``is_sure`` says that the clock is right."""

    is_sure: Callable[[], bool] = staticmethod(lambda: True)

    def wrap_socket(self, *arguments: Any, **options: Any) -> ssl.SSLSocket:
        """Begin TLS by what is known of the clock now."""
        flags = int(self.verify_flags)
        self.verify_flags = ssl.VerifyFlags(flags & ~NO_CHECK_TIME if self.is_sure() else flags | NO_CHECK_TIME)
        return super().wrap_socket(*arguments, **options)


def client_context(is_sure: Callable[[], bool] | None = None) -> DatedContext:
    """Return a context for TLS 1.2 and later that asks for a proper certificate and trusts nobody yet."""
    context = DatedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if is_sure is not None:
        context.is_sure = is_sure
    return context
