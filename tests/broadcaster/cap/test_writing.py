"""What we write: the schema's order and obligations by a table of our own, round trip, signatures, refusals."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.cap import (
    Alert,
    Area,
    Circle,
    Info,
    MsgType,
    Reference,
    Resource,
    Scope,
    State,
    Status,
    Value,
    identifier_of,
    read,
    references_to,
    write,
)
from broadcaster.errors import Refused
from tests.broadcaster.cap.authorities import Authority
from tests.broadcaster.cap.specimens import NOW, SENDER

VIETNAM = timezone(timedelta(hours=7))
SENT = datetime(2026, 11, 20, 14, 0, tzinfo=VIETNAM)
CHILDREN = {
    "alert": "identifier! sender! sent! status! msgType! source scope! restriction addresses code* note references "
    "incidents info* Signature",
    "info": "language category!* event! responseType* urgency! severity! certainty! audience eventCode* effective "
    "onset expires senderName headline description instruction web contact parameter* resource* area*",
    "resource": "resourceDesc! mimeType! size uri derefUri digest",
    "area": "areaDesc! polygon* circle* geocode* altitude ceiling",
    "eventCode": "valueName! value!",
    "parameter": "valueName! value!",
    "geocode": "valueName! value!",
}
"""The sequences of CAP-v1.2.xsd: ! must be there, * may stand more than once."""

AREA = Area(
    area_desc="Xã ven biển",
    polygons=(((16.0, 108.0), (16.0, 109.0), (17.0, 109.00000012), (16.0, 108.0)),),
    circles=(Circle((-1e-07, 179.5), 12.5),),
    geocodes=(Value("VN-XA", "20194"),),
    altitude="0",
    ceiling="100",
)
INFO = Info(
    language="vi-VN",
    category=("Met", "Safety"),
    event="Bão",
    response_type=("Evacuate", "Shelter"),
    urgency="Immediate",
    severity="Extreme",
    certainty="Observed",
    audience="mọi người",
    event_code=(Value("vn", "BAO"),),
    effective=SENT,
    onset=SENT + timedelta(hours=1),
    expires=datetime(2026, 11, 20, 13, 0, tzinfo=UTC),
    sender_name="Ban Chỉ huy",
    headline="CẢNH BÁO & <BÃO>",
    description="Dòng một\ndòng hai",
    instruction="Sơ tán.",
    web="https://tinh.example.vn",
    contact="0123",
    parameter=(Value("cấp", ""),),
    resources=(
        Resource(
            "Âm thanh",
            "audio/wav",
            3,
            "https://tinh.example.vn/a.wav",
            "QUJD",
            "3c01bdbb26f358bab27f267924aa2c9a03fcfdb8",
        ),
    ),
    areas=(AREA, Area(area_desc="Xã mẫu")),
)
ALERT = Alert(
    identifier="2.49.0.1.704.79.20261120070000.1",
    sender=SENDER,
    sent=SENT,
    status=Status.ACTUAL,
    msg_type=MsgType.UPDATE,
    scope=Scope.RESTRICTED,
    source="trực ban",
    restriction="nội bộ",
    addresses='"phường A" b',
    code=("x", "y"),
    note="ghi chú",
    references=(Reference(SENDER, "VN-0", datetime(2026, 11, 20, 6, 0, tzinfo=UTC)),),
    incidents="bao-12",
    infos=(INFO, replace(INFO, language="en-US", resources=(), areas=(AREA,))),
)
PLAIN = Alert(
    identifier="VN-1", sender=SENDER, sent=SENT, status=Status.EXERCISE, msg_type=MsgType.ALERT, scope=Scope.PUBLIC
)


def sins(element: ElementTree.Element) -> list[str]:
    """Return how an element and all within break the table of sequences."""
    kind = element.tag.partition("}")[2]
    if kind not in CHILDREN:
        return [f"{kind} has children"] if len(element) else []
    table = {word.rstrip("!*"): word for word in CHILDREN[kind].split()}
    names = [one.tag.partition("}")[2] for one in element]
    found = [f"{kind}: order {names}"] if names != sorted(names, key=[*table].index) else []
    found += [f"{kind}: no {name}" for name, word in table.items() if "!" in word and name not in names]
    found += [f"{kind}: two {name}" for name, word in table.items() if "*" not in word and names.count(name) > 1]
    return found + [sin for one in element if not one.tag.endswith("Signature") for sin in sins(one)]


@pytest.mark.parametrize("alert", [ALERT, PLAIN, replace(PLAIN, sent=SENT.astimezone(UTC))])
def test_written_by_the_schema_and_read_again(alert: Alert) -> None:
    """The document keeps the schema's order and obligations, and reads as the very same alert without a warning."""
    data = write(alert, now=NOW)
    assert sins(ElementTree.fromstring(data)) == []
    verdict = read(data, now=NOW)
    assert (verdict.handling, verdict.alert) == ("accept", alert)


def test_the_table_of_sequences_sees_sins() -> None:
    """Order, what is missing and what stands twice are all seen; so is an element within text."""
    text = write(ALERT, now=NOW).decode()
    wrong = {
        text.replace("<msgType>Update</msgType>", "").replace(
            "<source>", "<msgType>Update</msgType><x/><source>"
        ): ValueError,
    }
    assert all(pytest.raises(error, sins, ElementTree.fromstring(one)) for one, error in wrong.items())
    assert sins(ElementTree.fromstring(text.replace("<event>Bão</event>", "", 1))) == ["info: no event"]
    assert sins(ElementTree.fromstring(text.replace("<event>", "<event>x</event><event>", 1))) == ["info: two event"]
    assert sins(ElementTree.fromstring(text.replace("trực ban", "<b/>", 1))) == ["source has children"]
    moved = text.replace("<event>Bão</event>", "", 1).replace("<category>", "<event>Bão</event><category>", 1)
    assert "order" in sins(ElementTree.fromstring(moved))[0]


def test_times_and_numbers_as_the_standard_writes_them() -> None:
    """Offsets are written out, UTC as -00:00, numbers without exponent."""
    text = write(ALERT, now=NOW).decode()
    assert "<sent>2026-11-20T14:00:00+07:00</sent>" in text
    assert "<expires>2026-11-20T13:00:00-00:00</expires>" in text
    assert "<circle>-0.0000001,179.5 12.5</circle>" in text


def test_white_space_and_fractions_are_cut() -> None:
    """What a form brings along (line ends, blanks, microseconds) is tidied, not refused."""
    loose = replace(PLAIN, note=" một\r\nhai ", sent=SENT + timedelta(microseconds=5))
    alert = read(write(loose, now=NOW), now=NOW).alert
    assert alert == replace(PLAIN, note="một\nhai")


@pytest.mark.parametrize(
    ("alert", "code"),
    [
        (replace(PLAIN, identifier="VN 1"), "cap.bad_name"),
        (replace(PLAIN, scope=None), "cap.missing"),
        (replace(PLAIN, msg_type=MsgType.CANCEL), "cap.no_references"),
        (replace(PLAIN, note="a\x00b"), "cap.not_xml"),
        (replace(PLAIN, note="a\rb"), "cap.not_kept"),
        (replace(ALERT, infos=(replace(INFO, urgency="Now"),)), "cap.bad_value"),
        (replace(ALERT, infos=(replace(INFO, category=()),)), "cap.missing"),
        (replace(ALERT, infos=(replace(INFO, expires=SENT - timedelta(hours=1)),)), "cap.expires_before_sent"),
        (
            replace(ALERT, infos=(replace(INFO, areas=(replace(AREA, circles=(Circle((0, 0), 501),)),)),)),
            "cap.wide_circle",
        ),
    ],
)
def test_what_the_standard_forbids_is_never_written(alert: Alert, code: str) -> None:
    """The writer refuses with the sentence its reader would say."""
    with pytest.raises(Refused) as told:
        write(alert, now=NOW)
    assert told.value.code == code


@pytest.mark.parametrize("elliptic", [False, True])
def test_signed_and_trusted_again(elliptic: bool, authority: Authority) -> None:
    """A signed document keeps the schema's order, and is valid for who trusts the root, only for the right sender."""
    signer = authority.signer(SENDER, elliptic=elliptic)
    data = write(ALERT, now=NOW, signer=signer)
    assert sins(ElementTree.fromstring(data)) == []
    verdict = read(data, now=NOW, trust=[authority.pem], signature_required=True)
    assert (verdict.accepted, verdict.signature, verdict.alert) == (True, State.VALID, ALERT)
    other = write(
        replace(ALERT, sender="x@y.vn", references=ALERT.references[:0], msg_type=MsgType.ALERT), now=NOW, signer=signer
    )
    assert read(other, now=NOW, trust=[authority.pem]).signature is State.INVALID


def test_identifiers_count_within_a_second() -> None:
    """Country, province, instant in UTC and a number make the identifier."""
    assert identifier_of("79", SENT, 2) == "2.49.0.1.704.79.20261120070000.2"


def test_references_name_the_whole_history() -> None:
    """A message names what it follows and all that this one had followed, each once."""
    assert references_to(ALERT) == (*ALERT.references, ALERT.identity)
    named_twice = replace(ALERT, references=(*ALERT.references, ALERT.identity))
    assert references_to(named_twice) == (*ALERT.references, ALERT.identity)


TEXTS = st.text(
    alphabet=st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=30
)
POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(
    TEXTS,
    st.lists(POINTS, min_size=3, max_size=8),
    st.floats(0, 500),
    st.datetimes(datetime(2000, 1, 1), datetime(2026, 11, 20)),
)
def test_round_trip(text: str, points: list[tuple[float, float]], radius: float, moment: datetime) -> None:
    """Whatever text, shape and time an alert has, it comes back as it went."""
    ring = (*points, points[0])
    area = replace(AREA, polygons=(ring,), circles=(Circle(points[0], radius),))
    alert = replace(ALERT, sent=moment.replace(microsecond=0, tzinfo=VIETNAM), note=text.strip())
    alert = replace(
        alert, infos=(replace(INFO, headline=text.strip(), areas=(area,), effective=None, onset=None, expires=None),)
    )
    assert read(write(alert, now=NOW), now=NOW).alert == alert
