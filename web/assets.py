"""Stylesheet, scripts, fonts: addresses that change with their content, compressed once. Nothing a person wrote."""

import gzip
import hashlib
import logging
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent
STATIC = ROOT / "static"
COMPRESSED = frozenset({".css", ".js", ".svg", ".json"})


def serve(app: Flask) -> None:
    """Serve ``/static/`` with a year's cache for addresses that carry the content's mark."""
    app.add_url_rule("/static/<path:filename>", "static", static_file)
    app.add_template_global(asset)


def static_file(filename: str) -> Response:
    """Answer one file, gzipped when the browser takes it."""
    response = send_from_directory(STATIC, filename)
    path = STATIC / filename
    if path.suffix in COMPRESSED:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] and not request.range:
            response.direct_passthrough = False
            response.set_data(squeezed(path, path.stat().st_mtime_ns))
            response.headers["Content-Encoding"] = "gzip"
    if request.args.get("v"):
        response.cache_control.immutable = True
    response.cache_control.public = True
    return response


def asset(name: str) -> str:
    """Return the address of a file, with a mark of its content."""
    path = STATIC / name
    if not path.is_file():
        log.error("%s is missing: run the set-up", path)
        return url_for("static", filename=name)
    return url_for("static", filename=name, v=marked(path, path.stat().st_mtime_ns))


@cache
def marked(path: Path, _changed: int) -> str:
    """Return a short mark of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


@cache
def squeezed(path: Path, _changed: int) -> bytes:
    """Return a file's bytes gzipped."""
    return gzip.compress(path.read_bytes(), 9, mtime=0)
