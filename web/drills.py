"""The page of tests and exercises by plan: when, what, who stands for it, what became of them; and their forms.

Whoever is signed in may read when loudspeakers will sound; what one may do is asked of the office again.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from broadcaster import alerts as rules
from broadcaster import exercises
from broadcaster.accounts import Action, demand, may
from broadcaster.dispatch import MonthlyExercise
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.exercises import Terms
from broadcaster.sirens import DRILL_NOTICES, SIRENS
from broadcaster.wording import told
from web import alertwords, words
from web.alertboard import forget
from web.drillform import read_terms, read_weekly, terms_fields, weekly_fields
from web.kept import Fields, kept_for, typed
from web.language import spoken
from web.listen import sound_file
from web.pages import said
from web.parts import me, parts, tree
from web.reading import FormErrors, one, read_date
from web.weekly import WEEKLY, WeeklyLine, weekly_lines
from web.words import _

drills = Blueprint("drills", __name__)

COMING, COMING_SECONDS = "coming exercise", 10.0
WHICH = (_l("đầu tiên"), _l("lần thứ 2"), _l("lần thứ 3"), _l("lần thứ 4"))
Answer = str | Response | tuple[str, int]
Faults = Mapping[str, BroadcasterError]


@drills.get("/alerts/tests")
def plans() -> str:
    """Show both plans: when next, what is said, who stands for it, the last results."""
    return _page({})


@drills.get("/alerts/tests/weekly")
def weekly() -> str:
    """Show the form of the weekly silent test."""
    demand(me(), Action.ALERT, top(), tree())
    fields = Fields(kept_for(request.path), **weekly_fields(parts().dispatch.weekly_test().plan))
    return render_template("alerts/tests_weekly.html", fields=fields, faults={})


@drills.post("/alerts/tests/weekly")
def set_weekly() -> Answer:
    """Keep another day and hour of the weekly silent test, or turn it off."""
    try:
        parts().dispatch.set_weekly_test(read_weekly(typed()), me())
    except FormErrors as errors:
        return render_template("alerts/tests_weekly.html", fields=Fields(typed()), faults=errors.faults), 422
    said(_("Đã lưu lịch thử im lặng."))
    return _back()


@drills.get("/alerts/tests/exercise")
def terms() -> str:
    """Show the form of the monthly exercise's terms."""
    kept = parts().dispatch.monthly_exercise(shown=0).plan.terms
    for place in kept.places or (top(),):
        demand(me(), Action.ALERT, place, tree())
    return _form(Fields(kept_for(request.path), **terms_fields(kept, top())), {})


@drills.post("/alerts/tests/exercise")
def set_terms() -> Answer:
    """Keep other terms; nothing sounds until a second person has agreed to them."""
    try:
        plan = parts().dispatch.set_exercise(read_terms(typed()), me())
    except FormErrors as errors:
        return _form(Fields(typed()), errors.faults), 422
    except Refused as fault:
        return _form(Fields(typed()), FormErrors.of(fault).faults), 422
    waits = _("Đã lưu. Chưa có loa nào phát: người thứ hai phải đọc và đồng ý.")
    said(waits if plan.terms.is_on else _("Đã tắt diễn tập hằng tháng."))
    return _back()


@drills.post("/alerts/tests/exercise/agree")
def agree() -> Answer:
    """Agree as the second person to the terms that were shown."""
    try:
        parts().dispatch.agree_exercise(me(), seen=one(typed(), "seen"))
    except Refused as fault:
        return _page(FormErrors.of(fault).faults), 422
    said(_("Đã đồng ý. Loa sẽ tự diễn tập theo lịch này."))
    return _back()


@drills.post("/alerts/tests/exercise/skip")
def skip() -> Answer:
    """Leave the next exercise out, for a reason."""
    try:
        run = parts().dispatch.skip_exercise(me(), day=read_date(one(typed(), "day")), reason=one(typed(), "reason"))
    except Refused as fault:
        return _page(FormErrors.of(fault).faults), 422
    said(_("Đã bỏ lần diễn tập ngày %(day)s.", day=f"{run.day:%d/%m/%Y}"))
    return _back()


@drills.post("/alerts/tests/exercise/resume")
def resume() -> Answer:
    """Let the exercise that was left out be after all."""
    try:
        parts().dispatch.resume_exercise(me(), day=read_date(one(typed(), "day")))
    except Refused as fault:
        return _page(FormErrors.of(fault).faults), 422
    said(_("Lần diễn tập này vẫn diễn ra theo lịch."))
    return _back()


@drills.get("/alerts/tests/exercise/sound")
def sound() -> Response:
    """Answer the speech of the terms as they are, to be heard before somebody agrees."""
    return sound_file(parts().dispatch.exercise_speech())


# ---------------------------------------------------------------- told on other pages


def reminder(now: datetime) -> str:
    """Return what the first page tells of an exercise in the reader's places in the next three days, else nothing."""
    monthly = coming()
    if monthly is None or not monthly.stands or monthly.skipped is not None:
        return ""
    if not exercises.is_near(monthly.next_at, now) or not concerns(monthly.plan.terms.places):
        return ""
    day, places = words.day(monthly.next_at.date()), words.places(monthly.plan.terms.places, tree())
    return _("Diễn tập có tiếng: %(day)s lúc %(time)s, tại %(places)s.", day=day, time=at_words(monthly), places=places)


def to_agree() -> str:
    """Return the plan in words when it waits for the reader as its second person, else nothing."""
    monthly = coming()
    return plan_words(monthly.plan.terms) if monthly is not None and may_do(monthly)["agree"] else ""


def coming() -> MonthlyExercise | None:
    """Return the plan without results; None while the store is away, of which the page itself tells."""
    try:
        return parts().lately.told(COMING, COMING_SECONDS, lambda: parts().dispatch.monthly_exercise(shown=0))
    except BroadcasterError:
        return None


def concerns(places: Collection[str]) -> bool:
    """Tell whether any of some places is inside the reader's, or all around them."""
    here = me().scope
    return any(tree().is_within(one, here) or tree().is_within(here, one) for one in places)


def plan_words(wanted: Terms) -> str:
    """Return when and where the exercise is each month."""
    if not wanted.is_on:
        return told("exercises.off", spoken(), {})
    facts = {
        "weekday": words.WEEKDAYS[wanted.weekday],
        "which": WHICH[wanted.nth - 1],
        "at": f"{wanted.at:%H:%M}",
        "places": words.places(wanted.places, tree()),
    }
    return told("exercises.plan", spoken(), facts)


def at_words(monthly: MonthlyExercise) -> str:
    """Return the hour of the next exercise, by the clocks of the province."""
    return f"{monthly.next_at:%H:%M}"


def may_do(monthly: MonthlyExercise) -> dict[str, bool]:
    """Return what the reader may do about the plans as they stand."""
    plan = monthly.plan
    places = plan.terms.places or (top(),)
    raises = all(may(me(), Action.ALERT, one, tree()) for one in places)
    second = plan.set_by != me().id and all(may(me(), Action.RELEASE, one, tree()) for one in places)
    return {
        "weekly": may(me(), Action.ALERT, top(), tree()),
        "set": raises,
        "agree": plan.terms.is_on and plan.stands_since is None and second,
        "skip": plan.terms.is_on and raises,
    }


def top() -> str:
    """Return the locality that holds the reader's and all others."""
    return tree().path(me().scope)[0]


# ---------------------------------------------------------------- the page itself


def _page(faults: Faults) -> str:
    monthly, tests = parts().dispatch.monthly_exercise(), parts().dispatch.weekly_test()
    kept = monthly.plan.terms
    sample = exercises.exercise(
        replace(kept, places=kept.places or (top(),)), monthly.next_at.date(), tree(), monthly.next_at
    )
    return render_template(
        "alerts/tests.html",
        monthly=monthly,
        plan_words=plan_words(kept),
        sample=sample,
        spoken_words=rules.spoken(sample, tree().locality(top()).timezone),
        notice=DRILL_NOTICES["vi"],
        heard=alertwords.audience(parts().snapshot.taken(), sample.localities, ()),
        at=at_words(monthly),
        waits=told("exercises.unagreed" if monthly.plan.stands_since is None else "exercises.weak", spoken(), {}),
        lines=_lines(monthly),
        weekly=weekly_lines(tests),
        tests=tests,
        may=may_do(monthly),
        fields=Fields(typed() if faults else kept_for(request.path)),
        faults=faults,
    )


def _lines(monthly: MonthlyExercise) -> list[WeeklyLine]:
    """Return what became of the last exercises; one of places that are not the reader's leads nowhere."""
    lines = [
        WeeklyLine(told(one.code, spoken(), one.facts), one.run.alert_id if concerns(one.places) else None)
        for one in monthly.results
    ]
    return lines or [WeeklyLine(told("exercises.none", spoken(), {}), None)]


def _form(fields: Fields, faults: Faults) -> str:
    chosen = [one for one in fields.all("localities") if one in tree().by_code]
    sirens = [("", _("chỉ tiếng báo")), *((name, one.names[spoken() != "vi"]) for name, one in SIRENS.items())]
    return render_template(
        "alerts/tests_exercise.html",
        fields=fields,
        faults=faults,
        top=me().scope,
        chosen=words.places(chosen, tree()),
        opened={above for code in chosen for above in tree().path(code)[:-1]},
        taken=parts().snapshot.taken(),
        which=[(number, name) for number, name in enumerate(WHICH, 1)],
        sirens=sirens,
        notice=DRILL_NOTICES["vi"],
    )


def _back() -> Response:
    """Return to the page, which is to tell of the change, as every other page is."""
    forget()
    for one_kept in (WEEKLY, COMING):
        parts().lately.forget(one_kept)
    return redirect(url_for(".plans"), 303)
