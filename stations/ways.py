"""Which way out for sound the next child begins with: the one after a way that failed, and in time the first. Pure."""

RETURN_SECONDS = 3600.0
"""A way that stands in is less exact: after so long the usual one gets another chance, while nothing sounds."""
RETURNING = "player.returning"
NO_WAY = frozenset({"player.output_missing", "player.no_vlc"})
"""What is said of all ways together: there is none to go on to."""
LOST = "player.output_lost"
"""A sound card that was pulled out, a sound server that ended: no fault of the way that led there."""


class Ways:
    """The ways of one setting, by number; ``first`` is where the next child begins to look."""

    def __init__(self, count: int) -> None:
        self._count = max(1, count)
        self.first = 0
        self._tried = 0
        self._left_at: float | None = None

    @property
    def stands_in(self) -> bool:
        """Tell whether another way sounds because the usual one failed."""
        return self._left_at is not None

    def tries(self, way: int) -> None:
        """Note which way the child opens now; those it passed over are not there."""
        self._tried = way

    def failed(self, code: str, now: float, *, was_ready: bool) -> None:
        """Note that a child is gone, and why: the next one begins with the next way, unless that is of no use."""
        if code == RETURNING:
            self.first, self._left_at = 0, None
        elif code not in NO_WAY and not (code == LOST and was_ready):
            self.first = (self._tried + 1) % self._count
            self._left_at = now if self.first else None

    def returns(self, now: float, *, is_idle: bool) -> bool:
        """Tell whether the usual way should be tried again now."""
        return is_idle and self._left_at is not None and now - self._left_at >= RETURN_SECONDS
