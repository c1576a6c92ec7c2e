"""The sample province behind real pages, with a morning's life in it: for photographs, journeys and measuring."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from broadcaster import sample
from broadcaster.accounts import Person, Role
from broadcaster.bulletins import Bulletin, Field
from broadcaster.clips import FolderClips
from broadcaster.config import Config
from broadcaster.dispatch import Dispatch
from broadcaster.keys import KeyFiles
from broadcaster.localities import Kind, Locality, Station
from broadcaster.messages import AsRun, ClockState, ClockTrust, EndedHow, Fault, Heard, OnAir, StationState
from broadcaster.pki import Pki
from broadcaster.plans import Entry
from broadcaster.store import Store, as_run, editions, localities, new_id, people, stations
from schedules.priority import Priority
from schedules.recurrence import Recurrence, daily, once, weekly
from tests.house import KeptDesk, SetClock, render_all

NOW = datetime(2026, 11, 23, 2, 42, tzinfo=UTC)
"""Monday, 09:42 in Vietnam."""
COMMUNE = "25942"
PASSWORD = "một câu dài dễ nhớ"


@dataclass
class Province:
    """What photographs and measurements work with."""

    dispatch: Dispatch
    clock: SetClock
    people: dict[str, Person]

    def write(self, row: sample.BulletinRow, **changes: object) -> Bulletin:
        """Keep one sample bulletin as a draft of the officer."""
        officer = self.people["officer"]
        plain = Bulletin(
            id=new_id(),
            locality=COMMUNE,
            title=row["title"],
            text=row["text"],
            author=officer.id,
            created_at=self.clock.now(),
            field=Field(row["field"]),
            priority=Priority.PRIORITY if row["priority"] == "priority" else Priority.ORDINARY,
        )
        return self.dispatch.save_draft(replace(plain, **changes), officer)  # type: ignore[arg-type]

    def submit(self, row: sample.BulletinRow, **changes: object) -> Bulletin:
        """Keep one and hand it in."""
        draft = self.write(row, **changes)
        return self.dispatch.submit(draft.id, draft.version, self.people["officer"])

    def approve(self, row: sample.BulletinRow, **changes: object) -> Bulletin:
        """Keep one, hand it in, and have it approved."""
        sent = self.submit(row, **changes)
        return self.dispatch.approve(sent.id, sent.version, self.people["leader"])

    def place(self, bulletin: Bulletin, recurrence: Recurrence, **changes: object) -> Entry:
        """Place a bulletin in the schedule of the commune."""
        officer = self.people["officer"]
        plain = Entry(
            id=new_id(),
            title=bulletin.title,
            targets=(COMMUNE,),
            bulletin_ids=(bulletin.id,),
            recurrence=recurrence,
            author=officer.id,
            created_at=self.clock.now(),
        )
        return self.dispatch.add_entry(replace(plain, **changes), officer).entry  # type: ignore[arg-type]

    def speak(self) -> None:
        """Make every sound that waits, and publish."""
        render_all(self.dispatch)
        self.dispatch.publish_due()


@contextmanager
def province(folder: Path, more_stations: int = 0) -> Iterator[Province]:
    """Build the sample province in ``folder``, with ``more_stations`` besides the sample's own."""
    clock = SetClock(NOW)
    config = Config(data=folder)
    store = Store(config.database, clock)
    store.upgrade()
    keys = KeyFiles(folder / "keys")
    keys.init(config.site, clock.now())
    pki = Pki(folder / "pki")
    pki.ensure((), clock.now())
    dispatch = Dispatch(
        config=config,
        clock=clock,
        store=store,
        clips=FolderClips(folder / "clips", reserve_bytes=0),
        keys=keys,
        pki=pki,
        desk=KeptDesk(),
        wake=lambda: None,
    )
    try:
        staff = _settle(store, more_stations)
        yield Province(dispatch, clock, staff)
    finally:
        store.close()


def _settle(store: Store, more_stations: int) -> dict[str, Person]:
    rows = sample.stations()
    staff = {
        "officer": Person(new_id(), "mai", "Nguyễn Thị Mai", Role.OFFICER, COMMUNE, phone="0912345678"),
        "leader": Person(new_id(), "lan", "Trần Thị Lan", Role.LEADER, COMMUNE),
        "operator": Person(new_id(), "truc", "Lê Văn Trực", Role.OPERATOR, "79"),
        "technician": Person(new_id(), "kythuat", "Phạm Kỹ", Role.TECHNICIAN, "79"),
        "administrator": Person(new_id(), "quantri", "Võ Minh Quản", Role.ADMINISTRATOR, "79"),
    }
    with store.begin("sample") as tx:
        for place in sample.localities():
            localities.add(tx, Locality(place["code"], place["name"], Kind(place["kind"]), place["parent"] or None))
        for one in rows:
            stations.add(
                tx,
                Station(
                    one["id"],
                    one["name"],
                    one["locality"],
                    latitude=one["latitude"],
                    longitude=one["longitude"],
                    enrolled_at=NOW,
                ),
            )
        for number in range(more_stations):
            like = rows[number % len(rows)]
            stations.add(
                tx, Station(f"more-{number}", f"{like['name']} số {number}", like["locality"], enrolled_at=NOW)
            )
        for person in staff.values():
            people.add(tx, person, PASSWORD)
    return staff


def live(here: Province) -> None:
    """Fill the morning: bulletins in every state, schedules, stations that are well and not, what already sounded."""
    rows = sample.bulletins()
    here.clock.moment = NOW - timedelta(hours=5)
    morning = here.approve(rows[1])
    evening = here.approve(rows[0])
    important = here.approve(rows[5], priority=Priority.PRIORITY)
    here.place(morning, daily(NOW.date(), time(5, 30), time(17, 0)))
    here.place(evening, weekly(NOW.date(), frozenset(range(5)), time(11, 0)))
    here.place(important, once(NOW.date(), time(9, 41)), title=important.title)
    waiting = here.submit(rows[3])
    here.place(waiting, once(NOW.date(), time(16, 45)))
    here.submit(rows[4])
    sent_back = here.submit(rows[6])
    here.dispatch.reject(
        sent_back.id, sent_back.version, here.people["leader"], reason="Sai ngày họp, xem lại giấy mời."
    )
    here.write(rows[7])
    _offer(here, important)
    here.speak()
    here.clock.moment = NOW
    _report(here, important)


def _offer(here: Province, important: Bulletin) -> None:
    """Let the province offer two ordinary bulletins to every commune, and collide with this one once a day."""
    rows, operator = sample.bulletins(), here.people["operator"]
    wishes = [(rows[2], time(17), Priority.ORDINARY), (rows[8], time(19), Priority.ORDINARY)]
    for row, at, priority in (*wishes, (rows[9], time(18), Priority.PRIORITY)):
        plain = Bulletin(new_id(), "79", row["title"], row["text"], operator.id, here.clock.now(), priority=priority)
        draft = here.dispatch.save_draft(plain, operator)
        sent = here.dispatch.submit(draft.id, draft.version, operator)
        here.dispatch.approve(sent.id, sent.version, replace(here.people["leader"], scope="79"))
        wish = Entry(new_id(), draft.title, ("79",), (draft.id,), daily(NOW.date(), at), operator.id, here.clock.now())
        here.dispatch.add_entry(replace(wish, priority=priority), operator)
    here.place(important, daily(NOW.date(), time(18)), priority=Priority.PRIORITY)


def _report(here: Province, important: Bulletin) -> None:
    store = here.dispatch.store
    start = datetime.combine(NOW.date() - timedelta(days=1), time(22, 30), UTC)
    with store.read() as tx:
        mine = stations.ids_in(tx, COMMUNE)
        everywhere = stations.ids_in(tx, "79")
        held = editions.newest(tx)
    for place, station_id in enumerate(everywhere):
        state = _state(place, station_id in mine, important, held=held)
        with store.begin(station_id) as tx:
            stations.record_state(tx, station_id, state, state.at)
    (aired, *_rest) = here.dispatch.airings_between(COMMUNE, NOW - timedelta(hours=9), NOW - timedelta(hours=2))
    for days in range(6):
        for place, station_id in enumerate(mine):
            rows = [_row(station_id, aired.id, start, days, place=place)]
            with store.begin(station_id) as tx:
                as_run.add(tx, station_id, rows)


def _state(place: int, mine: bool, playing: Bulletin, *, held: Mapping[str, int]) -> StationState:
    lost = place % 23 == 7
    hot = Fault("station.disk_full", NOW - timedelta(hours=2), {})
    return StationState(
        at=NOW - (timedelta(hours=4, minutes=30) if lost else timedelta(seconds=20 + place % 30)),
        boot="a" * 16,
        volume=80,
        on_air=OnAir("abcdefgh", None, NOW - timedelta(minutes=1)) if mine and not lost else None,
        editions=held if place % 3 else {},
        clock=ClockState(3.0, ClockTrust.TRUSTED),
        disk_free_bytes=12_400_000_000,
        temperature_c=47.0,
        version="0.1.0",
        faults=(hot,) if place % 31 == 11 else (),
    )


def _row(station_id: str, airing_id: str, start: datetime, days: int, *, place: int) -> AsRun:
    bad = (days + place) % 9 == 4
    began = start - timedelta(days=days)
    return AsRun(
        station=station_id,
        airing_id=airing_id,
        alarm_id=None,
        item=0,
        attempt=days + 1,
        ended_how=EndedHow.MISSED if bad else EndedHow.FINISHED,
        heard=Heard.UNKNOWN if bad else Heard.YES,
        started_at=None if bad else began,
        start_error_ms=None if bad else 3.0 + place,
        ended_at=began + timedelta(seconds=48),
        volume=80,
        clip=None,
        reason="station.was_away" if bad else "",
    )
