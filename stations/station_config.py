"""The settings of one station, as a value. Never reads a file; ``broadcaster.config`` fills it."""

from dataclasses import dataclass
from pathlib import Path

from broadcaster.config import ranged

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StationConfig:
    """``data`` is the station's folder, ``output`` where its sound goes, ``amplifier_pin`` a BCM number or None.

    ``mixer_percent`` is where the card's own volume is kept, 0 leaves it alone; the station's own is turned beside it.
    ``clock_trusted`` says that a person vouches for the machine's clock, whatever the kernel says of it.
    """

    data: Path = Path("var/station")
    output: str = "auto"
    amplifier_pin: int | None = None
    amplifier_active_high: bool = True
    mixer_percent: int = ranged(100, 0, 100)
    media_quota_mb: int = ranged(500, 0, 10_000_000)
    media_reserve_mb: int = ranged(50, 0, 1_000_000)
    alarm_reserve_mb: int = ranged(16, 0, 1_000)
    as_run_days: int = ranged(400, 1, 3_650)
    poll_seconds: float = ranged(300.0, 5.0, 3_600.0)
    away_seconds: float = ranged(30.0, 1.0, 3_600.0)
    state_seconds: float = ranged(60.0, 5.0, 3_600.0)
    clock_trusted: bool = False

    @property
    def inbox(self) -> Path:
        """The folder of the newest documents."""
        return self.data / "inbox"

    @property
    def media(self) -> Path:
        """The folder of the clips."""
        return self.data / "media"

    @property
    def brought(self) -> Path:
        """The folder of documents that came on a stick and wait to be looked at."""
        return self.data / "brought"

    @property
    def readings(self) -> Path:
        """The folder of what the station reads aloud itself."""
        return self.data / "readings"

    @property
    def journal(self) -> Path:
        """The file of the journal."""
        return self.data / "journal.db"

    @property
    def media_quota(self) -> int:
        """Bytes of clips kept though nothing planned needs them."""
        return self.media_quota_mb * MEGABYTE

    @property
    def alarm_reserve(self) -> int:
        """Bytes of the disk that only alarms take."""
        return self.alarm_reserve_mb * MEGABYTE

    @property
    def media_reserve(self) -> int:
        """Bytes of the disk that clips never take."""
        return self.media_reserve_mb * MEGABYTE
