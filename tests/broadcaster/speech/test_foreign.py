"""Words in other languages: read where espeak-ng knows the language, refused where it does not."""

from pathlib import Path

import pytest

from broadcaster.audio import measure, probe
from broadcaster.errors import Refused
from broadcaster.languages import LANGUAGES
from broadcaster.speech.foreign import VOICES, read_foreign, readable

WORDS = {
    "en": "Flood. Go to high ground now.",
    "cmn": "洪水。请马上到高处去。",
    "yue": "洪水。請即刻去高處。",
}


def test_what_can_be_read_is_what_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three languages of the list with Debian's espeak-ng, none without the program; no minority language at all."""
    assert readable() == frozenset(WORDS) == frozenset(VOICES)
    assert readable() <= LANGUAGES.keys()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert readable() == frozenset()


@pytest.mark.parametrize("language", WORDS)
def test_words_become_sound(language: str, tmp_path: Path) -> None:
    """Each reads its sentence in some seconds, not letter by letter and not as silence."""
    read_foreign(WORDS[language], language, to=tmp_path / "a.wav")
    assert 1 < probe(tmp_path / "a.wav").duration.total_seconds() < 8
    assert measure(tmp_path / "a.wav").integrated_lufs > -40


def test_what_nobody_reads_is_refused(tmp_path: Path) -> None:
    """Khmer needs a recording."""
    with pytest.raises(Refused) as refusal:
        read_foreign("ទឹកជំនន់", "km", to=tmp_path / "a.wav")
    assert refusal.value.code == "translation.unreadable"
