"""What becomes of a document: one table of sins and oddities, each bent into the same plain alert."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.cap import State, read
from broadcaster.cap.findings import HANDLING
from broadcaster.cap.schema import MOST_AREAS, MOST_AUDIO_BYTES, MOST_NAME, MOST_POINTS, MOST_SHORT, MOST_TEXT
from broadcaster.wording import texts
from tests.broadcaster.cap.specimens import AREA, HEAD, INFO, NOW, RESOURCE, SENDER, SQUARE, bent, cap, message

POLYGON = f"<polygon>{SQUARE}</polygon>"
EXPIRES = "<expires>2026-11-20T20:00:00+07:00</expires>"
CODE = "<geocode><valueName>VN-XA</valueName><value>20194</value></geocode>"
INCLUDE = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
OTHER = "khac@tinh-khac.example.vn"
CAP_1_1 = "urn:oasis:names:tc:emergency:cap:1.1"
CAP_1_0 = "http://www.incident.com/cap/1.0"


def polygon(text: str, more: str = "") -> bytes:
    """Return the plain alert with another polygon."""
    return bent(POLYGON, f"<polygon>{text}</polygon>{more}")


def circle(text: str) -> bytes:
    """Return the plain alert with a circle instead of its polygon."""
    return bent(POLYGON, f"<circle>{text}</circle>")


def resource(more: str) -> bytes:
    """Return the plain alert with a resource."""
    return bent(AREA, RESOURCE.replace("</resource>", f"{more}</resource>") + AREA)


def uri(address: str) -> bytes:
    """Return the plain alert with a resource at an address."""
    return resource(f"<uri>{address}</uri>")


def triple(sender: str) -> str:
    """Return a reference to a message of a sender."""
    return f"{sender},X,2026-11-20T13:00:00+07:00"


ACCEPT = [
    ("plain", cap(), ""),
    ("no info", cap(HEAD), "cap.no_info"),
    ("no area", bent(AREA, ""), "cap.no_area"),
    ("spaces around a time", bent("+07:00</sent>", "+07:00\n</sent>"), ""),
    ("prefix", cap().replace(b"<alert xmlns=", b"<alert xmlns:x='urn:x' xmlns="), ""),
    ("schema location", cap(root=' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="0"'), ""),
    ("utf-16", cap().replace(b"UTF-8", b"UTF-16").decode().encode("utf-16"), ""),
    ("bom", b"\xef\xbb\xbf" + cap(), ""),
    ("names itself", message("VN-1", "VN-1", msg_type="Update"), "cap.names_itself"),
    ("over on arrival", bent("2026-11-20T20:00:00", "2026-11-20T14:00:00"), "cap.over_on_arrival"),
    ("no expiry", bent(EXPIRES, ""), ""),
    ("restricted", bent("Public</scope>", "Restricted</scope><restriction>x</restriction>"), ""),
    ("private", bent("Public</scope>", "Private</scope><addresses>a b</addresses>"), ""),
    ("cancel without info", message("VN-2", "VN-1", msg_type="Cancel", infos=""), ""),
    ("ack of another's", message("VN-2", triple(OTHER), msg_type="Ack", infos=""), ""),
    ("error with note", message("VN-2", triple(OTHER), msg_type="Error", infos="", more="<note>x</note>"), ""),
    ("zero circle", circle("16,108 0"), ""),
    ("codes only", bent(POLYGON, CODE), ""),
    ("words only", bent(POLYGON, ""), ""),
    ("flat beside a real one", polygon("1,1 1,2 1,3 1,1", POLYGON), "cap.shape_flat"),
    (
        "digest that fits",
        resource("<derefUri>QUJD</derefUri><digest>3C01BDBB26F358BAB27F267924AA2C9A03FCFDB8</digest>"),
        "",
    ),
    ("public address", uri("https://example.vn/a.wav"), ""),
    ("inside address", resource("<uri>a.wav</uri><derefUri>QUJD</derefUri>"), "cap.relative_uri"),
    ("ceiling alone", bent(POLYGON, POLYGON + "<ceiling>9</ceiling>"), "cap.ceiling"),
    ("empty text", bent("Sơ tán.", ""), ""),
    ("a little ahead", cap(), ""),
]
WARN = [
    ("order", bent(EXPIRES, "").replace(b"</area>", f"</area>{EXPIRES}".encode()), "cap.order"),
    (
        "order in alert",
        bent("<scope>Public</scope>", "").replace(b"</alert>", b"<scope>Public</scope></alert>"),
        "cap.order",
    ),
    ("spaces around", bent("<status>Actual</status>", "<status> Actual\n</status>"), "cap.padded"),
    ("spaces around a name", bent(f"<sender>{SENDER}", f"<sender> {SENDER}"), "cap.padded"),
    ("empty language", bent("vi-VN", ""), "cap.empty"),
    ("empty altitude", bent(POLYGON, POLYGON + "<altitude/>"), "cap.empty"),
    ("unknown element", bent("<scope>", "<reference>x</reference><scope>"), "cap.unknown_element"),
    ("foreign element", bent("<scope>", "<x:y xmlns:x='urn:x'/><scope>"), "cap.unknown_element"),
    ("attribute", bent("<scope>", "<scope a='b'>"), "cap.attributes"),
    ("Zulu", bent("+07:00</sent>", "Z</sent>"), "cap.loose_time"),
    ("fraction", bent("14:00:00+07:00</sent>", "14:00:00.123+07:00</sent>"), "cap.loose_time"),
    (
        "dialect",
        bent("<category>Met</category>", "").replace(b"<certainty>Observed</certainty>", b""),
        "cap.no_certainty",
    ),
    ("very likely", bent("Observed", "Very Likely"), "cap.very_likely"),
    ("open", polygon("16,108 16,109 17,109 17,108"), "cap.shape_open"),
    ("short beside a code", polygon("16,108 16,109 16,108", CODE), "cap.shape_short"),
    ("commas", polygon("16, 108 16, 109 17, 109 16, 108"), "cap.shape_comma"),
    ("beyond the antimeridian", polygon("16,-181 16,-179 17,-179 16,-181"), "cap.shape_turned"),
    ("circle beyond it", circle("16 , 181 5"), "cap.shape_turned"),
    ("empty polygon", polygon("", CODE), "cap.empty_shape"),
    ("two instructions", bent("</instruction>", "</instruction><instruction>Nhanh.</instruction>"), "cap.twice"),
    ("markup", bent("Bão đổ bộ.", "Bão <b>đổ bộ</b>."), "cap.markup"),
    ("empty time", bent("2026-11-20T20:00:00+07:00", ""), "cap.empty"),
    ("expires before sent", bent("2026-11-20T20:00:00", "2026-11-19T20:00:00"), "cap.expires_before_sent"),
    ("size", resource("<size>16 kB</size>"), "cap.bad_number"),
    ("altitude", bent(POLYGON, POLYGON + "<altitude>cao</altitude>"), "cap.bad_number"),
    ("language", bent("vi-VN", "vi_VN"), "cap.bad_language"),
    ("digest", resource("<derefUri>QUJD</derefUri><digest>00</digest>"), "cap.bad_digest"),
    ("not base64", resource("<derefUri>âm</derefUri>"), "cap.not_base64"),
    ("base64 cut off", resource("<derefUri>QUJDR</derefUri>"), "cap.not_base64"),
    ("blank before", b"\n" + cap(), "cap.encoding"),
    ("wrong encoding", cap().replace(b"UTF-8", b"UTF-16"), "cap.encoding"),
    ("unknown encoding", cap().replace(b"UTF-8", b"X-9"), "cap.encoding"),
    ("an encoding expat does not know", cap().replace(b"UTF-8", b"utf-7"), "cap.encoding"),
    ("no event", bent("<event>Bão</event>", "<event/>"), "cap.no_event"),
    ("also another's", message("VN-2", "VN-1", triple(OTHER), msg_type="Cancel", infos=""), "cap.other_sender_too"),
    (
        "loose reference",
        message("VN-2", f"{SENDER}, X, 2026-11-20T13:00:00+07:00", msg_type="Update"),
        "cap.loose_reference",
    ),
    ("one bad reference", message("VN-2", "VN-1", "a,b", msg_type="Update"), "cap.bad_reference"),
    (
        "cancel without scope",
        message("VN-2", "VN-1", msg_type="Cancel", infos="").replace(b"<scope>Public</scope>", b""),
        "cap.missing",
    ),
    (
        "cancel with half an info",
        message("VN-2", "VN-1", msg_type="Cancel", infos="<info><event>Bão</event></info>"),
        "cap.missing",
    ),
]
HOLD = [
    ("sent in 2099", bent("2026-11-20T14:00:00+07:00</sent>", "2099-01-01T00:00:00+07:00</sent>"), "cap.sent_ahead"),
    ("wide circle", circle("16,108 501"), "cap.wide_circle"),
]
DOUBT = [
    ("NaN", polygon("NaN,108 16,108.1 16.1,inf NaN,108"), "cap.bad_shape"),
    ("latitude", polygon("108,16 109,16 109,17 108,16"), "cap.bad_shape"),
    ("longitude", polygon("16,1080 16,1090 17,1090 16,1080"), "cap.bad_shape"),
    ("no comma", polygon("16 108 16 109 17 109 16 108"), "cap.bad_shape"),
    ("no radius", circle("16,108"), "cap.bad_shape"),
    ("negative radius", circle("16,108 -5"), "cap.bad_shape"),
    ("radius in words", circle("16,108 5km"), "cap.bad_shape"),
    ("bad beside a good one", polygon("x", POLYGON), "cap.bad_shape"),
    ("only a line", polygon("16,108 16,109 16,110 16,108"), "cap.nowhere"),
    ("only a point", polygon("16,108 16,108 16,108 16,108"), "cap.nowhere"),
    ("update of another's", message("VN-2", triple(OTHER), msg_type="Update"), "cap.other_sender"),
]
FETCH = [(address, uri(address), "cap.never_fetched") for address in ("file:///etc/passwd", "http://127.0.0.1/x")]
LEGACY = [
    ("1.1", cap(version=CAP_1_1), "cap.old_version"),
    (
        "1.1 needs no MIME type",
        cap(HEAD + INFO.replace(AREA, "<resource><resourceDesc>x</resourceDesc></resource>" + AREA), version=CAP_1_1),
        "cap.old_version",
    ),
    ("1.1 knows Z", cap((HEAD + INFO).replace("+07:00</sent>", "Z</sent>"), version=CAP_1_1), "cap.old_version"),
    (
        "1.0 needs no scope",
        cap(
            (HEAD + INFO)
            .replace("<scope>Public</scope>", "<password>x</password>")
            .replace("<valueName>cấp</valueName><value>4</value>", "cấp=4"),
            version=CAP_1_0,
        ),
        "cap.old_version",
    ),
]
REFUSE = [
    *[
        (f"no {name}", bent(f"<{name}>{value}</{name}>", ""), "cap.missing")
        for name, value in {
            **{"identifier": "VN-1", "sender": SENDER, "sent": "2026-11-20T14:00:00+07:00", "status": "Actual"},
            **{"msgType": "Alert", "scope": "Public", "category": "Met", "event": "Bão", "urgency": "Immediate"},
            **{"severity": "Extreme", "certainty": "Observed", "areaDesc": "Xã ven biển", "value": "4"},
        }.items()
    ],
    *[
        (f"{name} {value}", bent(f"<{name}>{old}</{name}>", f"<{name}>{value}</{name}>"), "cap.bad_value")
        for name, old, value in (
            ("status", "Actual", "actual"),
            ("status", "Actual", ""),
            ("msgType", "Alert", "Warn"),
            ("scope", "Public", "All"),
            ("category", "Met", "Weather"),
            ("responseType", "Evacuate", "Run"),
            ("urgency", "Immediate", "Now"),
            ("severity", "Extreme", "High"),
            ("certainty", "Observed", "Sure"),
        )
    ],
    *[
        (f"sent {value}", bent("2026-11-20T14:00:00+07:00</sent>", f"{value}</sent>"), code)
        for value, code in (
            ("1795158000", "cap.bad_time"),
            ("2026-11-20T14:00:00", "cap.bad_time"),
            ("2026-11-20", "cap.bad_time"),
            ("2026-02-30T14:00:00+07:00", "cap.bad_time"),
            ("2026-11-20T14:00:00+15:00", "cap.bad_time"),
            ("0001-01-01T00:00:00+07:00", "cap.bad_time"),
            ("", "cap.empty"),
        )
    ],
    ("expires", bent("2026-11-20T20:00:00+07:00</expires>", "mai</expires>"), "cap.bad_time"),
    ("no resource MIME type", resource("").replace(b"<mimeType>audio/wav</mimeType>", b""), "cap.missing"),
    ("empty identifier", bent("VN-1", ""), "cap.no_identity"),
    ("sender with space", bent(SENDER, "Ban PCTT"), "cap.bad_name"),
    ("identifier with comma", bent("VN-1", "VN,1"), "cap.bad_name"),
    ("identifier with bracket", bent("VN-1", "VN&lt;1"), "cap.bad_name"),
    ("long identifier", bent("VN-1", "x" * (MOST_NAME + 1)), "cap.too_long"),
    ("long text", bent("Bão đổ bộ.", "x" * (MOST_TEXT + 1)), "cap.too_long"),
    ("two identifiers", bent("<sender>", "<identifier>VN-2</identifier><sender>"), "cap.twice"),
    ("two severities", bent("<certainty>", "<severity>Minor</severity><certainty>"), "cap.twice"),
    ("sender with elements", bent(SENDER, f"<b>{SENDER}</b>"), "cap.markup"),
    ("restricted without", bent("Public</scope>", "Restricted</scope>"), "cap.no_restriction"),
    ("private without", bent("Public</scope>", "Private</scope>"), "cap.no_addresses"),
    ("update without references", message("VN-2", msg_type="Update"), "cap.no_references"),
    ("cancel without references", message("VN-2", msg_type="Cancel", infos=""), "cap.no_references"),
    ("unreadable references", message("VN-2", "a,b,c", msg_type="Cancel", infos=""), "cap.no_references"),
    ("empty references", message("VN-2", ",b,c", msg_type="Cancel", infos=""), "cap.no_references"),
    ("error without note", message("VN-2", "VN-1", msg_type="Error", infos=""), "cap.no_note"),
    ("cancel of another's", message("VN-2", triple(OTHER), msg_type="Cancel", infos=""), "cap.other_sender"),
    (
        "nothing to say",
        bent("<event>Bão</event>", "<event/>")
        .replace("CẢNH BÁO BÃO".encode(), b"")
        .replace("Bão đổ bộ.".encode(), b""),
        "cap.no_event",
    ),
    ("include", cap(HEAD + INCLUDE + INFO), "cap.xinclude"),
    ("include in a text", bent("Bão đổ bộ.", INCLUDE), "cap.xinclude"),
    ("long headline", bent("CẢNH BÁO BÃO", "x" * (MOST_SHORT + 1)), "cap.too_long"),
    ("too many infos", cap(HEAD + INFO * 201), "cap.too_many_infos"),
    (
        "endless white space",
        message("VN-2", "a" + " " * 150_000 + ",b", msg_type="Cancel", infos=""),
        "cap.no_references",
    ),
    ("too many areas", bent(AREA, "<area><areaDesc>x</areaDesc></area>" * (MOST_AREAS + 1)), "cap.too_many_areas"),
    ("too many points", polygon("1,1 " * (MOST_POINTS + 1)), "cap.too_many_points"),
    ("large audio", resource(f"<derefUri>{'QUJD' * (MOST_AUDIO_BYTES // 3 + 1)}</derefUri>"), "cap.audio_too_large"),
    ("doctype", cap().replace(b"<alert", b'<!DOCTYPE alert [<!ENTITY x "y">]><alert'), "cap.doctype"),
    ("doctype alone", cap().replace(b"<alert", b"<!DOCTYPE alert><alert"), "cap.doctype"),
    (
        "doctype elsewhere",
        cap().replace(b"<alert", b'<!DOCTYPE alert SYSTEM "http://127.0.0.1/x"><alert'),
        "cap.doctype",
    ),
    ("other version", cap(version="urn:oasis:names:tc:emergency:cap:1.3"), "cap.not_cap"),
    ("no namespace", cap().replace(b' xmlns="urn:oasis:names:tc:emergency:cap:1.2"', b""), "cap.not_cap"),
    ("web page", b"<html><body>Login</body></html>", "cap.not_cap"),
    ("cut off", cap()[:-30], "cap.not_xml"),
    ("nothing", b"", "cap.not_xml"),
    ("not utf-8", cap().replace("Bão".encode(), b"B\xe3o"), "cap.not_xml"),
    ("not utf-8, unknown encoding", cap().replace(b"UTF-8", b"X-9").replace("Bão".encode(), b"B\xe3o"), "cap.not_xml"),
    ("deep", cap("<a>" * 99 + "</a>" * 99), "cap.too_deep"),
    ("many elements", cap("<a/>" * 50_001), "cap.too_many_elements"),
    ("many attributes", cap(root="".join(f" a{n}='1'" for n in range(99))), "cap.too_many_attributes"),
    ("large", cap().replace(b"<alert", b" " * 4_000_000 + b"<alert"), "cap.too_large"),
]
EXPECTED = [
    (word, name, data, code)
    for word, rows in {
        "accept": ACCEPT,
        "accept+warn": WARN,
        "accept-or-refuse-version": LEGACY,
        "accept-text-refuse-fetch": FETCH,
        "hold-for-person": HOLD,
        "reject-or-hold": DOUBT,
        "reject": REFUSE,
    }.items()
    for name, data, code in rows
]


@pytest.mark.parametrize(("word", "data", "code"), [pytest.param(a, c, d, id=f"{a}: {b}") for a, b, c, d in EXPECTED])
def test_handling(word: str, data: bytes, code: str) -> None:
    """Each document gets its word, accepted or not as the word says, and the finding that explains it."""
    verdict = read(data, now=NOW)
    assert verdict.handling == word, verdict.findings
    assert verdict.accepted is (word not in {"reject", "reject-or-hold"})
    assert not code or code in {one.code for one in verdict.findings}
    assert {one.code for one in verdict.findings} <= texts().keys()


def test_every_word_has_its_test() -> None:
    """The table leaves out no word but the one for signatures, which have a table of their own."""
    assert {word for word, *_ in EXPECTED} == set(HANDLING.values()) - {"reject-if-signature-required"}


def test_the_strongest_finding_is_the_reason() -> None:
    """What decided is told first; a plain document needs no reason."""
    assert read(cap(), now=NOW).reason is None
    odd = read(bent("+07:00</sent>", "Z</sent>").replace(b"<status>Actual</status>", b""), now=NOW)
    assert odd.reason is not None
    assert (odd.reason.code, dict(odd.reason.facts)["name"]) == ("cap.missing", "status")


@pytest.mark.parametrize(
    ("ahead", "word"),
    [
        (timedelta(minutes=15), "accept"),
        (timedelta(minutes=16), "accept+warn"),
        (timedelta(hours=25), "hold-for-person"),
    ],
)
def test_a_senders_clock(ahead: timedelta, word: str) -> None:
    """A quarter of an hour ahead is a clock, a day is a wrong offset, more waits for a person."""
    alert = read(cap(), now=NOW).alert
    assert alert is not None
    assert read(cap(), now=alert.sent - ahead).handling == word


def test_an_unsigned_document_where_signatures_are_required() -> None:
    """It is refused, with the word for signatures; a worse fault keeps its own word."""
    verdict = read(cap(), now=NOW, signature_required=True)
    assert (verdict.accepted, verdict.handling) == (False, "reject-if-signature-required")
    assert verdict.signature is State.NONE
    assert read(circle("16,108 501"), now=NOW, signature_required=True).handling == "hold-for-person"
    assert not read(circle("16,108 501"), now=NOW, signature_required=True).accepted


@given(st.data())
def test_mutated_bytes_never_crash(data: st.DataObject) -> None:
    """However bytes are changed, cut or doubled, the reader answers."""
    document = bytearray(cap())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(document) - 1))
        length = data.draw(st.integers(0, 12))
        document[at : at + length] = data.draw(st.binary(max_size=12))
        document = document or bytearray(b"<")
    assert read(bytes(document), now=NOW).handling in HANDLING.values()


@given(
    st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40),
    st.sampled_from(["Bão", SENDER, SQUARE, "Immediate"]),
)
def test_any_text_anywhere_never_crashes(text: str, place: str) -> None:
    """Whatever stands in an element, the reader answers."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    assert read(bent(place, safe), now=NOW).handling in HANDLING.values()
