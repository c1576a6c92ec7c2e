"""A day explained in words for the terminal: each planned sounding with its rule, layer, people and reasons."""

from datetime import date, time
from zoneinfo import ZoneInfo

from broadcaster.dispatch import Explanation
from broadcaster.wording import told
from schedules.reason import Reason, because

WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

Row = dict[str, object]


def explained_row(one: Explanation, zone: ZoneInfo, language: str) -> Row:
    """Return an explanation as a row: codes for programs, sentences for people, times in the local zone."""
    what = one.explained
    return {
        "start": what.start.astimezone(zone).isoformat(),
        "end": what.end.astimezone(zone).isoformat(timespec="seconds"),
        "heard": [
            [span.start.astimezone(zone).isoformat(), span.end.astimezone(zone).isoformat()] for span in what.spans
        ],
        "fate": what.fate.value,
        "title": what.title,
        "priority": what.priority.name.lower(),
        "id": what.airing_id,
        "entry": what.plan_id,
        "scope": what.scope,
        "layer": one.layer,
        "rule": recurrence_words(one.recurrence, language),
        "author": one.author,
        "approvers": list(one.approvers),
        "reasons": [{"code": reason.code, "said": said(reason, language)} for reason in what.reasons],
        "left_out": [
            {"bulletin": left.bulletin_id, "code": left.reason.code, "said": said(left.reason, language)}
            for left in what.left_out
        ],
    }


def explained_text(one: Explanation, zone: ZoneInfo, language: str) -> str:
    """Return an explanation as lines: when, what becomes of it and where from; by which rule and whom; and why.

    Last the bulletins that a programme leaves out, each with its reason, after a dash.
    """
    what = one.explained
    start, end = (f"{moment.astimezone(zone):%H:%M:%S}" for moment in (what.start, what.end))
    fate = said(because(f"fate_{what.fate.value}"), language)
    people = because("people", author=one.author, approvers=", ".join(one.approvers) or "-")
    lines = [
        f"{start}-{end}  {fate:<9}  {what.title}  [{one.layer}]",
        recurrence_words(one.recurrence, language),
        said(people, language),
        *(said(reason, language) for reason in what.reasons),
        *(f"- {said(left.reason, language)}" for left in what.left_out),
    ]
    return "\n    ".join(lines)


def said(reason: Reason, language: str) -> str:
    """Return the sentence of a reason."""
    return told(reason.code, language, dict(reason.facts))


def recurrence_words(recurrence: Reason, language: str) -> str:
    """Return when something recurs, in words."""
    facts = dict(recurrence.facts)
    weekdays = facts.get("weekdays")
    if isinstance(weekdays, tuple):
        facts["weekdays"] = tuple(WEEKDAYS[language][number] for number in weekdays)
    return told(recurrence.code, language, {name: plain(fact) for name, fact in facts.items()})


def plain(fact: object) -> object:
    """Return a fact as people read it: days and times short, several divided by commas, a leap month marked."""
    if isinstance(fact, time):
        return f"{fact:%H:%M}" if not fact.second else f"{fact:%H:%M:%S}"
    if isinstance(fact, date):
        return f"{fact:%d/%m/%Y}"
    if isinstance(fact, tuple):
        return ", ".join(str(plain(one)) for one in fact) or "-"
    return fact
