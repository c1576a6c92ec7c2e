"""The fetcher brings what is ordered, soonest first, and does not give up."""

import queue
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stations.fetching import Callbacks, Fetcher, Order
from stations.media import MediaShelf, Wanted
from stations.web_client import Origin, WebClient
from tests.stations.centre import CLOCK, TOKEN, Web, made_web, serving, tone

WAIT_S = 15.0
Told = queue.SimpleQueue  # of (what, fact)


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A running site."""
    with serving(made_web(tmp_path)) as web:
        yield web


@pytest.fixture
def told() -> "queue.SimpleQueue[tuple[str, object]]":
    """What the fetcher says."""
    return queue.SimpleQueue()


@pytest.fixture
def fetcher(web: Web, tmp_path: Path, told: "queue.SimpleQueue[tuple[str, object]]") -> Iterator[Fetcher]:
    """A fetcher in its thread, its shelf keeping nothing that is not needed."""
    client, stop = WebClient(Origin(web.pki.ca_pem, TOKEN, web.url)), threading.Event()
    callbacks = Callbacks(
        on_ready=lambda sha256: told.put(("ready", sha256)),
        on_gone=lambda sha256: told.put(("gone", sha256)),
        on_trouble=lambda fault: told.put(("trouble", fault and fault.code)),
    )
    fetcher = Fetcher(MediaShelf(tmp_path / "media", quota=0, reserve=0), client, CLOCK, callbacks)
    thread = threading.Thread(target=fetcher.run, args=(stop,))
    thread.start()
    yield fetcher
    stop.set()
    fetcher.hurry()
    thread.join(WAIT_S)
    client.close()
    assert not thread.is_alive()


def ordered(web: Web, folder: Path, *soon_minutes: float) -> Order:
    """Return an order of fresh clips that sound in so many minutes, put on the server."""
    wanted = []
    for value, minutes in enumerate(soon_minutes, 1):
        path, clip = tone(folder, 1, value)
        web.files[clip.sha256] = path.read_bytes()
        wanted.append(Wanted(clip, CLOCK.now() + timedelta(minutes=minutes)))
    names = frozenset(one.clip.sha256 for one in wanted)
    return Order(tuple(sorted(wanted, key=lambda one: one.first_at)), names, f"{web.url}/media")


def test_clips_come_soonest_first(
    web: Web, tmp_path: Path, fetcher: Fetcher, told: "queue.SimpleQueue[tuple[str, object]]"
) -> None:
    """What sounds first is fetched first; the end of all trouble is told."""
    order = ordered(web, tmp_path, 5, 1)
    fetcher.order(order)
    said = [told.get(timeout=WAIT_S) for _ in range(4)]
    ready = [fact for what, fact in said if what == "ready"]
    assert ready == [one.clip.sha256 for one in order.wanted]
    assert ("trouble", None) in said


@pytest.mark.slow
def test_a_server_that_is_away_is_asked_again(
    web: Web, tmp_path: Path, fetcher: Fetcher, told: "queue.SimpleQueue[tuple[str, object]]"
) -> None:
    """Trouble is named and tried again by itself until the clip is here."""
    web.answer = (503, "application/json", b"")
    fetcher.order(ordered(web, tmp_path, 1))
    assert told.get(timeout=WAIT_S) == ("trouble", "station.server_busy")
    web.answer = None
    while told.get(timeout=WAIT_S)[0] != "ready":
        pass


def test_far_programmes_wait_for_a_random_moment_unless_hurried(
    web: Web, tmp_path: Path, fetcher: Fetcher, told: "queue.SimpleQueue[tuple[str, object]]"
) -> None:
    """A province does not ask for one clip in the same second; a connection that comes back ends the wait."""
    fetcher.order(ordered(web, tmp_path, 600))
    with pytest.raises(queue.Empty):
        told.get(timeout=0.2)
    fetcher.hurry()
    assert told.get(timeout=WAIT_S)[0] == "ready"


def test_a_spoiled_clip_is_fetched_again_and_a_needless_one_goes(
    web: Web, tmp_path: Path, fetcher: Fetcher, told: "queue.SimpleQueue[tuple[str, object]]"
) -> None:
    """What the console found spoiled comes anew; what no edition needs leaves when room is made."""
    order = ordered(web, tmp_path, 1)
    sha256 = order.wanted[0].clip.sha256
    fetcher.order(order)
    assert told.get(timeout=WAIT_S) == ("ready", sha256)
    (tmp_path / "media" / sha256).write_bytes(b"spoiled")
    fetcher.lost(sha256)
    assert told.get(timeout=WAIT_S)[0] == "trouble"
    assert told.get(timeout=WAIT_S) == ("ready", sha256)
    path, clip = tone(tmp_path, 1, 77)
    web.files[clip.sha256] = path.read_bytes()
    fetcher.order(Order((Wanted(clip, CLOCK.now()),), frozenset({clip.sha256}), f"{web.url}/media"))
    heard = [told.get(timeout=WAIT_S) for _ in range(3)]
    assert ("gone", sha256) in heard
    assert ("ready", clip.sha256) in heard
