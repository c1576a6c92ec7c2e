"""Our alerts for the world outside: each CAP document as it was signed, and an Atom feed of the last ones. No sign-in.

It only hands out stored bytes: nothing here can sign, and nothing asked for here costs more than one short query.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from broadcaster.errors import Missing
from broadcaster.store import alert_documents as document_rows
from broadcaster.store.alert_documents import DocumentRow
from broadcaster.telling import sender_of
from web.parts import parts

capfeed = Blueprint("capfeed", __name__)

IDENTIFIER = re.compile(r"2\.49\.0\.1\.704\.[A-Za-z0-9-]{1,32}\.\d{14}\.\d{1,9}", re.ASCII)
ATOM = "http://www.w3.org/2005/Atom"
CAP_TYPE, ATOM_TYPE = "application/cap+xml", "application/atom+xml"
MOST = 100
REACH = timedelta(days=30)
KEPT_SECONDS = 5.0
FEED_AGE, DOCUMENT_AGE = 15, 86_400
"""Seconds others may keep an answer: a feed changes, a document never does."""
BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)
"""When an empty feed was last changed."""


@capfeed.get("/cap/<identifier>.xml")
def document(identifier: str) -> Response:
    """Answer one document, byte for byte as it was signed."""
    if not IDENTIFIER.fullmatch(identifier):
        raise NotFound
    try:
        sha256, body = parts().lately.told(("cap", identifier), KEPT_SECONDS, lambda: _read(identifier))
    except Missing as fault:
        raise NotFound from fault
    return _answer(body, CAP_TYPE, mark=sha256, age=DOCUMENT_AGE)


@capfeed.get("/cap/feed.atom")
def feed() -> Response:
    """Answer the feed of the last documents, newest first."""
    address = (parts().settings.address or request.host_url).rstrip("/")
    rows = parts().lately.told("cap feed", KEPT_SECONDS, _newest)  # never kept by address: strangers make these up
    body = written(rows, address, title=parts().settings.site_name, sender=sender_of(parts().dispatch.config.site))
    return _answer(body, ATOM_TYPE, mark=hashlib.sha256(body).hexdigest(), age=FEED_AGE)


def _read(identifier: str) -> tuple[str, bytes]:
    with parts().store.read() as tx:
        return document_rows.body(tx, identifier)


def _newest() -> list[DocumentRow]:
    with parts().store.read() as tx:
        return document_rows.newest(tx, tx.now - REACH, MOST)


def _answer(body: bytes, kind: str, *, mark: str, age: int) -> Response:
    response = Response(body, mimetype=kind)
    response.set_etag(mark)
    response.cache_control.public = True
    response.cache_control.max_age = age
    response.make_conditional(request)
    return response


def written(rows: Iterable[DocumentRow], address: str, *, title: str, sender: str) -> bytes:
    """Return an Atom feed (RFC 4287) of documents; each entry leads to its document under ``address``."""
    kept = list(rows)
    root = Element("feed", xmlns=ATOM)
    SubElement(root, "id").text = f"tag:{sender},2026:cap"
    SubElement(root, "title").text = f"{title} (CAP 1.2)"
    SubElement(root, "updated").text = _time(max((one.sent for one in kept), default=BEFORE_ALL))
    SubElement(SubElement(root, "author"), "name").text = sender
    SubElement(root, "link", rel="self", type=ATOM_TYPE, href=f"{address}/cap/feed.atom")
    for one in kept:
        _entry(SubElement(root, "entry"), one, address)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(entry: Element, row: DocumentRow, address: str) -> None:
    SubElement(entry, "id").text = f"tag:{row.sender},2026:{row.identifier}"
    SubElement(entry, "title").text = row.title
    SubElement(entry, "updated").text = _time(row.sent)
    SubElement(entry, "published").text = _time(row.sent)
    SubElement(SubElement(entry, "author"), "name").text = row.sender
    SubElement(entry, "category", term=row.status)
    SubElement(entry, "category", term=row.msg_type)
    SubElement(entry, "link", rel="alternate", type=CAP_TYPE, href=f"{address}/cap/{row.identifier}.xml")
    SubElement(entry, "summary").text = row.title


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
