"""Templates of alarms: every blank is asked for, every pattern exists, and pauses never outlast the alarm."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.errors import Refused
from broadcaster.hazards import BLANK, HAZARDS, Hazard, filled
from broadcaster.sirens import SIRENS

EVERY = pytest.mark.parametrize("hazard", HAZARDS.values(), ids=HAZARDS)


@EVERY
def test_every_template_is_whole(hazard: Hazard) -> None:
    """The blanks of title and text are exactly those asked for, each with an example that passes; the siren exists."""
    asked = [one.name for one in hazard.blanks]
    assert set(BLANK.findall(hazard.title + hazard.text)) == set(asked)
    title, text = filled(hazard.code, {one.name: f" {one.example} " for one in hazard.blanks})
    assert not BLANK.search(title + text)
    assert hazard.siren in ("", *SIRENS)
    assert hazard.siren == "" or hazard.count <= SIRENS[hazard.siren].most_repeats
    assert hazard.source
    assert 1 <= hazard.level <= 5


def test_no_template_for_drills_says_that_it_is_real() -> None:
    """The words of a test of the loudspeakers can never be taken for an alarm (Hawaii 2018)."""
    assert "không phải làm gì" in HAZARDS["drill"].text
    assert not any("diễn tập" in one.text.lower() or "thật" in one.text.lower() for one in HAZARDS.values())


@pytest.mark.parametrize(
    ("code", "values", "problem"),
    [
        ("meteor", {}, "alert.hazard_unknown"),
        ("fire", {}, "alert.blank_empty"),
        ("fire", {"noi": "  "}, "alert.blank_empty"),
        ("fire", {"noi": "x" * 121}, "alert.blank_long"),
        ("storm", {"so": "chín", "noi": "x", "gio": "x"}, "alert.blank_number"),
    ],
)
def test_bad_blanks_are_named(code: str, values: dict[str, str], problem: str) -> None:
    """What is missing, too long or no number is said with its label."""
    with pytest.raises(Refused) as refusal:
        filled(code, values)
    assert refusal.value.code == problem


def test_free_words_may_be_longer() -> None:
    """The words of "something else" are the whole message."""
    assert filled("other", {"tieu_de": "Rò khí", "noi_dung": "a " * 500})[0] == "Rò khí"


@EVERY
@given(lasts=st.timedeltas(timedelta(minutes=5), timedelta(hours=24)))
def test_pauses_end_before_the_alarm(hazard: Hazard, lasts: timedelta) -> None:
    """The pauses follow the source, the last one goes on to the end, and none begins after it."""
    repeat = hazard.repeat(lasts)
    assert sum(repeat.cadence, timedelta()) < lasts
    assert len(repeat.cadence) <= 24 * 60 / 5
    assert repeat.cadence[: len(hazard.cadence)] == hazard.cadence[: len(repeat.cadence)]


def test_the_tsunami_of_the_law() -> None:
    """At once, twice after five minutes, then every twenty to the end (QD 03/2020, article 29)."""
    pauses = [one.total_seconds() / 60 for one in HAZARDS["tsunami"].repeat(timedelta(hours=1, minutes=30)).cadence]
    assert pauses == [5, 5, 20, 20, 20]


def test_faults_name_the_blank_in_the_readers_language() -> None:
    """An English reader is not told of a Vietnamese label."""
    with pytest.raises(Refused) as refusal:
        filled("storm", {"so": "chín", "noi": "x", "gio": "x"})
    assert "“Storm number” must be a number" in refusal.value.told("en")
    assert "“Bão số” phải là số" in refusal.value.told("vi")
