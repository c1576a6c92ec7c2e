"""Who speaks what where, which translation holds there, and what an alert may say after the Vietnamese words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.errors import BroadcasterError
from broadcaster.languages import (
    LANGUAGES,
    LONGEST,
    LONGEST_BULLETIN,
    MOST_BULLETIN_TEXT,
    MOST_CARRIED,
    MOST_SAID,
    MOST_TEXT,
    Choice,
    Kept,
    Slot,
    Translation,
    added,
    carried,
    checked_languages,
    checked_length,
    checked_text,
    checked_translations,
    choose,
    holding,
    language,
    said_at,
    selections,
    spoken_at,
)
from broadcaster.localities import Kind, Locality, Tree

TREE = Tree.of(
    [
        Locality("84", "Tỉnh Mẫu", Kind.PROVINCE, languages=("en",)),
        Locality("c1", "Xã An", Kind.COMMUNE, "84", languages=("km",)),
        Locality("h1", "Ấp 1", Kind.HAMLET, "c1", languages=("hmn",)),
        Locality("h2", "Ấp 2", Kind.HAMLET, "c1"),
        Locality("c2", "Xã Bình", Kind.COMMUNE, "84", languages=("yue", "cja")),
    ]
)


def kept(locality: str, code: str = "km", hazard: str = "flood", clip: str = "a") -> Kept:
    """Return a translation of seven seconds kept at a locality."""
    slot, at = Slot(locality, hazard, code), datetime(2026, 11, 22, tzinfo=UTC)
    return Kept(f"{locality}-{code}", slot, Translation(code, clip * 64), timedelta(seconds=7), "recording", "lan", at)


def test_the_list_is_of_plain_codes_with_two_names() -> None:
    """Every code is a primary language of BCP 47, under its own name, named in Vietnamese and English."""
    for code, one in LANGUAGES.items():
        assert one.code == code
        assert code.isascii() and code.islower() and len(code) in (2, 3)
        assert all(one.names)
    assert "vi" not in LANGUAGES


def test_languages_are_taken_in_the_order_of_the_list() -> None:
    """Each once, in the order in which they are said."""
    assert checked_languages(["en", "km", "en"]) == ("km", "en")
    assert checked_languages([]) == ()
    assert language("km").names == ("Khmer", "Khmer")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda: checked_languages(["km", "khm"]), "language.unknown"),
        (lambda: language("vi"), "language.missing"),
        (lambda: checked_text(" \n "), "translation.empty"),
        (lambda: checked_text("x" * (MOST_TEXT + 1)), "translation.text_long"),
        (lambda: checked_length(LONGEST + timedelta(seconds=1)), "translation.long"),
        (lambda: checked_translations([kept("c1").translation] * 2, is_real=True), "translation.many"),
        (
            lambda: checked_translations(
                [kept("c1", one).translation for one in LANGUAGES][: MOST_SAID + 1], is_real=True
            ),
            "translation.many",
        ),
        (lambda: checked_translations([kept("c1").translation], is_real=False), "translation.drill"),
        (lambda: checked_translations([Translation("../x", "a" * 64)], is_real=True), "language.unknown"),
    ],
)
def test_what_is_wrong_is_refused(wrong: Callable[[], object], code: str) -> None:
    """Unknown languages, no words or too many, too long a recording, too many languages, any in an exercise."""
    with pytest.raises(BroadcasterError) as refusal:
        wrong()
    assert refusal.value.code == code


def test_what_is_right_is_taken() -> None:
    """Words come out on one line; a minute is not too long; an exercise that says nothing more is fine."""
    assert checked_text(" ទឹក \n ជំនន់ ") == "ទឹក ជំនន់"
    assert checked_length(LONGEST) == LONGEST
    assert checked_translations([], is_real=False) == ()
    assert checked_translations([kept("c1").translation], is_real=True) == (Translation("km", "a" * 64),)


def test_everybody_who_hears_an_alert_counts() -> None:
    """What is spoken above a place is spoken in it; what is spoken in one hamlet is spoken in its commune."""
    assert spoken_at(["h2"], TREE) == ("km", "en")
    assert spoken_at(["c1"], TREE) == ("km", "hmn", "en")
    assert spoken_at(["h2", "c2"], TREE) == ("km", "cja", "yue", "en")
    assert spoken_at(["gone"], TREE) == ()


def test_the_nearest_translation_holds() -> None:
    """A commune's own is said in its hamlets instead of the province's; another hazard's never is."""
    province, commune = kept("84"), kept("c1")
    both = [province, commune, kept("h1", hazard="storm")]
    assert holding(Slot("h1", "flood", "km"), TREE, both) == commune
    assert holding(Slot("c2", "flood", "km"), TREE, both) == province
    assert holding(Slot("c2", "fire", "km"), TREE, both) is None
    newer = kept("c1", clip="b")
    assert holding(Slot("h1", "flood", "km"), TREE, [commune, newer]) == newer


def test_what_is_said_holds_at_all_places() -> None:
    """Of a commune's own words nothing is said in the next commune; what is not kept is told, not refused."""
    everything = [kept("84", "en"), kept("c1", "km")]
    assert choose("flood", ["c1"], TREE, everything) == Choice(
        said=(everything[1], everything[0]), missing=("hmn",), crowded=()
    )
    wider = choose("flood", ["c1", "c2"], TREE, everything)
    assert (wider.translations, wider.missing) == ((everything[0].translation,), ("km", "hmn", "cja", "yue"))
    assert choose("flood", ["gone"], TREE, everything) == Choice()


def test_no_more_than_three_are_said() -> None:
    """The fourth waits for an alert of its own, and the page says so; how much longer it becomes is told."""
    everything = [kept("84", code) for code in ("km", "hmn", "yue", "cja", "en")]
    found = choose("flood", ["84"], TREE, everything)
    assert [one.language for one in found.translations] == ["km", "hmn", "cja"]
    assert (found.missing, found.crowded) == ((), ("yue", "en"))
    assert added(one.duration for one in found.said) == timedelta(seconds=24)


def said(*codes: str) -> tuple[Translation, ...]:
    """Return a translation in each of these languages."""
    return tuple(Translation(code, code[0] * 64) for code in codes)


def test_a_bulletin_carries_each_language_once() -> None:
    """In the order of the list; a new one takes the place of that in its language, and there are not endlessly many."""
    km, en = said("km", "en")
    assert carried([en], km) == (km, en)
    other = Translation("km", "f" * 64, "ទឹក")
    assert carried([km, en], other) == (other, en)
    many = said(*list(LANGUAGES)[:MOST_CARRIED])
    assert carried(many, many[0]) == many
    for one, code in ((said("en")[0], "translation.carried"), (Translation("vi", "a" * 64), "language.missing")):
        with pytest.raises(BroadcasterError) as fault:
            carried(many, one)
        assert fault.value.code == code


def test_a_place_hears_its_own_languages() -> None:
    """Those a bulletin carries and the place speaks, three at most, in their order."""
    all_four = said("km", "hmn", "tyz", "en")
    assert said_at(all_four, {"en", "km", "yue"}) == said("km", "en")
    assert said_at(all_four, set()) == ()
    assert said_at(all_four, {"km", "hmn", "tyz", "en"}) == all_four[:MOST_SAID]


def test_every_choice_some_place_may_hear_is_known() -> None:
    """What ``said_at`` returns is always among the selections, none and the longest too."""
    four = said("km", "hmn", "tyz", "en")
    known = set(selections(four))
    assert (() in known, len(known)) == (True, 1 + 4 + 6 + 4)
    assert list(selections(())) == [()]
    for spoken in ({"km"}, {"en", "km"}, {"hmn", "tyz", "en"}, set(LANGUAGES)):
        assert said_at(four, spoken) in known


def test_a_bulletin_may_say_more_than_an_alarm() -> None:
    """Five minutes and three thousand letters, and no more."""
    assert checked_length(LONGEST_BULLETIN, LONGEST_BULLETIN) == LONGEST_BULLETIN
    assert checked_text("a" * MOST_BULLETIN_TEXT, MOST_BULLETIN_TEXT)
    with pytest.raises(BroadcasterError):
        checked_length(LONGEST_BULLETIN + timedelta(seconds=1), LONGEST_BULLETIN)
    with pytest.raises(BroadcasterError):
        checked_text("a" * (MOST_BULLETIN_TEXT + 1), MOST_BULLETIN_TEXT)
