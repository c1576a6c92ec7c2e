"""When a player is to be believed hung. Pure: monotonic seconds come in, a verdict goes out."""

STUCK_SECONDS = 2.0
READY_SECONDS = 8.0
LATE_SECONDS = 0.75
"""Who looks later than this after the time before was held up itself: the machine is busy, and the child no worse."""


class Watch:
    """The beats of one child and the progress of its plays."""

    def __init__(self) -> None:
        self.ready = False
        self._heard_at: float | None = None
        self._looked_at: float | None = None
        self._moved_at: dict[str, float] = {}
        self._offsets: dict[str, float] = {}

    def begin(self, now: float) -> None:
        """Watch a new child, which knows of no plays."""
        self.ready = False
        self._moved_at.clear()
        self._offsets.clear()
        self._heard_at = self._looked_at = now

    def end(self) -> None:
        """Stop watching."""
        self.ready = False
        self._heard_at = None

    def expect(self, token: str, due: float) -> None:
        """Expect ``token`` to move from the second ``due`` on."""
        self._moved_at[token] = due

    def note(self, event: dict[str, object], now: float) -> None:
        """Take in an event of the child."""
        kind, token = event["event"], str(event.get("token"))
        if kind == "beat":
            if not self.ready:
                # What was ordered while the output warmed up could not move before.
                self._moved_at = {token: max(now, moved_at) for token, moved_at in self._moved_at.items()}
            self.ready = True
            self._heard_at = now
        elif kind in ("ended", "failed"):
            self._moved_at.pop(token, None)
            self._offsets.pop(token, None)
        elif token in self._moved_at and self._has_moved(token, event):
            self._moved_at[token] = max(now, self._moved_at[token])

    def look(self, now: float) -> None:
        """Note that the watcher looks, as four times a second; time in which it was held up counts for nothing."""
        lost = max(0.0, now - (now if self._looked_at is None else self._looked_at) - LATE_SECONDS)
        self._looked_at = now
        if lost and self._heard_at is not None:
            self._heard_at += lost
            self._moved_at = {token: moved_at + lost for token, moved_at in self._moved_at.items()}

    def stuck(self, now: float) -> bool:
        """Tell whether the child, or one of its plays, has stood still for too long."""
        if self._heard_at is None:
            return False
        if now - self._heard_at > (STUCK_SECONDS if self.ready else READY_SECONDS):
            return True
        return self.ready and any(now - moved_at > STUCK_SECONDS for moved_at in list(self._moved_at.values()))

    def _has_moved(self, token: str, event: dict[str, object]) -> bool:
        if event["event"] == "started":
            return True
        before, offset = self._offsets.get(token), float(str(event.get("offset", 0)))
        self._offsets[token] = offset
        return before is None or offset > before
