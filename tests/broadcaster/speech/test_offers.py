"""Who offers voices: ours by entry point, others beside them, and what is broken only ever told."""

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from broadcaster.config import Config
from broadcaster.speech.offers import GROUP, offers, wanted

PLUGIN = """
from broadcaster.speech.engines import Engine, Voice

class Parrot(Engine):
    name = "parrot"

    def voices(self):
        return (Voice("parrot-south", self.name, "Vẹt", "Parrot"),)

    def synthesise(self, text, *, voice, rate, to):
        raise RuntimeError("no seeds")

class Thief(Parrot):
    name = "thief"

    def voices(self):
        return (Voice("espeak-south", self.name, "Trộm", "Thief"),)

def good(config):
    return (Parrot(),)

def thieving(config):
    return (Thief(),)

def raising(config):
    raise RuntimeError("no licence")

def other(config):
    return ("a string",)

number = 7
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put a package of others on the path."""
    (tmp_path / "parrots.py").write_text(PLUGIN, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop("parrots", None)


def point(name: str) -> EntryPoint:
    """Return the entry point of one function of that package."""
    return EntryPoint(name, f"parrots:{name}", GROUP)


def test_our_own_engines_are_offered() -> None:
    """With nothing configured only espeak-ng is there, found by its own entry point, and nothing is wrong."""
    found = offers(Config())
    assert ([one.name for one in found.engines], found.faults) == (["espeak-ng"], ())


def test_what_is_configured_is_offered(tmp_path: Path) -> None:
    """Google's voice, files and services come with their settings; keys that are not there offer nothing."""
    sha = "0" * 64
    config = Config(
        speech_google=True,
        speech_piper=f"{tmp_path}/a.onnx={sha}",
        speech_sherpa=f"{tmp_path}/a.onnx={sha}",
        speech_fpt_key="12345678",
    )
    assert [one.name for one in offers(config).engines] == ["espeak-ng", "gtts", "fpt", "piper-a", "sherpa-a"]


@pytest.mark.usefixtures("plugin")
def test_others_add_voices() -> None:
    """A package of others adds its voice beside espeak-ng, which nobody can leave out."""
    found = offers(Config(speech_voices="parrot-south"), [point("good")])
    assert ([one.name for one in found.engines], found.faults) == (["espeak-ng", "parrot"], ())


@pytest.mark.usefixtures("plugin")
@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("raising", "speech.plugin_broken", "no licence"),
        ("other", "speech.plugin_broken", "no Engine"),
        ("number", "speech.plugin_broken", "not callable"),
        ("missing", "speech.plugin_broken", "missing"),
        ("thieving", "speech.voice_taken", "espeak-south"),
    ],
)
def test_a_broken_plug_in_is_named_and_left_out(name: str, code: str, said: str) -> None:
    """Whatever is wrong with it is told with its name, and the others speak all the same."""
    found = offers(Config(), [point(name), point("good")])
    assert [one.name for one in found.engines] == ["espeak-ng", "parrot"]
    (fault,) = found.faults
    assert fault.code == code
    assert said in fault.told("en")
    assert fault.told("vi") != fault.told("en")


def test_a_package_that_is_gone_is_told() -> None:
    """An entry point whose module does not exist is a fault with its name, not an end."""
    (fault,) = offers(Config(), [EntryPoint("ghost", "no_such_module:offered", GROUP)]).faults
    assert "ghost" in fault.told("en")


def test_settings_that_name_no_voice_are_told() -> None:
    """A voice of speech.voices that nobody offers, and a file entry that is none, are told by name."""
    faults = offers(Config(speech_voices="robot, espeak-north")).faults
    assert [one.facts["voice"] for one in faults] == ["robot"]
    (fault,) = offers(Config(speech_piper="voice.onnx")).faults
    assert "voice.onnx" in fault.told("en")


def test_the_order_of_the_site_is_read() -> None:
    """Voices are divided by commas or blanks."""
    assert wanted(Config(speech_voices="a,b  c, d")) == ("a", "b", "c", "d")
