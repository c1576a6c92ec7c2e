"""Owns APScheduler: the clock that asks every so often what is due. Never the diary: pages add nothing here."""

import logging
from collections.abc import Callable
from types import TracebackType
from typing import Self

from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)


class Scheduler:
    """A few interval jobs with a memory store; entering starts it, leaving waits for the running jobs."""

    def __init__(self) -> None:
        self._clock = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None})

    def every(self, seconds: float, ask: Callable[[], object]) -> None:
        """Call ``ask`` every ``seconds``; two calls of one job never overlap, missed ones become one."""
        self._clock.add_job(ask, "interval", seconds=seconds, max_instances=1)

    def __enter__(self) -> Self:
        self._clock.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clock.shutdown(wait=True)
