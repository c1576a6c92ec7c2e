"""From text to values: every element of a full document stands where it belongs, old versions included."""

from datetime import datetime, timedelta, timezone

from broadcaster.cap import Circle, Effect, Reference, Value, read
from broadcaster.cap.noticing import MOST_FINDINGS
from tests.broadcaster.cap.specimens import HEAD, INFO, NOW, bent, cap

SEVEN = timezone(timedelta(hours=7))


def test_every_element_is_read() -> None:
    """A document that has everything gives a value that has everything, twice where it may."""
    alert = read(
        cap(
            "<identifier>VN-1</identifier><sender>a@b.vn</sender><sent>2026-11-20T14:00:00+07:00</sent>"
            "<status>Exercise</status><msgType>Update</msgType><source>trực</source><scope>Restricted</scope>"
            "<restriction>nội bộ</restriction><addresses>x y</addresses><code>c1</code><code>c2</code><note>ghi</note>"
            "<references>a@b.vn,VN-0,2026-11-20T06:00:00-00:00</references><incidents>bao</incidents>"
            "<info><language>vi-VN</language><category>Met</category><category>Geo</category><event>Bão</event>"
            "<responseType>Shelter</responseType><responseType>Monitor</responseType><urgency>Future</urgency>"
            "<severity>Minor</severity><certainty>Possible</certainty><audience>ai</audience>"
            "<eventCode><valueName>n</valueName><value>v</value></eventCode>"
            "<effective>2026-11-20T15:00:00+07:00</effective><onset>2026-11-20T16:00:00+07:00</onset>"
            "<expires>2026-11-20T17:00:00+07:00</expires><senderName>Ban</senderName><headline>h</headline>"
            "<description>d</description><instruction>i</instruction><web>https://a.vn</web><contact>0</contact>"
            "<parameter><valueName>p</valueName><value/></parameter>"
            "<resource><resourceDesc>r</resourceDesc><mimeType>audio/wav</mimeType><size>3</size>"
            "<uri>https://a.vn/b</uri><derefUri>QU\nJD</derefUri><digest>ab</digest></resource>"
            "<area><areaDesc>Xã</areaDesc><polygon>1,1 1,2 2,2 1,1</polygon><circle>1,2 3</circle>"
            "<geocode><valueName>VN-XA</valueName><value>20194</value></geocode>"
            "<altitude>1</altitude><ceiling>2</ceiling></area></info>"
        ),
        now=NOW,
    ).alert
    assert alert is not None
    assert (alert.source, alert.restriction, alert.addresses, alert.code) == ("trực", "nội bộ", "x y", ("c1", "c2"))
    assert (alert.note, alert.incidents, alert.scope) == ("ghi", "bao", "Restricted")
    assert alert.references == (Reference("a@b.vn", "VN-0", datetime(2026, 11, 20, 13, tzinfo=SEVEN)),)
    (info,) = alert.infos
    assert (info.category, info.response_type) == (("Met", "Geo"), ("Shelter", "Monitor"))
    assert (info.effective, info.onset, info.expires) == tuple(
        datetime(2026, 11, 20, hour, tzinfo=SEVEN) for hour in (15, 16, 17)
    )
    assert (info.audience, info.web, info.contact, info.sender_name) == ("ai", "https://a.vn", "0", "Ban")
    assert (info.event_code, info.parameter) == ((Value("n", "v"),), (Value("p", ""),))
    (resource,), (area,) = info.resources, info.areas
    assert (resource.size, resource.uri, resource.digest, resource.deref_uri) == (3, "https://a.vn/b", "ab", "QU\nJD")
    assert area.polygons == (((1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (1.0, 1.0)),)
    assert (area.circles, area.geocodes) == ((Circle((1.0, 2.0), 3.0),), (Value("VN-XA", "20194"),))
    assert (area.altitude, area.ceiling) == ("1", "2")


def test_what_is_missing_has_its_default() -> None:
    """Without a language the standard means en-US; without times there are none."""
    alert = read(bent("<language>vi-VN</language>", ""), now=NOW).alert
    assert alert is not None
    assert alert.infos[0].language == "en-US"
    assert (alert.infos[0].effective, alert.infos[0].onset) == (None, None)


def test_a_comment_joins_the_texts_around_it() -> None:
    """What stands before and after a comment is one text, as it is for a signature."""
    alert = read(bent("VN-1", "VN<!-- -->-1"), now=NOW).alert
    assert alert is not None
    assert alert.identifier == "VN-1"


def test_values_of_cap_1_0() -> None:
    """In CAP 1.0 a value is one text, name=value or the value alone."""
    inside = (HEAD + INFO).replace("<valueName>cấp</valueName><value>4</value>", "cấp=4")
    inside = inside.replace("</polygon>", "</polygon><geocode>20194</geocode>")
    alert = read(cap(inside, version="http://www.incident.com/cap/1.0"), now=NOW).alert
    assert alert is not None
    assert alert.infos[0].parameter == (Value("cấp", "4"),)
    assert alert.infos[0].areas[0].geocodes == (Value("", "20194"),)


def test_texts_that_stand_twice_are_joined() -> None:
    """Two instructions become two lines."""
    alert = read(bent("</instruction>", "</instruction><instruction>Nhanh.</instruction>"), now=NOW).alert
    assert alert is not None
    assert alert.infos[0].instruction == "Sơ tán.\nNhanh."


def test_findings_are_few() -> None:
    """The same finding is told once; of thousands of different ones the first few and the worst remain."""
    same = read(cap(HEAD + INFO + INFO.replace("Immediate", "Now") * 3), now=NOW)
    assert [one.code for one in same.findings] == ["cap.bad_value"]
    strange = "".join(f"<x{number}/>" for number in range(MOST_FINDINGS * 2))
    many = read(cap(strange + HEAD + INFO.replace("Immediate", "Now")), now=NOW)
    assert len(many.findings) == MOST_FINDINGS + 1
    assert many.reason is not None
    assert many.reason.effect is Effect.REFUSE
