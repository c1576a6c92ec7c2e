"""A whole house for tests: a real store, real clips, real keys, and a desk that remembers what was sent."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from stat import S_IMODE

from broadcaster.accounts import Person, Role
from broadcaster.alerts import Alert
from broadcaster.bulletins import Bulletin
from broadcaster.clips import FolderClips
from broadcaster.config import Config
from broadcaster.dispatch import Dispatch
from broadcaster.errors import Unavailable
from broadcaster.keys import KeyFiles
from broadcaster.localities import Kind, Locality, Station
from broadcaster.messages import AlarmStatus
from broadcaster.pki import Pki
from broadcaster.plans import Entry
from broadcaster.store import Store, Transaction, localities, new_id, people, renders, stations
from broadcaster.store.renders import Outcome
from schedules.recurrence import Recurrence, once
from tests import shelf

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, eight in the morning in Vietnam."""


STAFF = {
    "officer": ("mai", "Nguyễn Thị Mai", Role.OFFICER, "c1"),
    "leader": ("lan", "Trần Thị Lan", Role.LEADER, "c1"),
    "administrator": ("quantri", "Lê Quản Trị", Role.ADMINISTRATOR, "79"),
}


def flood(place: str = "c1", **changes: object) -> Alert:
    """Return the draft of a flood alert for one place, as written and kept by nobody yet."""
    plain = Alert(
        id="a1",
        status=AlarmStatus.ACTUAL,
        hazard="flood",
        level=3,
        title="Lũ khẩn cấp",
        text="Nước sông đang lên nhanh.",
        origin=place,
        author="",
        created_at=START,
        localities=(place,),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@dataclass
class SetClock:
    """A clock that stands until it is moved."""

    moment: datetime = START

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start."""
        return self.moment.timestamp()

    def advance(self, by: timedelta) -> None:
        """Move it forward."""
        self.moment += by


@dataclass
class KeptDesk:
    """Remembers what was published; refuses like a broker that is away when told so."""

    sent: list[tuple[str, bytes, bool]] = field(default_factory=list, repr=False)
    evicted: list[str] = field(default_factory=list)
    away: bool = False
    meanwhile: list[Callable[[], object]] = field(default_factory=list, repr=False)
    """What other processes do while the next document leaves, one each."""

    def publish(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Keep one document."""
        if self.away:
            raise Unavailable("mqtt.away", host="test", port=0)
        if self.meanwhile:
            self.meanwhile.pop(0)()
        self.sent.append((topic, payload, retained))

    def evict(self, station_id: str) -> None:
        """Remember who was shut out."""
        self.evicted.append(station_id)

    def last(self, topic: str) -> bytes:
        """Return the newest document of a topic."""
        return next(payload for sent, payload, _ in reversed(self.sent) if sent == topic)


def render_all(dispatch: Dispatch) -> None:
    """Make every sound that waits; the same words are really made only once by the same code."""
    while recipe := _give_known(dispatch):
        dispatch.render_next()
        with dispatch.store.read() as tx:
            made = renders.find(tx, recipe)
        if made is not None and made.clip is not None:
            shelf.keep(recipe, dispatch.clips.path(made.clip).read_bytes(), made)
    dispatch.resume_renders()


def _give_known(dispatch: Dispatch) -> str | None:
    """Finish waiting renders with the very clips that came out of them before; return the first that is new."""
    with dispatch.store.begin("test") as tx:
        while claimed := renders.claim(tx):
            known = shelf.find(claimed.recipe)
            if known is None:
                renders.unclaim_all(tx)
                return claimed.recipe
            sound, made = known
            with tempfile.NamedTemporaryFile() as file:
                file.write(sound)
                file.flush()
                dispatch.clips.save(Path(file.name))
            renders.finish(tx, claimed.recipe, **{name: getattr(made, name) for name in Outcome.__annotations__})  # type: ignore[typeddict-item]
    return None


@dataclass
class House:
    """What a test works with."""

    dispatch: Dispatch
    desk: KeptDesk
    clock: SetClock
    officer: Person
    leader: Person
    administrator: Person
    rung: list[int]

    def draft(self, **changes: object) -> Bulletin:
        """Return a bulletin nobody has kept yet."""
        plain = Bulletin(
            id=new_id(),
            locality="c1",
            title="Tiêm chủng mở rộng",
            text="Mời bà con đưa trẻ đi tiêm chủng tại trạm y tế lúc tám giờ sáng.",
            author=self.officer.id,
            created_at=self.clock.now(),
        )
        return replace(plain, **changes)  # type: ignore[arg-type]

    def submitted(self, **changes: object) -> Bulletin:
        """Keep and submit a bulletin."""
        kept = self.dispatch.save_draft(self.draft(**changes), self.officer)
        return self.dispatch.submit(kept.id, kept.version, self.officer)

    def ready(self, **changes: object) -> Bulletin:
        """Keep, submit, approve and render a bulletin."""
        sent = self.submitted(**changes)
        self.dispatch.approve(sent.id, sent.version, self.leader)
        self.speak()
        return self.found(sent.id)

    def speak(self) -> None:
        """Render all that waits."""
        render_all(self.dispatch)

    def found(self, bulletin_id: str) -> Bulletin:
        """Return a bulletin as stored."""
        from broadcaster.store import bulletins

        with self.dispatch.store.read() as tx:
            return bulletins.find(tx, bulletin_id)

    def entry(self, *bulletin_ids: str, recurrence: Recurrence | None = None, **changes: object) -> Entry:
        """Return a schedule entry for the commune, by default once at 17:00 today."""
        local = self.clock.now() + timedelta(hours=7)
        plain = Entry(
            id=new_id(),
            title="Bản tin chiều",
            targets=("c1",),
            bulletin_ids=bulletin_ids,
            recurrence=recurrence or once(local.date(), datetime(2026, 1, 1, 17, 0).time()),  # noqa: DTZ001
            author=self.officer.id,
            created_at=self.clock.now(),
        )
        return replace(plain, **changes)  # type: ignore[arg-type]


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """Build a house with two communes, two stations and three people in ``folder``, which may be there already."""
    folder.mkdir(exist_ok=True)
    for path, (mode, content) in _furniture().items():
        if content is None:
            (folder / path).mkdir(mode, exist_ok=True)
        else:
            (folder / path).write_bytes(content)
            (folder / path).chmod(mode)
    with opened(folder) as built:
        yield built


@cache
def _furniture() -> dict[Path, tuple[int, bytes | None]]:
    """Build a house once in this process; return mode and content of its files, which takes half a second otherwise."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _build(folder)
        return {path.relative_to(folder): _kept(path) for path in sorted(folder.rglob("*"))}


def _kept(path: Path) -> tuple[int, bytes | None]:
    return S_IMODE(path.stat().st_mode), path.read_bytes() if path.is_file() else None


def _build(folder: Path) -> None:
    moment = SetClock().now()
    config = Config(data=folder, site="vn-79")
    KeyFiles(folder / "keys").init(config.site, moment)
    Pki(folder / "pki").ensure((), moment)
    store = Store(config.database, SetClock())
    try:
        store.upgrade()
        with store.begin("test") as tx:
            _settle(tx)
    finally:
        store.close()


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    """Open a house that stands in ``folder`` already, as after a restart."""
    clock, desk, rung = SetClock(), KeptDesk(), [0]
    config = Config(data=folder, site="vn-79")
    store = Store.open(config.database, clock)

    def ring() -> None:
        """Count the rings."""
        rung[0] += 1

    dispatch = Dispatch(
        config=config,
        clock=clock,
        store=store,
        clips=FolderClips(folder / "clips", reserve_bytes=0),
        keys=KeyFiles(folder / "keys"),
        pki=Pki(folder / "pki"),
        desk=desk,
        wake=ring,
    )
    try:
        with store.read() as tx:
            staff = {name: people.by_login(tx, login) for name, (login, _, _, _) in STAFF.items()}
        yield House(dispatch, desk, clock, rung=rung, **staff)
    finally:
        store.close()


def _settle(tx: Transaction) -> None:
    localities.add(tx, Locality("79", "Thành phố Hồ Chí Minh", Kind.PROVINCE))
    localities.add(tx, Locality("c1", "Phường Dĩ An", Kind.COMMUNE, "79"))
    localities.add(tx, Locality("h1", "Khu phố 1", Kind.HAMLET, "c1"))
    localities.add(tx, Locality("c2", "Xã Phú Giáo", Kind.COMMUNE, "79"))
    stations.add(tx, Station("st-1", "Cụm loa Khu phố 1", "h1"))
    stations.add(tx, Station("st-2", "Cụm loa Phú Giáo", "c2"))
    for login, name, role, scope in STAFF.values():
        people.add(tx, Person(new_id(), login, name, role, scope), "một câu dài dễ nhớ")
