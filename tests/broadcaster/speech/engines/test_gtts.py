"""Google's voice against a local stand-in with the faults the real service is known for."""

import base64
import json
import socket
import subprocess
import threading
import urllib.parse
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from broadcaster.config import Config
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.speech import DEFAULT_VOICE, speak
from broadcaster.speech.asking import Manners
from broadcaster.speech.checks import measure
from broadcaster.speech.engines.espeak import Espeak
from broadcaster.speech.engines.gtts import Gtts, offered
from tests.broadcaster.speech.services import drip, never, reply

LINE = ')]}\'\n\n99\n[["wrb.fr","jQ1olc","[\\"%s\\"]",null,null,null,"generic"]]\n'
TEXT = "Xin chào bà con. Mai cúp nước.\nCảm ơn."


@dataclass
class Google:
    """The stand-in: answers in order, the last one again and again; remembers what it was asked."""

    answers: list[Callable[[BaseHTTPRequestHandler], None]]
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        body = request.rfile.read(int(request.headers["Content-Length"])).decode()
        rpc = json.loads(urllib.parse.parse_qs(body)["f.req"][0])
        self.asked.append(json.loads(rpc[0][0][1])[0])
        self.answers[min(len(self.asked), len(self.answers)) - 1](request)


@pytest.fixture
def google() -> Iterator[Google]:
    """Run the stand-in on a free port."""
    stand_in = Google([])

    class Answering(BaseHTTPRequestHandler):
        """One question to the stand-in."""

        def do_POST(self) -> None:
            """Answer as told."""
            stand_in.answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield stand_in
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture(scope="module")
def spoken_mp3(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return real speech of about two seconds as MP3, as the service sends it."""
    folder = tmp_path_factory.mktemp("mp3")
    speak("Xin chào bà con.", voice=DEFAULT_VOICE, to=folder / "a.wav")
    out = ["-ar", "24000", "-b:a", "64k", "-f", "mp3", "pipe:1"]
    argv = ["ffmpeg", "-v", "error", "-i", str(folder / "a.wav"), *out]
    return subprocess.run(argv, check=True, capture_output=True, timeout=30).stdout


def good(mp3: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return the answer that holds this sound."""
    return reply(200, (LINE % base64.b64encode(mp3).decode()).encode())


def engine(google: Google, **settings: float) -> Gtts:
    """Return the engine before the stand-in, in no hurry to wait."""
    return Gtts(google.url, Manners(0.0, settings.get("timeout_s", 5.0), (0.01, 0.01)))


@pytest.mark.slow
def test_speaks_with_our_pauses(google: Google, spoken_mp3: bytes, tmp_path: Path) -> None:
    """Each packed part is asked for once, and the sound is one mono 24 kHz WAV with our pauses."""
    google.answers = [good(spoken_mp3)]
    engine(google).synthesise(TEXT, voice="gtts-north", rate=1.0, to=tmp_path / "a.wav")
    assert google.asked == ["Xin chào bà con. Mai cúp nước.", "Cảm ơn."]
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getframerate()) == (1, 24000)
    assert 1.0 <= measure(tmp_path / "a.wav").longest_silence_s <= 1.2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "code", "requests"),
    [
        (reply(429, b"slow down"), "speech.online_refused", 3),
        (reply(503, b""), "speech.online_refused", 3),
        (reply(403, b""), "speech.online_refused", 1),
        (reply(302, b"", Location="https://www.google.com/sorry"), "speech.online_refused", 1),
        (reply(200, b""), "speech.online_blocked", 1),
        (reply(200, b"<html>captcha</html>"), "speech.online_blocked", 1),
        (reply(200, b'[["wrb.fr","jQ1olc",null,null]]'), "speech.online_no_sound", 1),
        (reply(200, (LINE % "").encode()), "speech.online_no_sound", 1),
        (reply(200, (LINE % "%%%").encode()), "speech.online_no_sound", 1),
        (good(b"this is no mp3 at all" * 100), "programs.failed", 1),
        (reply(200, b"x", Content_Length="1000"), "speech.online_away", 1),
        (never, "speech.online_away", 1),
        (drip, "speech.online_away", 1),
    ],
    ids=["429", "503", "403", "302", "empty", "html", "null", "no-audio", "no-base64", "no-mp3", "cut", "mute", "drip"],
)
def test_each_known_fault_is_told_and_leaves_no_file(
    answer: Callable[[BaseHTTPRequestHandler], None], code: str, requests: int, google: Google, tmp_path: Path
) -> None:
    """Every fault of the service is one of ours, after the right number of tries, and nothing half is left."""
    google.answers = [answer]
    with pytest.raises(BroadcasterError) as fault:
        engine(google, timeout_s=2.0).synthesise(TEXT, voice="gtts-north", rate=1.0, to=tmp_path / "a.wav")
    assert (fault.value.code, len(google.asked)) == (code, requests)
    assert not list(tmp_path.iterdir())


def test_a_busy_service_is_asked_again(google: Google, spoken_mp3: bytes, tmp_path: Path) -> None:
    """After 429 and 500 the third try may succeed."""
    google.answers = [reply(429, b""), reply(500, b""), good(spoken_mp3)]
    engine(google).synthesise("Xin chào.", voice="gtts-north", rate=1.0, to=tmp_path / "a.wav")
    assert len(google.asked) == 3


@pytest.mark.slow
def test_a_fault_half_way_leaves_nothing(google: Google, spoken_mp3: bytes, tmp_path: Path) -> None:
    """When the second part fails, the first part is not kept either, and espeak speaks instead."""
    google.answers = [good(spoken_mp3), reply(403, b"")]
    engines = (engine(google), Espeak())
    assert speak(TEXT, voice="gtts-north", to=tmp_path / "a.wav", engines=engines).voice == DEFAULT_VOICE
    assert len(google.asked) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_a_service_that_is_away_is_told(tmp_path: Path) -> None:
    """A closed port is an outside thing that is away for now."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(BroadcasterError) as fault:
        Gtts(url, Manners(0.0)).synthesise(TEXT, voice="gtts-north", rate=1.0, to=tmp_path / "a.wav")
    assert (fault.value.code, fault.value.permanent) == ("speech.online_away", False)


def test_only_verified_addresses_are_asked() -> None:
    """Plain HTTP is refused unless it is this very machine."""
    with pytest.raises(Refused, match="HTTPS"):
        Gtts("http://translate.google.com")


def test_is_offered_only_where_it_is_asked_for() -> None:
    """A site without the setting has no such voice; where it has one, it is known to need the network."""
    assert offered(Config()) == ()
    assert [one.is_online for one in offered(Config(speech_google=True))] == [True]


def test_a_part_cut_short_is_refused(google: Google, spoken_mp3: bytes, tmp_path: Path) -> None:
    """A sound that is whole but far too short for its words is not taken for them."""
    google.answers = [good(spoken_mp3)]
    with pytest.raises(BroadcasterError) as fault:
        engine(google).synthesise("xin chào " * 10, voice="gtts-north", rate=1.0, to=tmp_path / "a.wav")
    assert fault.value.code == "speech.too_short"
    assert not list(tmp_path.iterdir())
