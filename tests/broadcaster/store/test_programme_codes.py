"""Templates as JSON data: nothing is lost, and data of yesterday is read tomorrow."""

import json
from datetime import timedelta

from broadcaster.store.programme_codes import programme_data, programme_of
from schedules.programme import Fill, FixedBulletin, FixedClip, Ident, Pause, Programme, Relay

MINUTE = timedelta(minutes=1)
WHOLE = Programme(
    60 * MINUTE,
    (
        Ident("a" * 64, timedelta(seconds=2.8)),
        FixedBulletin("bt-1", times=2),
        FixedClip("b" * 64, 3 * MINUTE, at=5 * MINUTE),
        Relay(("https://vov.example/1", "https://vov.example/2"), 20 * MINUTE, "c" * 64, at=10 * MINUTE),
        Pause(timedelta(seconds=1.5)),
        Fill(frozenset({4, 1}), most=9 * MINUTE, again=True),
        Fill(frozenset({2})),
    ),
)


def test_a_template_comes_back_whole() -> None:
    """Every kind of part, floating and fixed, through JSON and back; an entry without a programme stays without."""
    data = programme_data(WHOLE)
    assert programme_of(json.loads(json.dumps(data))) == WHOLE
    assert programme_of(programme_data(None)) is None


def test_fields_that_are_not_there_have_their_defaults() -> None:
    """Data written before a field was invented is read, and so is data with a field invented later."""
    data = {"length": 60_000, "parts": [{"kind": "fill", "fields": [1], "mood": "gay"}, {"kind": "ident"}]}
    assert programme_of(data) == Programme(MINUTE, (Fill(frozenset({1})), Ident()))
