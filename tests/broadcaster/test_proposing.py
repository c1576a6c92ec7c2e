"""What a foreign warning would say here, where, and when it needs no person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from broadcaster import alerts
from broadcaster.areas import Spot
from broadcaster.cap import Alert, Area, Circle, Info, MsgType, Scope, Status, Value
from broadcaster.errors import Refused
from broadcaster.feeds import Feed, Rule
from broadcaster.localities import Kind, Locality, Tree
from broadcaster.proposing import chosen, draft, is_automatic, placed, vouches

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TREE = Tree.of(
    [
        Locality("79", "Tỉnh", Kind.PROVINCE),
        Locality("c1", "Xã Một", Kind.COMMUNE, "79"),
        Locality("c2", "Xã Hai", Kind.COMMUNE, "79"),
    ]
)
SPOTS = [Spot("s1", "c1", (16.5, 108.5)), Spot("s2", "c1", (10.0, 106.0)), Spot("s3", "c2", (16.6, 108.5))]
HERE = Area("đây", circles=(Circle((16.5, 108.5), 50),))
FEED = Feed(
    name="thu", url="https://a.vn/", locality="79", senders=("a@b",), releases=(Rule("a@b", "TSW"),), roots=("x",)
)


def info(**changes: object) -> Info:
    """Return a plain info with changes."""
    plain = Info(
        event="Sóng thần",
        urgency="Immediate",
        severity="Severe",
        certainty="Observed",
        language="vi-VN",
        event_code=(Value("SAME", "TSW"),),
        description="Chạy ngay.",
        expires=NOW + timedelta(hours=2),
        areas=(HERE,),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def warning(*infos: Info) -> Alert:
    """Return a warning with these infos, or the plain one."""
    return Alert(
        identifier="1",
        sender="a@b",
        sent=NOW,
        status=Status.ACTUAL,
        msg_type=MsgType.ALERT,
        scope=Scope.PUBLIC,
        infos=infos or (info(),),
    )


def test_the_words_of_a_draft() -> None:
    """Vietnamese goes first; the highest severity counts; signs nobody can read are left out; lines stand once."""
    document = warning(
        info(language="en-US", severity="Extreme", headline="Tsunami"),
        info(headline="Sóng\x07 thần\u200b", description="Chạy ngay."),
        info(headline="Sóng thần", description="Chạy ngay.", instruction="Lên cao.", severity="Moderate"),
    )
    made = draft(document, FEED, "a1", NOW)
    assert (made.title, made.text, made.level) == ("Sóng thần", "Sóng thần\nChạy ngay.\nLên cao.", 3)
    assert (made.author, made.origin, made.lasts) == ("feed:thu", "79", timedelta(hours=2))
    assert draft(warning(info(severity="Minor", language="fr")), FEED, "a1", NOW).level == 1
    bare = draft(warning(info(event="", headline="")), FEED, "a1", NOW)
    assert (bare.title, bare.text) == ("CAP", "Chạy ngay.")


def test_long_words_are_cut_and_long_times_too() -> None:
    """A draft holds what a bulletin may, and stands for a day at most, in whole seconds."""
    long = info(headline="x" * 300, description="y" * 12_000, expires=NOW + timedelta(days=3))
    made = draft(warning(long), FEED, "a1", NOW)
    assert (len(made.title), len(made.text), made.lasts) == (200, 10_000, timedelta(hours=24))
    later = draft(warning(), FEED, "a1", NOW + timedelta(milliseconds=300))
    assert later.lasts == timedelta(hours=1, minutes=59, seconds=59)


@pytest.mark.parametrize(
    "change",
    [{"expires": NOW}, {"expires": NOW + timedelta(minutes=4)}, {"urgency": "Past"}, {"areas": ()}],
)
def test_what_is_as_good_as_over_is_refused(change: dict[str, object]) -> None:
    """Over, nearly over, the all-clear, or for nowhere."""
    with pytest.raises(Refused) as refusal:
        draft(warning(info(**change)), FEED, "a1", NOW)
    assert refusal.value.code == "feed.soon_over"


def test_where_it_sounds() -> None:
    """Stations inside the shapes; areas without any by a code of ours; nobody: refused."""
    made = draft(warning(), FEED, "a1", NOW)
    found = placed(made, warning(), SPOTS, TREE)
    assert (found.localities, found.stations) == (("c2",), ("s1",))
    codes = Area("xã", geocodes=(Value("mã", "c1"), Value("mã", "99")))
    both = warning(info(areas=(codes, replace(HERE, circles=(Circle((10.0, 106.0), 5),)))))
    found = placed(draft(both, FEED, "a1", NOW), both, SPOTS, TREE)
    assert (found.localities, found.stations) == (("c1",), ("s2",))
    away = warning(info(areas=(Area("xa", circles=(Circle((0.0, 0.0), 5),)),)))
    with pytest.raises(Refused) as refusal:
        placed(made, away, SPOTS, TREE)
    assert refusal.value.code == "feed.nowhere_here"


@pytest.mark.parametrize(
    ("infos", "sounds"),
    [
        ((info(),), True),
        ((info(), info(language="en-US")), True),
        ((info(), info()), False),
        ((info(effective=NOW + timedelta(minutes=30)),), False),
        ((info(event_code=(Value("SAME", "FFW"),)),), False),
        ((info(event_code=()),), False),
        ((info(areas=(HERE, Area("xã", geocodes=(Value("mã", "c1"),)))),), False),
        ((info(description="x" * 1500),), False),
        ((info(event="", description=""),), False),
    ],
)
def test_what_sounds_without_a_person(infos: tuple[Info, ...], sounds: bool) -> None:
    """One message of ours, by its named sender for its named event, in force, drawn, and short."""
    assert is_automatic(warning(*infos), FEED, NOW) is sounds
    assert not is_automatic(warning(*infos), replace(FEED, releases=()), NOW)


def test_who_vouches() -> None:
    """The very words, the very feed, and the rule as it is now; where it sounds was settled when it came."""
    made = placed(draft(warning(), FEED, "a1", NOW), warning(), SPOTS, TREE)
    released = alerts.release_by_rule(replace(made, updates="a0"), NOW)
    assert vouches(released, warning(), FEED, NOW)
    for changed, feed, at in (
        (replace(released, text="Khác"), FEED, NOW),
        (replace(released, author="lan"), FEED, NOW),
        (released, replace(FEED, locality="c1"), NOW),
        (released, replace(FEED, releases=()), NOW),
        (released, FEED, NOW + timedelta(minutes=117)),
    ):
        assert not vouches(changed, warning(), feed, at)


def test_the_language_that_comes_first() -> None:
    """Without Vietnamese the first language is taken, and only that."""
    document = warning(info(language="km"), info(language="en-US"), info(language="km"))
    assert [one.language for one in chosen(document, NOW)] == ["km", "km"]
    assert chosen(document, NOW + timedelta(days=1)) == ()
