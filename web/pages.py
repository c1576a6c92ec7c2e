"""What every template may use: formats, words, icons, the navigation. Never reads a form or changes anything."""

from datetime import datetime
from typing import Any

from flask import Flask, current_app, flash, g, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from broadcaster import exercises, silent_tests
from broadcaster.accounts import Action, has, may
from broadcaster.errors import BroadcasterError
from broadcaster.messages import Fault
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import people as person_rows
from broadcaster.wording import told
from schedules.reason import Reason
from web import icons, words
from web.language import spoken
from web.moving import stamp
from web.occasions import when
from web.parts import parts

Nav = tuple[str, str, str, str]


def dress(app: Flask) -> None:
    """Give the templates their words and formats."""
    app.jinja_env.filters.update(
        clock=words.clock,
        day=words.day,
        short_day=words.short_day,
        lunar=words.lunar,
        holiday=words.holiday,
        exact=words.exact,
        lasting=words.length,
        when=when,
        stamp=stamp,
        size=words.size,
        listed=words.listed,
        ago=ago,
        told=told_here,
        moment=moment,
        person=person_name,
        voice=voice_name,
    )
    app.jinja_env.globals.update(
        words=words,
        icon=icons.icon,
        navigation=navigation,
        allowed=allowed,
        now=clock_now,
        settings=lambda: parts().settings,
        waiting=waiting,
        here=here,
        words_of=words_of,
        reason_words=reason_words,
        has_page=has_page,
        section=section,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(
        lambda: {"me": g.get("person"), "tree": g.get("tree"), "language": spoken(), "Action": Action}
    )


def voice_name(name: str) -> str:
    """Return what a voice is called: in our own words, or as its engine labels it for this reader."""
    labels = parts().settings.voice_labels.get(name)
    if name in words.VOICES or labels is None:
        return str(words.VOICES.get(name, name))
    return labels[spoken() != "vi"]


def navigation() -> list[Nav]:
    """Return the five places: blueprint, address, icon, name."""
    return [
        ("home", url_for("home.today"), "home", _("Hôm nay")),
        ("bulletins", url_for("bulletins.listed"), "text", _("Bản tin")),
        ("plans", url_for("plans.week"), "calendar", _("Lịch phát")),
        ("stations", url_for("stations.listed"), "horn", _("Cụm loa")),
        ("reports", url_for("reports.as_run"), "chart", _("Báo cáo")),
    ]


SECTIONS = (
    dict.fromkeys(("lexicons", "readings", "retelling", "voices"), "bulletins")
    | dict.fromkeys(("diary", "changes", "history", "calendars", "programmes", "inbox"), "plans")
    | dict.fromkeys(("alertboard", "alertsteps", "alerttargets", "drills", "feeds", "targetlists"), "alerts")
)
"""Groups of pages that stand under another one's place in the navigation."""


def section() -> str:
    """Return the blueprint whose place in the navigation this page stands under."""
    group = request.blueprint or ""
    return SECTIONS.get(group, group)


def has_page(endpoint: str) -> bool:
    """Tell whether this installation has a page."""
    return endpoint in current_app.view_functions


def allowed(action: str, locality: str | None = None) -> bool:
    """Tell whether the reader may do something, there or anywhere."""
    if g.get("person") is None:
        return False
    wanted = Action(action)
    return has(g.person, wanted) if locality is None else may(g.person, wanted, locality, g.tree)


def waiting() -> int:
    """Return how many bulletins wait for the reader's decision; asked once for each page."""
    if "waiting" not in g:
        g.waiting = 0
        if allowed("approve"):
            with parts().store.read() as tx:
                g.waiting = bulletin_rows.waiting(tx, g.person.scope)
    return int(g.waiting)


def told_here(value: BroadcasterError | Reason | str) -> str:
    """Return the sentence of a fault, a reason, or a fault as stored on a row, in the reader's language."""
    if isinstance(value, Reason):
        return told(value.code, spoken(), {name: shown(fact) for name, fact in value.facts})
    if isinstance(value, str):
        return BroadcasterError.restored(value).told(spoken()) if value.startswith("{") else value
    return told(value.code, spoken(), {name: shown(fact) for name, fact in value.facts.items()})


def clock_now() -> datetime:
    """Return the moment of this page."""
    return parts().clock.now()


def shown(fact: object) -> object:
    """Return a fact as people read it: moments in local time, numbers without needless zeros."""
    if isinstance(fact, datetime):
        return f"{words.clock(fact)} {words.short_day(fact)}"
    return words.decimal(fact) if isinstance(fact, float) else fact


def words_of(fault: Fault) -> str:
    """Return what a station's fault means, in the reader's language."""
    return told(fault.code, spoken(), dict(fault.facts))


def reason_words(code: str) -> str:
    """Return the sentence of a reason a station gave for something that did not sound."""
    # A station only reports the code; who was in the way, the explained day says.
    return told("schedules.gave_way" if code.startswith("schedules.") else code, spoken(), {})


def ago(value: datetime) -> Markup:
    """Return 3 phút trước, with the exact moment on tap and for machines."""
    return timed(value, words.ago(value, parts().clock.now()), words.exact(value))


def moment(value: datetime) -> Markup:
    """Return 17:00 hôm nay."""
    return timed(value, words.moment_words(value, parts().clock.now()), words.exact(value))


def timed(value: datetime, shown: str, title: str) -> Markup:
    """Return a time element."""
    return Markup('<time datetime="{}" title="{}">{}</time>').format(value.isoformat(), title, shown)


def person_name(person_id: str | None) -> str:
    """Return the name of who did something; the system and commands have names too."""
    known = {
        "system": str(_("Hệ thống")),
        "cli": str(_("Dòng lệnh")),
        silent_tests.AUTHOR: str(_("Lịch thử hằng tuần")),
        exercises.AUTHOR: str(_("Lịch diễn tập hằng tháng")),
        None: "—",
    }
    if person_id in known:
        return known[person_id]
    if str(person_id).startswith("feed:"):
        return str(_("Nguồn %(name)s", name=str(person_id).removeprefix("feed:")))
    names: dict[str, str] = g.setdefault("names", {})
    if person_id not in names:
        names[str(person_id)] = parts_name(str(person_id))
    return names[str(person_id)]


def parts_name(person_id: str) -> str:
    """Return a person's name from the store, the id itself when it is no person."""
    try:
        with parts().store.read() as tx:
            return person_rows.find(tx, person_id).name
    except BroadcasterError:
        return person_id


def here(**changes: Any) -> str:
    """Return this page's address with some of its filters changed; None takes one out."""
    wanted = {**request.args.to_dict(flat=True), **(request.view_args or {}), **changes}
    return url_for(str(request.endpoint), **{name: value for name, value in wanted.items() if value not in (None, "")})


def said(text: str, *, undo: str | None = None) -> None:
    """Tell the reader on the next page what was done, and how to undo it if that is possible."""
    flash({"text": text, "undo": undo}, "good")  # type: ignore[arg-type]
