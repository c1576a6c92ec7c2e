"""The server and the signer to be killed: the real ones, each in a process; the server's does what people order too."""

import logging
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from broadcaster import mqtt
from broadcaster.accounts import Person
from broadcaster.alerts import Alert
from broadcaster.assembly import assembled
from broadcaster.config import Config
from broadcaster.dispatch import Dispatch
from broadcaster.errors import BroadcasterError
from broadcaster.messages import AlarmRepeat, AlarmStatus
from broadcaster.server import serve_until
from broadcaster.signer import sign_until
from broadcaster.store import people
from tests.faults.stationed import Post, live

STAFF = ("writes", "releases")
BACK_S = 0.3
"""After a broken connection everybody tries again within so long: thousands of kills have no minutes to wait."""
SILENCE = timedelta(seconds=1)


class Kind(StrEnum):
    """What a person may order."""

    RAISE = "raise"
    CORRECT = "correct"
    CANCEL = "cancel"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Wish:
    """One order: the ``id`` of a new alarm, or which one it is ``about``; where; how often it shall sound."""

    number: int
    kind: Kind
    place: str
    about: str
    station: str = ""
    status: AlarmStatus = AlarmStatus.ACTUAL
    level: int = 3
    repeat: AlarmRepeat = field(default_factory=AlarmRepeat)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a wish: begun, or done for the alarms named, or refused with a code."""

    number: int
    is_done: bool = False
    alarms: tuple[str, ...] = ()
    code: str = ""


def serve(log: Path, config: Config, wishes: "Connection[Answer, Wish]") -> None:
    """Be the server, and let people order through it, until somebody kills us."""
    prepare(log)
    threading.Thread(target=_serve, args=(config,), daemon=True).start()
    with assembled(config) as dispatch:
        with dispatch.store.read() as tx:
            writer, releaser = (people.by_login(tx, one) for one in STAFF)
        while True:
            wish = wishes.recv()
            wishes.send(Answer(wish.number))
            wishes.send(_answer(dispatch, wish, writer, releaser))


def _serve(config: Config) -> None:
    try:
        serve_until(config, threading.Event())
    finally:
        os._exit(3)


def _answer(dispatch: Dispatch, wish: Wish, writer: Person, releaser: Person) -> Answer:
    try:
        return Answer(wish.number, is_done=True, alarms=ORDERS[wish.kind](dispatch, wish, writer, releaser))
    except BroadcasterError as refusal:
        logging.warning("%s: %s", wish, refusal)
        return Answer(wish.number, is_done=True, code=refusal.code)


def _raise(dispatch: Dispatch, wish: Wish, writer: Person, releaser: Person) -> tuple[str, ...]:
    draft = Alert(
        id=wish.about,
        status=wish.status,
        hazard="fire",
        level=wish.level,
        title="Cháy lớn",
        text=f"Có cháy lớn ở {wish.place}.",
        origin=wish.place,
        author=writer.id,
        created_at=dispatch.clock.now(),
        localities=() if wish.station else (wish.place,),
        stations=(wish.station,) if wish.station else (),
        repeat=wish.repeat,
    )
    return _released(dispatch, dispatch.draft_alert(draft, writer), writer, releaser)


def _correct(dispatch: Dispatch, wish: Wish, writer: Person, releaser: Person) -> tuple[str, ...]:
    return _released(dispatch, dispatch.correct_alert(wish.about, writer), writer, releaser)


def _released(dispatch: Dispatch, draft: Alert, writer: Person, releaser: Person) -> tuple[str, ...]:
    confirmed = dispatch.confirm_alert(draft.id, writer, version=draft.version)
    return (dispatch.release_alert(draft.id, releaser, version=confirmed.version).id,)


def _cancel(dispatch: Dispatch, wish: Wish, _writer: Person, releaser: Person) -> tuple[str, ...]:
    return (dispatch.cancel_alert(wish.about, releaser, reason="").id,)


def _silence(dispatch: Dispatch, wish: Wish, _writer: Person, releaser: Person) -> tuple[str, ...]:
    ended = dispatch.silence(wish.place, releaser, until=dispatch.clock.now() + SILENCE)
    return tuple(one.id for one in ended)


ORDERS: dict[Kind, Callable[[Dispatch, Wish, Person, Person], tuple[str, ...]]] = {
    Kind.RAISE: _raise,
    Kind.CORRECT: _correct,
    Kind.CANCEL: _cancel,
    Kind.SILENCE: _silence,
}


def sign(log: Path, config: Config) -> None:
    """Be the signer until somebody kills us, on a machine without any voice: stations speak themselves."""
    prepare(log)
    os.environ["PATH"] = ""
    sign_until(config, threading.Event())
    os._exit(3)


def stand(log: Path, post: Post) -> None:
    """Be a station until somebody kills us."""
    prepare(log)
    live(post)


def prepare(log: Path) -> None:
    """Write to a log of our own, come back soon after a broken connection, and never outlive the test."""
    mqtt.LONGEST_WAIT_S = BACK_S
    said: Any = log.open("a", buffering=1)
    os.dup2(said.fileno(), sys.stdout.fileno())
    os.dup2(said.fileno(), sys.stderr.fileno())
    logging.basicConfig(level=logging.INFO, stream=said, format="%(asctime)s %(name)s %(message)s")
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
