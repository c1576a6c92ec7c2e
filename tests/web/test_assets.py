"""Assets: light enough for a weak line, cached for a year, compressed, nothing from outside the folder."""

import re

from tests.web.readers import Reader

FIRST_LOAD_BYTES = 120 * 1024
REFERENCE = re.compile(r'(?:href|src)="(/static/[^"]+)"')
FONT = re.compile(r'url\("(vendor/[^"]+)"\)')


def test_the_first_load_is_light(visitor: Reader) -> None:
    """Styles, scripts and all fonts of the first page together stay under 120 KB as sent."""
    zipped = {"Accept-Encoding": "gzip"}
    page = visitor.read("/sign-in")
    style = visitor.open("/static/style.css").text
    wanted = {*REFERENCE.findall(page), *(f"/static/{font}" for font in FONT.findall(style))}
    sizes = {path.split("?")[0]: len(visitor.open(path, headers=zipped).data) for path in sorted(wanted)}
    assert len(sizes) >= 8
    assert sum(sizes.values()) <= FIRST_LOAD_BYTES, sizes


def test_addresses_carry_the_content(visitor: Reader) -> None:
    """What a page names may be kept for a year; asking again costs nothing."""
    page = visitor.read("/sign-in")
    (style,) = re.findall(r'href="(/static/style\.css\?v=\w+)"', page)
    answer = visitor.open(style, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    again = visitor.open(style, headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_only_the_folder_is_served(visitor: Reader) -> None:
    """No way leads out of the folder."""
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/vendor", "/static/none.css"):
        assert visitor.open(path).status_code == 404
