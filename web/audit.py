"""The log of changes, and whether its chain is unbroken. Never changes anything."""

import json
from datetime import datetime, time, timedelta

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from broadcaster.accounts import Action, demand
from broadcaster.errors import Refused
from broadcaster.store import Slice
from broadcaster.store import audit as audit_rows
from broadcaster.store.audit import AuditFilter
from web import words
from web.forms import local_moment
from web.pages import person_name
from web.parts import me, parts, tree
from web.reading import read_date
from web.tables import csv_file, every

audit = Blueprint("audit", __name__)


@audit.before_request
def only_auditors() -> None:
    """Deny everybody who may not read the whole log: it is one chain for the whole site."""
    for root in tree().children.get(None, ()):
        demand(me(), Action.AUDIT, root, tree())


@audit.get("/audit")
def listed() -> str:
    """Show the log, newest first."""
    with parts().store.read() as tx:
        page = audit_rows.listed(tx, asked(), Slice(after=request.args.get("after"), limit=50))
    return render_template("audit/listed.html", page=page, verified=None)


@audit.post("/audit/verify")
def verify() -> str:
    """Walk the whole chain and show whether any row was touched."""
    with parts().store.read() as tx:
        verified = audit_rows.verify(tx)
        page = audit_rows.listed(tx, asked(), Slice(limit=50))
    return render_template("audit/listed.html", page=page, verified=verified)


@audit.get("/audit.csv")
def export() -> Response:
    """Answer the rows as CSV, newest first."""
    wanted = asked()
    head = (_("Số"), _("Lúc"), _("Ai"), _("Việc"), _("Đối tượng"), _("Chi tiết"), _("Mã băm"))
    rows = [
        (
            one.id,
            words.exact(one.at),
            person_name(one.by),
            words.ACTIONS.get(one.action, one.action),
            one.subject,
            json.dumps(one.detail, ensure_ascii=False),
            one.hash,
        )
        for one in every(lambda tx, part: audit_rows.listed(tx, wanted, part))
    ]
    return csv_file("nhat-ky-thay-doi", head, rows)


def asked() -> AuditFilter:
    """Return the filter that the address asks for."""
    args = request.args
    action = args.get("action")
    day = _moment(args.get("until", ""))
    return AuditFilter(
        action=action if action in words.SUBJECTS else None,
        subject=args.get("subject") or None,
        since=_moment(args.get("since", "")),
        until=day + timedelta(days=1) if day else None,
    )


def _moment(text: str) -> datetime | None:
    try:
        return local_moment(read_date(text), time())
    except Refused:
        return None
