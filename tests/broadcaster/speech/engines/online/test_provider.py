"""The services as data: each file says all that is needed, and its blanks are filled without surprises."""

import json

import pytest

from broadcaster.speech.engines.online.provider import Provider, Shape, Speed, providers, read_provider

BLANKS = {"key": "s3cret", "voice": "lan", "text": 'Nhà "A" & <B> {key} {voice}', "speed": "0.8", "region": "x"}
ALL = providers()


def test_every_known_service_is_described() -> None:
    """Four services cover the three shapes of answers; their voices have names of their own and a region."""
    assert [one.name for one in ALL] == ["azure", "fpt", "google-cloud", "viettel"]
    assert {one.shape for one in ALL} == set(Shape)
    names = [voice.name for one in ALL for voice in one.voices]
    assert len(set(names)) == len(names)
    assert {voice.region for one in ALL for voice in one.voices} == {"south", "north", "central"}


@pytest.mark.parametrize("provider", ALL, ids=lambda one: one.name)
def test_a_service_is_asked_by_https_with_its_key(provider: Provider) -> None:
    """The address is HTTPS and holds no key; the key stands in header or body; foreign hosts are never listed."""
    assert provider.url.startswith("https://")
    assert "{key}" not in provider.url
    assert "s3cret" in str(provider.headed(BLANKS)) + provider.written(BLANKS | {"text": "."}).decode()
    assert all("." in host.strip(".") for host in provider.poll.hosts)
    assert bool(provider.poll.hosts) == (provider.shape is Shape.ADDRESS)
    assert provider.unit in ("chars", "bytes")


@pytest.mark.parametrize("provider", ALL, ids=lambda one: one.name)
def test_a_text_stays_a_text(provider: Provider) -> None:
    """Quotes, marks and even blanks in a bulletin are said, not obeyed; no key gets into the words."""
    body = provider.written(BLANKS).decode()
    if provider.kind == "json":
        told = json.loads(body)
        assert BLANKS["text"] in (told.get("text"), told.get("input", {}).get("text"))
    elif provider.kind == "ssml":
        assert "&lt;B&gt; {key}" in body
        assert "<B>" not in body
    else:
        assert body == BLANKS["text"]


def test_numbers_are_numbers() -> None:
    """A speed goes into JSON as the number a service expects."""
    google = next(one for one in ALL if one.name == "google-cloud")
    assert json.loads(google.written(BLANKS))["audioConfig"]["speakingRate"] == 0.8


@pytest.mark.parametrize(
    ("speed", "rate", "told", "tempo"),
    [(Speed(), 1.0, 1.0, 0.8), (Speed(0.8, 0.5, 2.0), 1.0, 0.8, 1.0), (Speed(0.8, 0.8, 1.2), 0.75, 0.8, 0.75)],
)
def test_what_the_service_cannot_slow_down_we_do(speed: Speed, rate: float, told: float, tempo: float) -> None:
    """The service is told what it can do, and the rest of the tempo is ours."""
    assert speed.split(rate) == (told, pytest.approx(tempo))


@pytest.mark.parametrize("wrong", ["", 'name = "x"', "name = ["])
def test_a_description_with_a_hole_is_no_service(wrong: str) -> None:
    """A file that does not say what is needed is refused when it is read, not when somebody speaks."""
    with pytest.raises((ValueError, KeyError, TypeError, StopIteration)):
        read_provider(wrong)
