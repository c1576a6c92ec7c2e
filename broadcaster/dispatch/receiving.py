"""What people recorded comes in: kept on the disk first, then decoded and judged, then known. Never broadcasts it."""

from collections.abc import Collection
from datetime import timedelta
from typing import IO

from broadcaster.accounts import Action, Person, demand
from broadcaster.decoding import decode
from broadcaster.dispatch.parts import Parts
from broadcaster.recordings import Recordings
from broadcaster.store import Transaction
from broadcaster.store import localities as locality_rows
from broadcaster.store import recordings as recording_rows
from broadcaster.store.recordings import Recording

KEPT_FOR = timedelta(days=1)
"""How long a recording waits for its bulletin to be saved."""
MEGABYTE = 1024 * 1024


class Receiving(Parts):
    """The taking in of recordings."""

    @property
    def recordings(self) -> Recordings:
        """The folder of recordings as they were brought; nobody is served from it."""
        return Recordings(self.config.data / "recordings", self.config.media_reserve_mb * MEGABYTE)

    def receive(self, source: IO[bytes], by: Person) -> Recording:
        """Take a recording in and return what it is; it waits a day for its bulletin.

        Raises Refused("recording....") for what cannot be broadcast, Unavailable when the disk is full or too many
        are brought at once; then nothing of it stays.
        """
        with self.store.read() as tx:
            demand(by, Action.COMPOSE, by.scope, locality_rows.tree(tx))
        self.forget_recordings()
        sha256 = self.recordings.keep(source)
        try:
            return self._judge(sha256, by)
        except BaseException:
            self._drop_strays([sha256])
            raise

    def recording_of(self, tx: Transaction, sha256: str | None) -> Recording | None:
        """Return what is known of a recording, None for no or a forgotten one."""
        return None if sha256 is None else recording_rows.known(tx, sha256)

    def forget_recordings(self) -> None:
        """Remove recordings that no bulletin needs: a day old and never saved, or of discarded drafts."""
        with self.store.read() as tx:
            stale = recording_rows.unused(tx, tx.now - KEPT_FOR)
        if not stale:
            return
        with self.store.begin("system") as tx:
            stale = recording_rows.unused(tx, tx.now - KEPT_FOR)
            recording_rows.forget(tx, stale)
        self._drop_strays(stale)

    def _judge(self, sha256: str, by: Person) -> Recording:
        found = decode(self.recordings.path(sha256), folder=self.scratch)
        with self.store.begin(by.id) as tx:
            recording = Recording(
                sha256=sha256,
                kind=found.kind.name.lower(),
                bytes=self.recordings.path(sha256).stat().st_size,
                duration=found.duration,
                trimmed=found.trimmed,
                lufs=found.lufs,
                peak_dbfs=found.peak_dbfs,
                outline=found.outline,
                warnings=tuple(one.stored() for one in found.warnings),
                brought_at=tx.now,
            )
            recording_rows.keep(tx, recording)
        return recording

    def _drop_strays(self, sha256s: Collection[str]) -> None:
        """Remove the files that nothing is known of: the same file may have been taken before, or meanwhile.

        No other can become known while we write: else its row would stay without its file.
        """
        with self.store.begin("system") as tx:
            self.recordings.forget([one for one in sha256s if recording_rows.known(tx, one) is None])
