"""How services are asked: at their pace, again while they are busy, never for ever, and nothing secret is told."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from broadcaster.errors import Refused, Unavailable
from broadcaster.speech.asking import Asker, Manners, Pace, Question, demand_verified
from tests.broadcaster.speech.services import Answering, Service, drip, never, reply, serving

KEY = "k3y-that-nobody-may-see"


class Still:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.at = 100.0

    def monotonic(self) -> float:
        """Return the time on it."""
        return self.at

    def now(self) -> datetime:
        """Return a day."""
        return datetime(2026, 11, 22, tzinfo=UTC)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.at += seconds


@pytest.fixture
def service() -> Iterator[Service]:
    """Run a service."""
    with serving() as service:
        yield service


def asker(waits: list[float], **manners: float) -> Asker:
    """Return one who notes how long it would have waited, and waits not at all."""
    return Asker(Manners(0.0, manners.get("timeout_s", 2.0), (2.0, 4.0)), wait=waits.append)


def question(service: Service) -> Question:
    """Return a question that carries a key in its header and in its body."""
    return Question("POST", service.url + "/speak", {"X-Key": KEY}, KEY.encode())


def test_one_request_a_second() -> None:
    """Five turns take four intervals, and a pause of one's own counts."""
    clock = Still()
    pace = Pace(1.0, clock, clock.wait)
    for _ in range(5):
        pace.turn()
    assert clock.at == 104.0
    clock.wait(10)
    pace.turn()
    assert clock.at == 114.0


def test_a_busy_service_is_asked_again_later(service: Service) -> None:
    """After 429 and 503 it waits longer each time, never exactly as long as others, and as long as it is told to."""
    service.posts = [
        reply(429, b"", Retry_After="9"),
        reply(503, b""),
        reply(200, b"sound", Content_Type="Audio/WAV; x"),
    ]
    waits: list[float] = []
    answer = asker(waits).ask(question(service))
    assert (answer.body, answer.kind, len(service.asked)) == (b"sound", "audio/wav", 3)
    assert 9 * 0.8 <= waits[0] <= 9 * 1.2
    assert 4 * 0.8 <= waits[1] <= 4 * 1.2
    assert waits[0] != 9.0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "code", "times"),
    [
        (reply(429, b""), "speech.online_refused", 3),
        (reply(500, b""), "speech.online_refused", 3),
        (reply(401, KEY.encode()), "speech.online_refused", 1),
        (reply(302, b"", Location="http://127.0.0.1:9/"), "speech.online_refused", 1),
        (reply(200, b"x", Content_Length="1000"), "speech.online_away", 1),
        (never, "speech.online_away", 1),
        (drip, "speech.online_away", 1),
    ],
    ids=["429", "500", "401", "redirect", "cut", "mute", "drip"],
)
def test_faults_are_told_without_what_was_sent(
    service: Service, answer: Answering, code: str, times: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Each fault is one of ours, after the right number of tries; no key stands in error, chain or log."""
    caplog.set_level(0)
    service.posts = [answer]
    with pytest.raises(Unavailable) as fault:
        asker([], timeout_s=1.0).ask(question(service))
    assert (fault.value.code, len(service.asked)) == (code, times)
    told = [
        fault.value.told("en"),
        fault.value.stored(),
        repr(fault.value.__cause__),
        repr(question(service)),
        caplog.text,
    ]
    assert KEY not in "".join(told)


def test_an_endless_answer_is_given_up(service: Service) -> None:
    """More than the service may send is not read on."""
    service.posts = [reply(200, b"x" * 200_000)]
    with pytest.raises(Unavailable, match="endless"):
        Asker(Manners(0.0, 5.0, (), largest=100_000)).ask(question(service))


def test_only_verified_addresses_are_asked() -> None:
    """Plain HTTP is refused unless it is this very machine."""
    demand_verified("https://example.org/x")
    demand_verified("http://127.0.0.1:8080/x")
    for url in ("http://example.org", "http://127.0.0.1.example.org", "ftp://example.org"):
        with pytest.raises(Refused, match="HTTPS"):
            demand_verified(url)
