"""Nothing typed is ever lost: forms not taken yet come back filled, across sign-in and errors. Never stores drafts."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import render_template, request, session

from web.reading import Typed

PREFIX = "kept."
"""Fields of an interrupted form travel through the sign-in form under this prefix."""
KEPT_MOST = 200_000
NEVER_KEPT = frozenset({"csrf_token", "password", "repeated", "present"})


def typed() -> Typed:
    """Return the posted form, every value of every field."""
    return request.form.to_dict(flat=False)


class Fields:
    """What a form shows: what was typed if anything was, else the given defaults."""

    def __init__(self, typed: Typed | None = None, **defaults: object) -> None:
        self.typed = typed
        self.defaults = defaults

    def __getitem__(self, name: str) -> str:
        """Return the one value a field shows."""
        if self.typed is not None:
            return next(iter(self.typed.get(name, ())), "")
        value = self.defaults.get(name, "")
        return "" if value is None else str(value)

    def holds(self, name: str, value: object) -> bool:
        """Tell whether a tick or choice is set."""
        return str(value) in self.all(name)

    def all(self, name: str) -> list[str]:
        """Return all values of a field."""
        if self.typed is not None:
            return list(self.typed.get(name, ()))
        value = self.defaults.get(name)
        if value is None:
            return []
        return [str(one) for one in value] if isinstance(value, list | tuple | set | frozenset) else [str(value)]


def worth_keeping(fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the fields of a form that may be shown again: no secrets, nothing enormous."""
    kept = {name: list(values) for name, values in fields.items() if name not in NEVER_KEPT}
    return kept if sum(len(value) for values in kept.values() for value in values) <= KEPT_MOST else {}


def keep(path: str, fields: Typed) -> None:
    """Keep fields in the session until the page at ``path`` shows them again."""
    session["kept"] = {"path": path, "fields": worth_keeping(fields)}


def kept_for(path: str) -> Typed | None:
    """Return and forget the fields kept for a page; None when there are none."""
    kept: dict[str, Any] | None = session.get("kept")
    if not kept or kept["path"] != path:
        return None
    session.pop("kept")
    fields: dict[str, list[str]] = kept["fields"]
    return fields


def same_origin() -> bool:
    """Tell whether this request was sent by a page of ours, as far as the browser says."""
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return origin is not None and urlsplit(origin).netloc == request.host


def form_page() -> str:
    """Return the path of the page that held the posted form."""
    referer = urlsplit(request.headers.get("Referer", ""))
    return referer.path if referer.netloc == request.host and referer.path else request.path


def sign_in_again() -> tuple[str, int]:
    """Return the sign-in page that carries the interrupted form."""
    fields = worth_keeping(typed())
    page = render_template(
        "signin/enter.html", next=form_page(), kept=fields, fields=Fields(), faults={}, interrupted=True
    )
    return page, 401


def carried() -> dict[str, list[str]]:
    """Return the interrupted form that came through the sign-in form."""
    prefixed = {name: values for name, values in typed().items() if name.startswith(PREFIX)}
    return {name.removeprefix(PREFIX): list(values) for name, values in prefixed.items()}
