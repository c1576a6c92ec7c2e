"""Google's unofficial voice, with gTTS's request bodies over our own verified HTTPS. Off unless it is configured.

gTTS itself never sends anything here: it does not verify certificates, waits for ever, and takes an empty or an HTML
answer for success. Never for emergencies: it needs the Internet and may be blocked at any time.
"""

import base64
import binascii
import random
import re
import threading
import warnings
import wave
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import urllib3
from gtts import gTTS

from broadcaster.clock import Clock, SystemClock
from broadcaster.errors import Faulty, Refused, Unavailable
from broadcaster.programs import run
from broadcaster.speech.engines import Voice
from broadcaster.whole import whole_file

with warnings.catch_warnings():
    # pydub still imports audioop and writes its patterns in the old way.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

LONGEST_PART = 100
SAMPLE_RATE = 24000
SENTENCE_PAUSE_MS = 650
PARAGRAPH_PAUSE_MS = 1050
CLAUSE_PAUSE_MS = 280
SILENCE_DBFS = -45.0
# Google speaks about a quarter faster than a horn can carry.
TEMPO = 0.8
TIMEOUT_S = 10.0
DECODE_TIMEOUT_S = 20.0
LARGEST_ANSWER = 4 * 1024 * 1024
BACK_OFF_S = (2.0, 4.0, 8.0)
LONGEST_BACK_OFF_S = 60.0

PATH = "/_/TranslateWebserverUi/data/batchexecute"
AUDIO = re.compile(rb'jQ1olc","\[\\"([^"\\]*)\\"\]')
CLAUSE_END = re.compile(r"(?<=[.,;:!?…])\s+")
SENTENCE_MARKS = (".", "!", "?", "…", ";")
LOOPBACK = ("127.0.0.1", "localhost", "::1")

Wait = Callable[[float], object]


class Pace:
    """Lets one request through per interval, whoever asks."""

    def __init__(self, interval_s: float, clock: Clock, wait: Wait) -> None:
        self._interval_s, self._clock, self._wait = interval_s, clock, wait
        self._lock = threading.Lock()
        self._next_at = 0.0

    def turn(self) -> None:
        """Wait for the next free turn."""
        with self._lock:
            now = self._clock.monotonic()
            begin = max(now, self._next_at)
            self._next_at = begin + self._interval_s
        if begin > now:
            self._wait(begin - now)


class Gtts:
    """The northern voice of Google Translate; ``base_url`` must be HTTPS unless it is this machine."""

    name = "gtts"

    def __init__(  # noqa: PLR0913 - settings, all keyword-only
        self,
        base_url: str = "https://translate.google.com",
        *,
        interval_s: float = 1.0,
        timeout_s: float = TIMEOUT_S,
        back_off_s: Sequence[float] = BACK_OFF_S,
        clock: Clock | None = None,
        wait: Wait | None = None,
    ) -> None:
        address = urlsplit(base_url)
        if address.scheme != "https" and address.hostname not in LOOPBACK:
            raise Refused("speech.online_insecure", field="base_url", url=base_url)
        self._url = base_url.rstrip("/") + PATH
        self._timeout_s, self._back_off_s = timeout_s, tuple(back_off_s)
        self._clock = clock or SystemClock()
        self._wait = wait or threading.Event().wait
        self._pace = Pace(interval_s, self._clock, self._wait)

    def voices(self) -> tuple[Voice, ...]:
        """Return the one Vietnamese voice there is."""
        return (
            Voice("gtts-north", self.name, "Google, giọng Bắc (cần Internet)", "Google, northern (needs Internet)"),
        )

    def synthesise(self, text: str, *, voice: str, rate: float, to: Path) -> None:  # noqa: ARG002 - it has one voice
        """Write ``text`` as a 24 kHz mono WAV with our pauses; raise Unavailable or Faulty, leaving no file."""
        http = urllib3.PoolManager(timeout=urllib3.Timeout(total=self._timeout_s), retries=False)
        with http, whole_file(to) as partial, wave.open(str(partial), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            for part, pause_ms in parts(text):
                sound = _trimmed(_decoded(self._ask(http, part), TEMPO * rate))
                file.writeframes((sound + _silence(pause_ms)).raw_data)

    def _ask(self, http: urllib3.PoolManager, part: str) -> bytes:
        """Return the MP3 of one part, trying again while the service is busy."""
        body = request_body(part)
        for back_off_s in (*self._back_off_s, None):
            self._pace.turn()
            status, answer, retry_after = self._post(http, body)
            if status == HTTPStatus.OK:
                return audio_in(answer)
            busy = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
            if not busy or back_off_s is None:
                break
            self._wait(min(max(back_off_s, retry_after), LONGEST_BACK_OFF_S) * random.uniform(0.8, 1.2))  # noqa: S311
        raise Unavailable("speech.online_refused", status=status)

    def _post(self, http: urllib3.PoolManager, body: str) -> tuple[int, bytes, float]:
        """Send one request and return status, answer and the seconds it asks us to stay away."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded;charset=utf-8",
            "Referer": "https://translate.google.com/",
        }
        deadline = self._clock.monotonic() + self._timeout_s
        try:
            response = http.request(
                "POST", self._url, body=body.encode(), headers=headers, redirect=False, preload_content=False
            )
            try:
                answer = b"".join(self._pieces(response, deadline))
            finally:
                response.close()
        except urllib3.exceptions.HTTPError as error:
            raise Unavailable("speech.online_away", reason=type(error).__name__) from error
        retry_after = response.headers.get("Retry-After", "")
        return response.status, answer, float(retry_after) if retry_after.isdecimal() else 0.0

    def _pieces(self, response: urllib3.BaseHTTPResponse, deadline: float) -> Iterator[bytes]:
        """Yield the answer until it ends; one that is endless or drips for ever is given up."""
        size = 0
        while piece := response.read1(65536):
            size += len(piece)
            if size > LARGEST_ANSWER or self._clock.monotonic() > deadline:
                raise Unavailable("speech.online_away", reason="slow or endless answer")
            yield piece


def parts(text: str) -> Iterator[tuple[str, int]]:
    """Yield parts of at most 100 characters, whole clauses packed together, each with its pause in milliseconds."""
    for line in text.splitlines():
        packed = [part for part in _packed(line) if any(map(str.isalnum, part))]
        for number, part in enumerate(packed, 1):
            pause_ms = SENTENCE_PAUSE_MS if part.endswith(SENTENCE_MARKS) else CLAUSE_PAUSE_MS
            yield part, PARAGRAPH_PAUSE_MS if number == len(packed) else pause_ms


def request_body(part: str) -> str:
    """Return the form body gTTS would send for one part of at most 100 characters."""
    return str(gTTS(part, lang="vi", lang_check=False, pre_processor_funcs=[]).get_bodies()[0])


def audio_in(answer: bytes) -> bytes:
    """Return the MP3 inside an answer; raise Unavailable if it is a page for people, Faulty if it holds no sound."""
    found = AUDIO.search(answer)
    if found is None and b"jQ1olc" not in answer:
        raise Unavailable("speech.online_blocked")
    try:
        audio = base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error as error:
        raise Faulty("speech.online_no_sound") from error
    if not audio:
        raise Faulty("speech.online_no_sound")
    return audio


def _packed(line: str) -> Iterator[str]:
    """Pack whole clauses while they fit; cut a longer clause at a blank, a longer word anywhere."""
    packed = ""
    for piece in _pieces_that_fit(line):
        joined = f"{packed} {piece}".strip()
        if len(joined) > LONGEST_PART:
            yield packed
            joined = piece
        packed = joined
    if packed:
        yield packed


def _pieces_that_fit(line: str) -> Iterator[str]:
    for clause in CLAUSE_END.split(line.strip()):
        if len(clause) <= LONGEST_PART:
            yield clause
            continue
        for word in clause.split():
            yield from (word[at : at + LONGEST_PART] for at in range(0, len(word), LONGEST_PART))


def _decoded(mp3: bytes, tempo: float) -> AudioSegment:
    """Return the sound of an MP3 at our sample rate; raise Faulty("programs.failed") for what is no MP3."""
    argv = ["ffmpeg", "-v", "error", "-xerror", "-f", "mp3", "-i", "pipe:0", "-af", f"atempo={tempo:.3f}"]
    raw = run([*argv, "-f", "s16le", "-ac", "1", "-ar", str(SAMPLE_RATE), "pipe:1"], DECODE_TIMEOUT_S, mp3, niceness=10)
    return AudioSegment(data=raw, sample_width=2, frame_rate=SAMPLE_RATE, channels=1)


def _trimmed(sound: AudioSegment) -> AudioSegment:
    """Return the sound without the service's own silence at both ends, so that the pauses are ours."""
    head = detect_leading_silence(sound, SILENCE_DBFS)
    tail = detect_leading_silence(sound.reverse(), SILENCE_DBFS)
    return sound[head : max(head, len(sound) - tail)]


def _silence(milliseconds: int) -> AudioSegment:
    return AudioSegment.silent(milliseconds, frame_rate=SAMPLE_RATE)
