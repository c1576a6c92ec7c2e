"""The instant at which each frame of a stream sounds, from measurements that jitter. Pure."""

from stations import pcm


class Timeline:
    """Takes in where frames were seen to sound; says where any frame sounds, in epoch seconds."""

    SETTLE = 20
    STEP_SECONDS = 0.004
    STEP_TIMES = 5
    FOLLOW = 0.02

    def __init__(self) -> None:
        self._first: list[float] = []
        self._off: list[float] = []
        self._origin = 0.0

    @property
    def settled(self) -> bool:
        """Tell whether there were enough measurements to believe ``instant``."""
        return len(self._first) >= self.SETTLE

    def measure(self, frame: int, instant: float) -> None:
        """Take in that ``frame`` was seen to sound at ``instant``."""
        origin = instant - frame / pcm.RATE
        if not self.settled:
            self._first.append(origin)
            self._origin = _middle(self._first)
        elif abs(origin - self._origin) <= self.STEP_SECONDS:
            self._off.clear()
            self._origin += self.FOLLOW * (origin - self._origin)
        else:
            self._step(origin)

    def instant(self, frame: int) -> float:
        """Return the epoch second at which ``frame`` sounds."""
        return self._origin + frame / pcm.RATE

    def _step(self, origin: float) -> None:
        """Believe a jump (underrun, clock set) only after it was seen a few times running."""
        self._off.append(origin)
        if len(self._off) >= self.STEP_TIMES:
            self._origin = _middle(self._off)
            self._off.clear()


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
