"""The settings of one station, as a value. Never reads a file; ``broadcaster.config`` fills it."""

from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StationConfig:
    """``data`` is the station's folder, ``output`` where its sound goes, ``amplifier_pin`` a BCM number or None.

    ``clock_trusted`` says that a person vouches for the machine's clock, whatever the kernel says of it.
    """

    data: Path = Path("var/station")
    output: str = "auto"
    amplifier_pin: int | None = None
    amplifier_active_high: bool = True
    media_quota_mb: int = 500
    media_reserve_mb: int = 50
    as_run_days: int = 400
    poll_seconds: float = 300.0
    away_seconds: float = 30.0
    state_seconds: float = 60.0
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
    def journal(self) -> Path:
        """The file of the journal."""
        return self.data / "journal.db"

    @property
    def media_quota(self) -> int:
        """Bytes of clips kept though nothing planned needs them."""
        return self.media_quota_mb * MEGABYTE

    @property
    def media_reserve(self) -> int:
        """Bytes of the disk that clips never take."""
        return self.media_reserve_mb * MEGABYTE
