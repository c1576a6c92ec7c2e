"""Languages of localities and what alarms say in them, by commands, with the words an alert is read back in."""

from pathlib import Path

import pytest

from tests.broadcaster.cli.conftest import Terminal
from tests.recorded import recorded

from .test_alert import FLOOD, here, new, staffed

__all__ = ["here", "staffed"]

KEEP = ("locality", "translation", "keep", "c1", "--hazard", "flood")


def test_languages_are_set_and_inherited(here: Terminal) -> None:
    """A hamlet has those of its commune; none takes them away; an unknown code is refused with the list."""
    assert here.done("locality", "languages", "h1") == []
    here.done("locality", "languages", "c1", "--set", "en,km", *here.by("lan"))
    rows = here.done("locality", "languages", "h1")
    assert [(one["language"], one["set_by"]) for one in rows] == [("km", "c1"), ("en", "c1")]
    assert "Khmer" in here.type("locality", "languages", "h1").out
    refused = here.type("locality", "languages", "c1", "--set", "khm", *here.by("lan"))
    assert (refused.code, "km" in refused.err) == (2, True)
    assert here.type("locality", "languages", "c1", "--set", "km").code == 2
    assert here.type("locality", "languages", "c1", "--set", "km", *here.by("mai")).code == 4
    here.done("locality", "languages", "c1", "--set", "none", *here.by("lan"))
    assert here.done("locality", "languages", "h1") == []


@pytest.mark.slow
def test_an_alert_says_what_is_kept_and_tells_what_is_not(here: Terminal, tmp_path: Path) -> None:
    """A recording and read words follow the Vietnamese; what nobody kept is a warning; one may say Vietnamese only."""
    here.done("locality", "languages", "c1", "--set", "km,hmn,en", *here.by("lan"))
    sound = recorded(tmp_path, "wav", seconds=3)
    khmer = here.done(*KEEP, "--lang", "km", "--file", str(sound), *here.by("lan"))
    english = here.done(*KEEP, "--lang", "en", "--text", "Flood. Go to high ground.", *here.by("lan"))
    assert (khmer["voice"], english["voice"], khmer["by"]) == ("recording", "espeak-ng", english["by"])
    assert here.type(*KEEP, "--lang", "hmn", "--text", "x", *here.by("lan")).code == 2
    assert len(here.done("locality", "translation", "list", "h1")) == 2
    assert "flood" in here.type("locality", "translation", "list", "h1").out
    made = new(here)
    assert [(one["language"], one["clip"]) for one in made["translations"]] == [
        ("km", khmer["clip"]),
        ("en", english["clip"]),
    ]
    told = here.type("alert", "show", made["id"]).out
    assert "Sau tiếng Việt, nói thêm: Khmer, Anh" in told
    assert "chưa có lời bằng tiếng Mông" in told
    assert here.done("alert", "update", made["id"], "--only-vietnamese", *here.by("mai"))["translations"] == []
    assert new(here, "--in", "c1", "--only-vietnamese")["translations"] == []
    drill = new(here, "--in", "c1", "--exercise")
    assert drill["translations"] == []
    assert "tiếng Mông" not in here.type("alert", "show", drill["id"]).out
    here.done("locality", "translation", "drop", khmer["id"], *here.by("lan"))
    assert here.type("locality", "translation", "drop", khmer["id"], *here.by("lan")).code == 3
    assert here.type(*FLOOD, "--in", "c1", *here.by("mai")).out.count("Khmer") == 1
