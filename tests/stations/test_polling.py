"""The poll leg: the same documents over HTTPS, at its own pace, faster while the broker is away."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stations.polling import Callbacks, Pace, Poller
from stations.web_client import Origin, WebClient
from tests.stations.centre import CLOCK, STATION, TOKEN, Web, made_web, serving

WAIT_S = 15.0


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A running site."""
    with serving(made_web(tmp_path)) as web:
        yield web


class Heard:
    """What a poller said."""

    def __init__(self) -> None:
        self.documents: list[str] = []
        self.polls: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.chores = 0

    def chore(self) -> None:
        """Count the daily work."""
        self.chores += 1


@contextmanager
def polling(web: Web, pace: Pace) -> Iterator[tuple[Poller, Heard]]:
    """Run a poller in its thread."""
    heard, stop = Heard(), threading.Event()
    client = WebClient(Origin(web.pki.ca_pem, TOKEN, web.url))
    told = Callbacks(
        on_document=lambda topic, envelope: heard.documents.append(topic),
        on_polled=lambda fault: heard.polls.put(fault.code if fault else None),
        on_chore=heard.chore,
    )
    poller = Poller(f"{web.url}/api/v1/stations/{STATION}/inbox", client, CLOCK, pace, callbacks=told)
    thread = threading.Thread(target=poller.run, args=(stop,))
    thread.start()
    try:
        yield poller, heard
    finally:
        stop.set()
        poller.refresh()
        thread.join(WAIT_S)
        client.close()
        assert not thread.is_alive()


def test_it_asks_at_the_start_and_hands_documents_on_once(web: Web) -> None:
    """All documents come with the first answer; an unchanged inbox brings none again, a refresh brings all."""
    web.centre.assign()
    topics = sorted(web.centre.documents)
    with polling(web, Pace(regular_s=0.0, away_s=0.0)) as (poller, heard):
        for _ in range(2):
            assert heard.polls.get(timeout=WAIT_S) is None
        assert sorted(heard.documents) == topics
        assert any("If-None-Match" in headers for _, _, headers in web.asked)
        poller.refresh()
        while len(heard.documents) < 2 * len(topics):
            assert heard.polls.get(timeout=WAIT_S) is None
    assert heard.chores >= 2


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, "text/html", b"<html>"), "station.captive_portal"),
        ((200, "application/json", b"{"), "wire.malformed"),
        ((401, "application/json", b"{}"), "station.server_refused"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_handed_on(web: Web, answer: tuple[int, str, bytes], code: str) -> None:
    """A portal, garbage or a refusal is a fault with its name, and the poller lives on."""
    web.answer = answer
    with polling(web, Pace(0.0, 0.0)) as (_, heard):
        assert heard.polls.get(timeout=WAIT_S) == code
        web.answer = None
        while heard.polls.get(timeout=WAIT_S) is not None:
            pass
    assert web.centre.topics.keys in heard.documents


@pytest.mark.slow
def test_while_the_broker_is_away_it_asks_at_the_short_pace(web: Web) -> None:
    """A lost link brings the polls forward; a link that stands leaves them at their long pace."""
    links: list[tuple[bool, Callable[[Heard], None]]] = [(True, _none_comes), (False, _some_come)]
    for connected, expect in links:
        with polling(web, Pace(regular_s=100_000.0, away_s=1.0)) as (poller, heard):
            assert heard.polls.get(timeout=WAIT_S) is None
            poller.link(connected)
            expect(heard)


def _none_comes(heard: Heard) -> None:
    with pytest.raises(queue.Empty):
        heard.polls.get(timeout=2.5)


def _some_come(heard: Heard) -> None:
    for _ in range(2):
        assert heard.polls.get(timeout=WAIT_S) is None
