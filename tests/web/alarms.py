"""Alarms for photographs and browser tests: one of each kind and state, with what stations said of them."""

from dataclasses import replace
from datetime import timedelta

from broadcaster.alerts import Alert
from broadcaster.dispatch import ListWords, Outcome
from broadcaster.errors import Refused
from broadcaster.exercises import Terms
from broadcaster.feeds import Feed
from broadcaster.hazards import HAZARDS, filled
from broadcaster.languages import Slot
from broadcaster.messages import AlarmProgress, AlarmReport, AlarmStatus
from broadcaster.store import alerts, feeds, new_id, people, stations
from tests.web.province import COMMUNE, Province

WORDS = {"noi": "ven sông Sài Gòn", "ho": "Hồ Dầu Tiếng", "luu_luong": "400", "gio": "22 giờ tối nay"}

ENGLISH = "Flood. Take children and the old to high ground now. Do not cross running water. For help call one one two."


def raised(here: Province, hazard: str, **changes: object) -> Alert:
    """Return a draft of the officer."""
    known = HAZARDS[hazard]
    title, text = filled(hazard, WORDS)
    plain = Alert(
        id=new_id(),
        status=AlarmStatus.ACTUAL,
        hazard=hazard,
        level=known.level,
        title=title,
        text=text,
        origin=COMMUNE,
        author="",
        created_at=here.clock.now(),
        localities=(COMMUNE,),
        siren=known.siren,
        repeat=known.repeat(known.lasts),
        lasts=known.lasts,
    )
    return here.dispatch.draft_alert(replace(plain, **changes), here.people["officer"])  # type: ignore[arg-type]


def confirmed(here: Province, hazard: str, **changes: object) -> Alert:
    """Return one whose words the officer stands for."""
    made = raised(here, hazard, **changes)
    return here.dispatch.confirm_alert(made.id, here.people["officer"], version=made.version)


def released(here: Province, hazard: str, **changes: object) -> Alert:
    """Return one that the leader released, signed and on its way."""
    made = confirmed(here, hazard, **changes)
    here.dispatch.release_alert(made.id, here.people["leader"], version=made.version)
    here.dispatch.sign_alarms()
    with here.dispatch.store.read() as tx:
        return alerts.find(tx, made.id)


def report(here: Province, alert: Alert, *steps: AlarmProgress, station: str) -> None:
    """Let one station tell how far it is."""
    now = here.clock.now()
    with here.dispatch.store.begin(station) as tx:
        for place, step in enumerate(steps):
            at = now + timedelta(milliseconds=180 + 60 * place)
            alerts.record(tx, station, AlarmReport(alert.id, step, at, seq=place))


def feed(here: Province, made: Alert) -> None:
    """List a feed of the province that has brought a document of each kind; one became ``made``."""
    plain = Feed(
        name="khituong", url="https://cap.example.vn/feed.atom", locality="79", senders=("canhbao@example.vn",)
    )
    with here.dispatch.store.begin("test") as tx:
        feeds.keep(tx, plain)
        feeds.polled(tx, "khituong", last_ok_at=tx.now, last_change_at=tx.now)
        for place, outcome in enumerate(Outcome):
            told = {"handling": outcome.value, "identifier": f"2.49.0.0.704.0.{place}", "sender": "canhbao@example.vn"}
            why = Refused("feed.not_actual", status="Test").stored() if outcome is Outcome.KEPT else ""
            alert_id = made.id if outcome is Outcome.PROPOSED else None
            at = tx.now - timedelta(minutes=9 - place)
            data = b"x" * 4000 * place or b"x"
            brought = feeds.Message(feed="khituong", link="/", data=data, received_at=at, **told)
            feeds.add_message(tx, replace(brought, reason=why, alert_id=alert_id))


def alarmed(here: Province) -> dict[str, Alert]:
    """Raise one alert of each kind: waiting, sounding with silent stations, a drill, one that is over.

    A plan of exercises waits for the commune's leader to agree; of two languages spoken there one has words for floods.
    """
    with here.dispatch.store.begin("test") as tx:
        people.change(tx, replace(here.people["operator"], may_override=True, phone="0274 3822000"))
        mine = stations.ids_in(tx, COMMUNE)
    here.dispatch.set_exercise(Terms(is_on=True, places=(COMMUNE,), volume=70), here.people["operator"])
    over = released(here, "fire")
    here.dispatch.cancel_alert(over.id, here.people["leader"], reason="Đã dập tắt.")
    found = {"draft": raised(here, "quake"), "waiting": confirmed(here, "release"), "over": over}
    found["real"] = released(here, "flood", level=4)
    found["drill"] = released(here, "fire", status=AlarmStatus.EXERCISE)
    found["drawn"] = raised(here, "fire", drawn=("10.9066,106.7693 0.8",))
    feed(here, found["draft"])
    here.dispatch.set_languages(COMMUNE, ("km", "en"), here.people["leader"])
    kept = here.dispatch.keep_text(Slot(COMMUNE, "flood", "en"), ENGLISH, here.people["leader"])
    river = here.dispatch.add_list(ListWords("Khu phố ven sông", (f"{COMMUNE}-01",)), here.people["leader"])
    lists = here.dispatch.pin_lists([river.pick], here.people["officer"])
    found["listed"] = raised(here, "flood", localities=lists[0].localities, lists=lists)
    found["said"] = raised(here, "flood", translations=(kept.translation,))
    found["drill-waiting"] = confirmed(here, "flood", status=AlarmStatus.EXERCISE, volume=70)
    whole = (AlarmProgress.RECEIVED, AlarmProgress.VERIFIED, AlarmProgress.SOUNDING, AlarmProgress.FINISHED)
    for place, station in enumerate(mine[:-2]):
        report(here, found["real"], *whole[: 4 if place % 3 else 3], station=station)
    here.clock.advance(timedelta(seconds=40))
    return found
