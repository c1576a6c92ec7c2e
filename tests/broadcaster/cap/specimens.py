"""CAP documents made for tests: one plain alert, and the ways to bend it."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SENDER = "pctt@tinh.example.vn"
SENT = "2026-11-20T14:00:00+07:00"
SQUARE = "16.0,108.0 16.0,109.0 17.0,109.0 17.0,108.0 16.0,108.0"

AREA = f"<area><areaDesc>Xã ven biển</areaDesc><polygon>{SQUARE}</polygon></area>"
RESOURCE = "<resource><resourceDesc>Âm thanh</resourceDesc><mimeType>audio/wav</mimeType></resource>"
INFO = f"""<info><language>vi-VN</language><category>Met</category><event>Bão</event>
<responseType>Evacuate</responseType><urgency>Immediate</urgency><severity>Extreme</severity>
<certainty>Observed</certainty><expires>2026-11-20T20:00:00+07:00</expires>
<headline>CẢNH BÁO BÃO</headline><description>Bão đổ bộ.</description><instruction>Sơ tán.</instruction>
<parameter><valueName>cấp</valueName><value>4</value></parameter>{AREA}</info>"""
HEAD = f"""<identifier>VN-1</identifier><sender>{SENDER}</sender><sent>{SENT}</sent><status>Actual</status>
<msgType>Alert</msgType><scope>Public</scope>"""


def cap(inside: str = HEAD + INFO, *, version: str = "urn:oasis:names:tc:emergency:cap:1.2", root: str = "") -> bytes:
    """Return a document around its inside; ``root`` stands in the root's tag."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<alert xmlns="{version}"{root}>{inside}</alert>'.encode()


def bent(old: str, new: str, *, inside: str = HEAD + INFO) -> bytes:
    """Return the plain alert with one text changed; the text must be there."""
    assert old in inside, old
    return cap(inside.replace(old, new))


def message(
    identifier: str,
    *references: str,
    msg_type: str = "Alert",
    sender: str = SENDER,
    status: str = "Actual",
    scope: str = "Public",
    sent: str = SENT,
    infos: str = INFO,
    more: str = "",
) -> bytes:
    """Return one message of a chain; a reference is an identifier or a whole triple."""
    triples = " ".join(one if "," in one else f"{sender},{one},{SENT}" for one in references)
    named = f"<references>{triples}</references>" if references else ""
    return cap(
        f"<identifier>{identifier}</identifier><sender>{sender}</sender><sent>{sent}</sent><status>{status}</status>"
        f"<msgType>{msg_type}</msgType><scope>{scope}</scope>{more}{named}{infos}"
    )
