"""Stylesheet, scripts, fonts: addresses that change with their content, compressed once. Nothing a person wrote."""

import gzip
import hashlib
import logging
import mimetypes
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, send_file, url_for
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent
STATIC = ROOT / "static"
LIFE_SECONDS = 31_536_000
COMPRESSED = frozenset({".css", ".js", ".svg", ".json"})


def serve(app: Flask) -> None:
    """Serve ``/static/`` with a year's cache for addresses that carry the content's mark."""
    app.add_url_rule("/static/<path:filename>", "static", static_file)
    app.add_template_global(asset)


def static_file(filename: str) -> Response:
    """Answer one file, gzipped when the browser takes it."""
    found = safe_join(str(STATIC), filename)
    if found is None or not Path(found).is_file():
        raise NotFound
    path = Path(found)
    if path.suffix in COMPRESSED and request.accept_encodings["gzip"]:
        response = Response(squeezed(path, path.stat().st_mtime_ns), mimetype=mimetypes.guess_type(filename)[0])
        response.headers["Content-Encoding"] = "gzip"
        response.set_etag(marked(path, path.stat().st_mtime_ns) + "-gz")
        response.make_conditional(request)
    else:
        response = send_file(path, conditional=True)
    response.vary.add("Accept-Encoding")
    lasting = bool(request.args.get("v")) or path.suffix not in COMPRESSED
    response.cache_control.no_cache = None
    response.cache_control.public = True
    response.cache_control.immutable = lasting
    response.cache_control.max_age = LIFE_SECONDS if lasting else 0
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
