"""Voice services with a contract, against a stand-in on this machine with the faults such services have."""

import base64
import json
import subprocess
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.config import Config
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.speech import DEFAULT_VOICE, speak
from broadcaster.speech.asking import Asker, Manners
from broadcaster.speech.checks import measure
from broadcaster.speech.engines.espeak import Espeak
from broadcaster.speech.engines.online import Online, offered
from broadcaster.speech.engines.online.provider import Poll, Provider, providers
from tests.broadcaster.speech.services import Answering, Service, drip, never, reply, serving

KEY = "k3y-that-nobody-may-see"
TEXT = "Xin chào bà con. Mai cúp nước.\nCảm ơn."
KNOWN = {one.name: one for one in providers()}
HTML = b"<html>captcha</html>"


@pytest.fixture
def service() -> Iterator[Service]:
    """Run a service."""
    with serving() as service:
        yield service


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return real speech of about two seconds as a 24 kHz WAV file."""
    folder = tmp_path_factory.mktemp("sound")
    speak("Xin chào bà con. Mai họp.", voice=DEFAULT_VOICE, to=folder / "a.wav")
    argv = ["ffmpeg", "-v", "error", "-i", str(folder / "a.wav"), "-ar", "24000", str(folder / "b.wav")]
    subprocess.run(argv, check=True, timeout=30)
    return (folder / "b.wav").read_bytes()


def here(name: str, service: Service, **changes: object) -> Provider:
    """Return a service as it is described, but at the stand-in's address."""
    poll = Poll(every_s=0.01, longest_s=0.2, hosts=("127.0.0.1", ".fpt.ai"))
    known = replace(KNOWN[name], url=service.url + "/speak", interval_s=0.0, poll=poll)
    return replace(known, **changes)  # type: ignore[arg-type]


def engine(provider: Provider, timeout_s: float = 5.0) -> Online:
    """Return the engine, in no hurry to wait."""
    return Online(provider, KEY, asker=Asker(Manners(0.0, timeout_s, (0.01, 0.01)), wait=lambda _seconds: None))


def answer_of(provider: Provider, service: Service, sound: bytes) -> Answering:
    """Return the good answer of a service, in its shape."""
    inside = {
        "base64": {"audioContent": base64.b64encode(sound).decode()},
        "address": {"error": 0, "async": service.url + "/file.wav"},
    }
    if provider.shape == "audio":
        return reply(200, sound, Content_Type="audio/wav")
    return reply(200, json.dumps(inside[provider.shape]).encode(), Content_Type="application/json")


@pytest.mark.parametrize("name", KNOWN)
def test_each_service_speaks_with_our_pauses(name: str, service: Service, sound: bytes, tmp_path: Path) -> None:
    """In each of the three shapes a paragraph is asked for with the key, and the sound is one WAV with our pauses."""
    provider = here(name, service)
    service.posts, service.gets = [answer_of(provider, service, sound)], [reply(404, b""), reply(200, sound)]
    engine(provider).synthesise(TEXT, voice=provider.voices[0].name, rate=1.0, to=tmp_path / "a.wav")
    posts = [one for one in service.asked if one.method == "POST"]
    assert len(posts) == 2
    assert all(KEY in str(one.headers) + one.body.decode() for one in posts)
    assert not any(KEY in one.path + str(one.headers) for one in service.asked if one.method == "GET")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getframerate()) == (1, 24000)
    assert 1.0 <= measure(tmp_path / "a.wav").longest_silence_s <= 1.2


def test_a_long_text_goes_in_parts_by_the_services_unit(service: Service, sound: bytes, tmp_path: Path) -> None:
    """A service that counts bytes gets no request over its limit, and each word once."""
    provider = here("google-cloud", service, most=60)
    service.posts = [answer_of(provider, service, sound)]
    text = "Đề nghị bà con trữ nước, nhớ đậy kỹ. " * 3
    engine(provider).synthesise(text, voice="google-cloud-a", rate=1.0, to=tmp_path / "a.wav")
    said = [json.loads(one.body)["input"]["text"] for one in service.asked]
    assert max(len(one.encode()) for one in said) <= 60
    assert "".join(" ".join(said).split()) == "".join(text.split())


def test_a_busy_service_is_asked_again(service: Service, sound: bytes, tmp_path: Path) -> None:
    """After 429 and 500 the third try may succeed."""
    provider = here("viettel", service)
    service.posts = [reply(429, b""), reply(500, b""), reply(200, sound)]
    engine(provider).synthesise("Xin chào.", voice="viettel-diemmy", rate=1.0, to=tmp_path / "a.wav")
    assert len(service.asked) == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "answer", "code"),
    [
        ("azure", reply(429, b""), "speech.online_refused"),
        ("azure", reply(500, KEY.encode()), "speech.online_refused"),
        ("azure", reply(401, KEY.encode()), "speech.online_refused"),
        ("azure", reply(302, b"", Location="http://127.0.0.1:9/"), "speech.online_refused"),
        ("azure", reply(200, b""), "speech.online_no_sound"),
        ("azure", reply(200, HTML, Content_Type="text/html"), "speech.online_blocked"),
        ("azure", reply(200, HTML), "speech.online_blocked"),
        ("viettel", reply(200, b'{"error": "no credit"}'), "speech.online_blocked"),
        ("azure", reply(200, b"this is no wav at all" * 100), "programs.failed"),
        ("azure", reply(200, b"x", Content_Length="1000"), "speech.online_away"),
        ("azure", never, "speech.online_away"),
        ("azure", drip, "speech.online_away"),
        ("google-cloud", reply(200, HTML), "speech.online_blocked"),
        ("google-cloud", reply(200, b"{}"), "speech.online_no_sound"),
        ("google-cloud", reply(200, b"[]"), "speech.online_no_sound"),
        ("google-cloud", reply(200, b'{"audioContent": "%%%"}'), "speech.online_no_sound"),
        ("google-cloud", reply(200, b'{"audioContent": ""}'), "speech.online_no_sound"),
        ("fpt", reply(200, b'{"error": 1, "async": "https://x.fpt.ai/a"}'), "speech.online_refused"),
        ("fpt", reply(200, b'{"error": 0}'), "speech.online_no_sound"),
    ],
)
def test_each_fault_is_told_without_the_key_and_leaves_no_file(
    service: Service, name: str, answer: Answering, code: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever a service does wrong is one of our faults; no half file is left, no key told or logged."""
    caplog.set_level(0)
    provider = here(name, service)
    service.posts = [answer]
    with pytest.raises(BroadcasterError) as fault:
        engine(provider, 1.0).synthesise(TEXT, voice=provider.voices[0].name, rate=1.0, to=tmp_path / "a.wav")
    assert fault.value.code == code
    assert not list(tmp_path.iterdir())
    assert KEY not in fault.value.told("vi") + fault.value.stored() + repr(fault.value.__cause__) + caplog.text


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/a.wav",
        "http://file01.fpt.ai/a.wav",
        "https://file01.fpt.ai:8443/a.wav",
        "https://u@file01.fpt.ai/a.wav",
        "https://notfpt.ai/a.wav",
        "https://fpt.ai.evil.example/a.wav",
        "http://localhost:1/a.wav",
        "file:///etc/passwd",
        "https://[::1/a.wav",
    ],
)
def test_only_listed_hosts_are_asked_for_a_file(service: Service, address: str, tmp_path: Path) -> None:
    """An answer that points to another host, scheme or port makes us fetch nothing."""
    provider = here("fpt", service)
    service.posts = [reply(200, json.dumps({"error": 0, "async": address}).encode())]
    with pytest.raises(BroadcasterError) as fault:
        engine(provider).synthesise("Xin chào.", voice="fpt-lannhi", rate=1.0, to=tmp_path / "a.wav")
    assert fault.value.code == "speech.online_elsewhere"
    assert [one.method for one in service.asked] == ["POST"]


@pytest.mark.parametrize(
    ("gets", "code"),
    [
        ([reply(404, b"")], "speech.online_late"),
        ([reply(200, b"")], "speech.online_late"),
        ([reply(503, b"")], "speech.online_late"),
        ([reply(302, b"", Location="http://127.0.0.1:9/")], "speech.online_refused"),
        ([reply(404, b""), reply(200, HTML)], "speech.online_blocked"),
    ],
)
def test_a_file_that_does_not_come_is_told(service: Service, gets: list[Answering], code: str, tmp_path: Path) -> None:
    """A file that never appears, is a page or is said to be elsewhere is a fault; redirects are not followed."""
    provider = here("fpt", service)
    service.posts, service.gets = [answer_of(provider, service, b"")], gets
    with pytest.raises(BroadcasterError) as fault:
        engine(provider).synthesise("Xin chào.", voice="fpt-lannhi", rate=1.0, to=tmp_path / "a.wav")
    assert fault.value.code == code


def test_half_a_bulletin_is_none(service: Service, sound: bytes, tmp_path: Path) -> None:
    """When the second part fails nothing of the first is kept, and espeak-ng speaks the whole."""
    provider = here("azure", service)
    service.posts = [reply(200, sound), reply(403, b"")]
    engines = (engine(provider), Espeak())
    spoken = speak(TEXT, voice="azure-hoaimy", others=("espeak-north",), to=tmp_path / "a.wav", engines=engines)
    assert spoken.voice == "espeak-north"
    assert [one.code for one in spoken.faults] == ["speech.online_refused"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_a_service_is_offered_with_its_key_only() -> None:
    """Without keys there is none; a bad key or region is refused without being told."""
    assert offered(Config()) == ()
    both = offered(Config(speech_azure_key="12345678", speech_viettel_key="12345678"))
    assert [(one.name, one.is_online) for one in both] == [("azure", True), ("viettel", True)]
    for wrong in (
        Config(speech_fpt_key="two words\nX: y"),
        Config(speech_azure_key="12345678", speech_azure_region="a.b/"),
    ):
        with pytest.raises(Refused) as refused:
            offered(wrong)
        assert "two words" not in refused.value.told("en")
        assert refused.value.code == "speech.key_refused"
