"""The localities and their rules of the house: what holds where and who said so, and making it stricter."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, demand, may
from broadcaster.dispatch import Ruled
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.localities import PARTS, shown
from broadcaster.store import localities as locality_rows
from schedules.windows import EVERY_DAY, NO_RULES, Rules, tighten
from web import words
from web.kept import Fields, kept_for, typed
from web.pages import said
from web.parts import me, parts, tree
from web.reading import FormErrors, one
from web.ruleform import read_rules, rule_fields
from web.words import _

places = Blueprint("places", __name__)

SHOWN = 50
LABELS = {
    "windows": _l("Giờ được phát"),
    "quiet": _l("Giờ yên tĩnh"),
    "weekdays": _l("Ngày được phát"),
    "minutes_per_day": _l("Tối đa mỗi ngày"),
    "minutes_per_session": _l("Tối đa mỗi buổi"),
    "sessions_per_day": _l("Số buổi mỗi ngày"),
    "most_repeats": _l("Một bản tin, mỗi ngày"),
}
ORDER = tuple(LABELS)
Answer = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One part of the rules in force: its name, what it says, and the locality that set it so."""

    label: str
    value: str
    source: str
    own: bool


@places.get("/places")
def listed() -> Response:
    """Show the reader's own locality, with what lies below it."""
    return redirect(url_for(".show", code=me().scope), 303)


@places.get("/places/<code>")
def show(code: str) -> str:
    """Show the rules in force at a locality, the form to make them stricter, and the localities below."""
    demand(me(), Action.SEE, code, tree())
    return _page(code, Fields(kept_for(request.path), **rule_fields(tree().rules(code))), {})


@places.post("/places/<code>")
def change(code: str) -> Answer:
    """Show what new rules would undo, or keep them, as the pressed button says."""
    demand(me(), Action.SEE, code, tree())
    try:
        wanted = read_rules(typed())
        if one(typed(), "do") != "save":
            return _page(code, Fields(typed()), {}, ruled=parts().dispatch.foresee_rules(code, wanted, me()))
        ruled = parts().dispatch.set_rules(code, wanted, me())
    except FormErrors as errors:
        return _page(code, Fields(typed()), errors.faults), 422
    except Refused as fault:
        return _page(code, Fields(typed()), FormErrors.of(fault).faults), 422
    with parts().store.read() as tx:
        count = len(locality_rows.rule_changes(tx, code))
    text = _("Đã lưu quy định của %(name)s.", name=tree().name(code))
    if ruled.lost:
        text += " " + lost_count(ruled)
    said(text, undo=url_for(".undo", code=code, change=count))
    return redirect(url_for(".show", code=code), 303)


@places.post("/places/<code>/undo")
def undo(code: str) -> Response:
    """Undo the newest change of a locality's rules."""
    asked = request.args.get("change", "")
    parts().dispatch.undo_rules(
        code, me(), change=int(asked) if asked.isdecimal() and len(asked) < len("999999") else 0
    )
    said(_("Quy định của %(name)s trở lại như trước.", name=tree().name(code)))
    return redirect(url_for(".show", code=code), 303)


def lost_count(ruled: Ruled) -> str:
    """Return how many schedules have lost times."""
    return words.ngettext(
        "%(num)s lịch phát không còn được phép như trước.",
        "%(num)s lịch phát không còn được phép như trước.",
        len(ruled.lost),
    )


def would_lose(ruled: Ruled) -> str:
    """Return how many schedules would lose times."""
    return words.ngettext(
        "%(num)s lịch phát sẽ không còn được phép như trước:",
        "%(num)s lịch phát sẽ không còn được phép như trước:",
        len(ruled.lost),
    )


def lines(code: str) -> list[Line]:
    """Return the parts of the rules in force at a locality, each with who set it."""
    rules, sources = tree().rules(code), tree().sources(code)
    return [
        Line(str(LABELS[part]), value_words(part, rules), tree().name(sources[part]), own=sources[part] == code)
        for part in ORDER
    ]


def value_words(part: str, rules: Rules) -> str:
    """Return a part of the rules as people read it."""
    value = getattr(rules, part)
    if part == "weekdays":
        if value == EVERY_DAY:
            return _("Mọi ngày")
        return words.listed(str(words.SHORT_WEEKDAYS[day]) for day in sorted(value)) or _("Không ngày nào")
    if isinstance(value, tuple):
        return shown(value) or (_("Không có") if part == "quiet" else _("Không giờ nào"))
    if value is None:
        return _("Không giới hạn")
    return _("%(count)s phút", count=value) if part.startswith("minutes") else _("%(count)s lần", count=value)


def above(code: str) -> Rules | None:
    """Return the rules a locality cannot loosen; None at the root, which may say anything."""
    parent = tree().locality(code).parent
    return None if parent is None else tighten(tree().rules(parent), NO_RULES)


def _page(code: str, fields: Fields, faults: Mapping[str, BroadcasterError], *, ruled: Ruled | None = None) -> str:
    inside = [one for one in tree().children.get(code, ()) if tree().by_code[one].retired_at is None]
    page = request.args.get("page", "1")
    first = (max(1, int(page)) - 1) * SHOWN if page.isdecimal() and len(page) <= len("9999") else 0
    up = [one for one in tree().path(code)[:-1] if tree().is_within(one, me().scope)]
    bound = above(code)
    return render_template(
        "places/show.html",
        place=tree().locality(code),
        up=up,
        lines=lines(code),
        bounds={part: value_words(part, bound) for part in PARTS} if bound else {},
        below=[(one, lines(one)) for one in inside[first : first + SHOWN]],
        more=first + SHOWN < len(inside),
        number=first // SHOWN + 1,
        total=len(inside),
        fields=fields,
        faults=faults,
        ruled=ruled,
        would_lose=would_lose(ruled) if ruled else "",
        unchanged=ruled is not None and tighten(ruled.held, NO_RULES) == tighten(tree().rules(code), NO_RULES),
        days=[(day, str(words.SHORT_WEEKDAYS[day])) for day in range(7)],
        may_rule=any(may(me(), one, code, tree()) for one in (Action.MANAGE, Action.APPROVE)),
    )
