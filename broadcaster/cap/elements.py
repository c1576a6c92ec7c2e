"""Bytes of a stranger to an element tree, within limits: size, depth, count, attributes, no DOCTYPE.

Never resolves an entity, never fetches, never hands anything to another XML library.
"""

import logging
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

log = logging.getLogger(__name__)

MOST_BYTES = 4_000_000
MOST_DEPTH = 32
MOST_ELEMENTS = 50_000
MOST_ATTRIBUTES = 32
WRONG_ENCODING = frozenset(
    {
        expat.errors.codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING],
        expat.errors.codes[expat.errors.XML_ERROR_INCORRECT_ENCODING],
    }
)


class Unreadable(Exception):
    """The bytes are no XML document that may be looked at: a wording code and its facts."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Bounded(TreeBuilder):
    """A tree that stops growing where no honest document goes; comments join the texts around them."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._count = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """Open an element."""
        self._depth += 1
        self._count += 1
        if self._depth > MOST_DEPTH:
            raise Unreadable("cap.too_deep", limit=MOST_DEPTH)
        if self._count > MOST_ELEMENTS:
            raise Unreadable("cap.too_many_elements", limit=MOST_ELEMENTS)
        if len(attrs) > MOST_ATTRIBUTES:
            raise Unreadable("cap.too_many_attributes", limit=MOST_ATTRIBUTES)
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        """Close an element."""
        self._depth -= 1
        return super().end(tag)

    def comment(self, text: str | None, /) -> Any:
        """Pass a comment over."""

    def pi(self, target: str, text: str | None = None, /) -> Any:
        """Pass an instruction over."""


def parse(data: bytes) -> tuple[Element, bool]:
    """Return the root element and whether the bytes were written as they should be; raise ``Unreadable`` otherwise.

    Tolerated: white space before the XML declaration, and a declared encoding that is wrong while the text is UTF-8.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable("cap.too_large", limit=MOST_BYTES // 1_000_000)
    trimmed = data.lstrip()
    try:
        return _parsed(trimmed, None), trimmed == data or not trimmed.startswith(b"<?xml")
    except ParseError as fault:
        if fault.code not in WRONG_ENCODING:
            raise Unreadable("cap.not_xml", line=fault.position[0]) from fault
    except (ValueError, LookupError) as fault:  # what Python's codecs say of an encoding that expat asked them about
        log.debug("the declared encoding is of no use", exc_info=fault)
    try:
        return _parsed(trimmed, "utf-8"), False
    except ParseError as fault:
        raise Unreadable("cap.not_xml", line=fault.position[0]) from fault


def _parsed(data: bytes, encoding: str | None) -> Element:
    parser = DefusedXMLParser(target=Bounded(), encoding=encoding, forbid_dtd=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as fault:
        raise Unreadable("cap.doctype") from fault
    return root
