"""The wire's topics and documents: every one goes there and back, and nothing unreadable gets through."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.errors import Refused
from broadcaster.messages import (
    AsRunBatch,
    Command,
    CommandName,
    Edition,
    Kind,
    Place,
    Topics,
    Up,
    decode,
    decode_up,
    encode,
    encode_up,
    from_json,
    header,
    to_json,
)
from tests.broadcaster.specimens import DOCUMENTS, ENROLMENT, NOW, REPORTS, SHA, SITE, STATION, TOPICS

GOLDEN = Path(__file__).parents[1] / "golden"
STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


def sealed_payload(kind: Kind) -> bytes:
    """Return the payload of the specimen of ``kind``."""
    topic, document = DOCUMENTS[kind]
    return encode(header(kind, topic, seq=3, now=NOW), document)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for name, one in inside for found in places(one, (*path, name)))]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """Return a JSON value with one place changed."""
    if not path:
        return new
    changed = value.copy()
    changed[path[0]] = replaced(value[path[0]], path[1:], new)
    return changed


def read_any(kind: str, payload: bytes) -> None:
    """Read a payload as whatever ``kind`` is."""
    if kind in list(Kind):
        decode(payload)
    else:
        decode_up(kind, payload)


def newest_golden(name: str) -> Path:
    """Return the youngest golden document of a name: ``name.v1.json``, then ``name.v1.1.json``, ``name.v1.2.json``."""
    return max(GOLDEN.glob(f"{name}.v1*.json"), key=lambda path: [int(one) for one in path.stem.split(".")[2:]])


def says(value: Any, said: Any) -> bool:
    """Tell whether a JSON value says everything that ``said`` says, and perhaps more."""
    if isinstance(said, dict):
        return all(name in value and says(value[name], one) for name, one in said.items())
    if isinstance(said, list):
        return len(value) == len(said) and all(says(one, other) for one, other in zip(value, said, strict=True))
    return bool(value == said)


EARLIER = [path for path in sorted(GOLDEN.iterdir()) if path != newest_golden(path.name.split(".")[0])]

PAYLOADS = {
    **{kind.value: sealed_payload(kind) for kind in Kind},
    **{up.value: encode_up(up, REPORTS[up]) for up in Up},
}


@pytest.mark.parametrize("kind", Kind)
def test_document_round_trip(kind: Kind) -> None:
    """A document read back is the document written."""
    topic, document = DOCUMENTS[kind]
    head = header(kind, topic, seq=3, now=NOW)
    assert decode(encode(head, document)) == (head, document)


@pytest.mark.parametrize("kind", Up)
def test_report_round_trip(kind: Up) -> None:
    """A report read back is the report written."""
    assert decode_up(kind.value, encode_up(kind, REPORTS[kind])) == REPORTS[kind]


@pytest.mark.parametrize("name", ENROLMENT)
def test_enrolment_round_trip(name: str) -> None:
    """What is said at enrolment is read as it was written."""
    assert from_json(type(ENROLMENT[name]), to_json(ENROLMENT[name])) == ENROLMENT[name]


@pytest.mark.parametrize("name", [*PAYLOADS, *ENROLMENT])
def test_golden(name: str) -> None:
    """The newest released form of every document is read as its specimen, and still written so."""
    text = newest_golden(name).read_bytes()
    written = PAYLOADS.get(name) or to_json(ENROLMENT[name])
    assert json.loads(written) == json.loads(text)
    if name in list(Kind):
        assert decode(text)[1] == DOCUMENTS[Kind(name)][1]
    elif name in list(Up):
        assert decode_up(name, text) == REPORTS[Up(name)]
    else:
        assert from_json(type(ENROLMENT[name]), text) == ENROLMENT[name]


@pytest.mark.parametrize("path", EARLIER, ids=lambda path: path.name)
def test_earlier_golden(path: Path) -> None:
    """A document of an older server is read; it means what it says, and what it does not say has its default."""
    text, name = path.read_bytes(), path.name.split(".")[0]
    written = encode_up(Up(name), decode_up(name, text)) if name in list(Up) else encode(*decode(text))
    assert says(json.loads(written), json.loads(text))


@pytest.mark.parametrize("name", PAYLOADS)
def test_unknown_fields_are_ignored(name: str) -> None:
    """A document of a newer server, with more fields everywhere, is read as far as it is known."""
    value = json.loads(PAYLOADS[name])
    mappings = {"newest", "thresholds", "clips", "editions", "facts"}
    for path in places(value):
        at = value
        for step in path:
            at = at[step]
        if isinstance(at, dict) and (not path or path[-1] not in mappings):
            at["from_the_future"] = {"a": [1]}
    extended = json.dumps(value).encode()
    if name in list(Kind):
        assert decode(extended) == decode(PAYLOADS[name])
    else:
        assert decode_up(name, extended) == decode_up(name, PAYLOADS[name])


@pytest.mark.parametrize("name", PAYLOADS)
@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_any_mutation_is_read_or_refused(name: str, data: st.DataObject) -> None:
    """Whatever stands in any field, the reader gives a document or Refused, and never another error."""
    value = json.loads(PAYLOADS[name])
    changed = replaced(value, data.draw(st.sampled_from(places(value))), data.draw(STRANGE))
    try:
        read_any(name, json.dumps(changed).encode())
    except Refused as fault:
        assert fault.code in ("wire.malformed", "wire.kind")


@pytest.mark.parametrize("name", PAYLOADS)
def test_wrong_types_are_refused_at_their_place(name: str) -> None:
    """Each required field with a value of a foreign type is refused, and the place is named."""
    value = json.loads(PAYLOADS[name])
    for field in value:
        with pytest.raises(Refused) as refused:
            read_any(name, json.dumps({**value, field: [[{}]]}).encode())
        assert refused.value.code in ("wire.malformed", "wire.kind")
        assert field in str(refused.value.facts)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(payload: bytes) -> None:
    """Random bytes are refused with a reason."""
    with pytest.raises(Refused):
        decode(payload)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("airings", 0, "playlist", 0, "sha256"), "../../etc/passwd"),
        (("airings", 0, "playlist", 0, "kind"), "shell"),
        (("airings", 0, "playlist", 0, "duration"), -1),
        (("airings", 0, "playlist", 0, "duration"), 1e300),
        (("airings", 0, "id"), "a/+/#"),
        (("airings", 0, "priority"), True),
        (("airings", 0, "priority"), 9),
        (("airings", 0, "title"), "a\0b"),
        (("airings", 0, "title"), "\ud800"),
        (("airings", 0, "start"), "2026-03-02T03:04:05"),
        (("airings", 0, "start"), "2026-03-32T03:04:05Z"),
        (("airings", 0, "start"), "0001-01-01T00:00:00Z"),
        (("clips",), {"x": {"bytes": 1, "duration": 1, "lufs": -16, "codec": "webm"}}),
        (("edition",), 1.0),
        (("edition",), 10**30),
        (("seq",), -1),
        (("site",), ""),
    ],
)
def test_dangerous_values_are_refused(path: tuple[Any, ...], value: object) -> None:
    """What would climb out of a folder, crash arithmetic or spoil a database is refused as malformed."""
    changed = replaced(json.loads(PAYLOADS["timetable"]), path, value)
    with pytest.raises(Refused) as refused:
        decode(json.dumps(changed).encode())
    assert refused.value.code == "wire.malformed"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("faults", 0, "facts"), []),
        (("faults", 0, "facts", "source"), None),
        (("clock", "offset_ms"), "1"),
        (("clock", "offset_ms"), 10**400),
        (("on_air",), "yes"),
        (("volume",), 101),
        (("volume",), True),
    ],
)
def test_strange_states_are_refused(path: tuple[Any, ...], value: object) -> None:
    """A station's state with a value of a foreign type or size is refused as malformed."""
    changed = replaced(json.loads(PAYLOADS["state"]), path, value)
    with pytest.raises(Refused) as refused:
        decode_up(Up.STATE, json.dumps(changed).encode())
    assert refused.value.code == "wire.malformed"


@pytest.mark.parametrize("reading", ["25:00", "5:30", "05:30+07:00", 530])
def test_strange_hours_are_refused(reading: object) -> None:
    """A window of an assignment that is no time of day is refused as malformed."""
    changed = replaced(json.loads(PAYLOADS["assignment"]), ("rules", "windows", 0, "start"), reading)
    with pytest.raises(Refused) as refused:
        decode(json.dumps(changed).encode())
    assert refused.value.facts["place"] == "rules.windows.0.start"


@dataclass(frozen=True, slots=True)
class Particular:
    """A class with rules of its own, as those of the schedule may have."""

    even: int

    def __post_init__(self) -> None:
        if self.even % 2:
            raise ValueError("even")


def test_a_class_may_have_rules_of_its_own() -> None:
    """What a class itself refuses is malformed too."""
    assert from_json(Particular, b'{"even":4}') == Particular(4)
    with pytest.raises(Refused, match="even"):
        from_json(Particular, b'{"even":3}')


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", "wire.malformed"),
        (b"[]", "wire.malformed"),
        (b"NaN", "wire.malformed"),
        (b"[" * 100_000, "wire.malformed"),
        (b"\xff", "wire.malformed"),
        (b'{"kind":"telnet"}', "wire.kind"),
        (b'{"kind":["keys"]}', "wire.kind"),
        (b" " * 3_200_000, "wire.too_large"),
    ],
)
def test_bad_payload(payload: bytes, code: str) -> None:
    """Each kind of bad payload has its reason."""
    with pytest.raises(Refused) as refused:
        decode(payload)
    assert refused.value.code == code


def test_too_many_rows_are_refused() -> None:
    """A batch of as-run rows has a limit."""
    batch = REPORTS[Up.AS_RUN]
    assert isinstance(batch, AsRunBatch)
    with pytest.raises(Refused):
        decode_up(Up.AS_RUN, encode_up(Up.AS_RUN, AsRunBatch("lo-1", batch.rows * 501)))


def test_unknown_report_is_refused() -> None:
    """A report on a topic of no kind is refused."""
    with pytest.raises(Refused, match="telnet"):
        decode_up("telnet", b"{}")


def test_a_report_goes_to_its_own_topic() -> None:
    """A report is not written for a topic of another kind."""
    with pytest.raises(ValueError, match="ack"):
        encode_up(Up.ACK, REPORTS[Up.STATE])


def test_absent_options_are_defaults() -> None:
    """The smallest edition and command are readable."""
    head = header(Kind.TIMETABLE, TOPICS.timetable("79"), seq=0, now=NOW)
    assert decode(encode(head, Edition(0, NOW, NOW)))[1] == Edition(0, NOW, NOW)
    head = header(Kind.COMMAND, TOPICS.command(STATION), seq=0, now=NOW)
    payload = encode(head, Command("c", CommandName.TONE))
    assert b"until" not in payload
    assert decode(payload)[1] == Command("c", CommandName.TONE)


def test_clip_hash_stands_once() -> None:
    """A clip of an edition is named by its key alone."""
    payload = json.loads(PAYLOADS["timetable"])
    assert "sha256" not in payload["clips"][SHA]


def test_header_opens_a_little_early() -> None:
    """A document is valid for clocks a few minutes behind, and as long as its kind lives."""
    head = header(Kind.HEAD, TOPICS.head, seq=1, now=NOW)
    assert head.not_before < NOW
    assert head.expires_at == NOW + timedelta(days=7)
    assert header(Kind.HEAD, TOPICS.head, seq=1, now=NOW, life=timedelta(1)).expires_at == NOW + timedelta(1)


@pytest.mark.parametrize(
    ("topic", "place"),
    [
        (TOPICS.keys, Place("keys", None, "keys")),
        (TOPICS.head, Place("head", None, "head")),
        (TOPICS.timetable("25747"), Place("localities", "25747", "timetable")),
        (TOPICS.alarms("25747"), Place("localities", "25747", "alarms")),
        (TOPICS.assignment(STATION), Place("stations", STATION, "assignment")),
        (TOPICS.station_timetable(STATION), Place("stations", STATION, "timetable")),
        (TOPICS.station_alarms(STATION), Place("stations", STATION, "alarms")),
        (TOPICS.command(STATION), Place("stations", STATION, "command")),
        (TOPICS.availability(STATION), Place("up", STATION, "availability")),
        (TOPICS.state(STATION), Place("up", STATION, "state")),
        (TOPICS.as_run(STATION), Place("up", STATION, "as-run")),
        (TOPICS.alarm(STATION), Place("up", STATION, "alarm")),
        (TOPICS.ack(STATION), Place("up", STATION, "ack")),
    ],
)
def test_topics(topic: str, place: Place) -> None:
    """Every topic leads back to its place."""
    assert TOPICS.parse(topic) == place


@pytest.mark.parametrize(
    ("topic", "code"),
    [
        ("vn-80/v1/keys", "wire.site"),
        ("", "wire.site"),
        (f"{SITE}/v2/keys", "wire.address"),
        (f"{SITE}/v1/keys/more", "wire.address"),
        (f"{SITE}/v1/localities/25747/command", "wire.address"),
        (f"{SITE}/v1/stations/+/command", "wire.address"),
        (f"{SITE}/v1/stations//command", "wire.address"),
        (f"{SITE}/v1/elsewhere/a/command", "wire.address"),
    ],
)
def test_foreign_topics(topic: str, code: str) -> None:
    """A topic that is none of ours is refused."""
    with pytest.raises(Refused) as refused:
        TOPICS.parse(topic)
    assert refused.value.code == code


@pytest.mark.parametrize("ident", ["", "a/b", "+", "#", "a b", "é", "-a", "a" * 65])
def test_climbing_names(ident: str) -> None:
    """A name that could reach another topic makes none."""
    with pytest.raises(Refused):
        TOPICS.command(ident)
    with pytest.raises(Refused):
        Topics(ident)


def test_subscriptions() -> None:
    """A station reads its own and its localities' topics; the server what stations report."""
    assert TOPICS.station_subscriptions(STATION, ("79", "25747")) == (
        "vn-79/v1/keys",
        "vn-79/v1/head",
        "vn-79/v1/stations/loa-01/#",
        "vn-79/v1/localities/79/#",
        "vn-79/v1/localities/25747/#",
    )
    assert TOPICS.server_subscriptions() == ("vn-79/v1/up/+/+",)
    assert TOPICS.signer_subscriptions() == ("vn-79/v1/up/+/alarm",)
