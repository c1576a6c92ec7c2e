"""Editions: numbered without gap or repeat, due when they must be, and never published over a change they missed."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broadcaster.errors import Refused
from broadcaster.messages import Assignment, Clip, Document, Edition, Head, Header, Kind, Topics
from broadcaster.store import Store, Transaction, audit, editions, renders
from broadcaster.store.tables import sequences
from schedules.playlist import ClipItem, Playlist
from schedules.priority import Priority
from schedules.timetable import Airing, airing_id
from schedules.windows import DEFAULT_RULES
from tests.counting import asked

from .conftest import START, Watch
from .test_renders import OUTCOME

TOPICS = Topics("vn-79")
WEEK = timedelta(days=7)
SHA = "c" * 64
FIRST = int(START.timestamp() * 1000)
"""The number a topic begins with: the time."""
AIRING = Airing(
    id="airing-1",
    plan_id="full",
    title="Lịch sáng",
    start=START,
    latest_start=START + timedelta(minutes=5),
    end=START + timedelta(seconds=12),
    priority=Priority.ORDINARY,
    bulletin_ids=("b1", "b2"),
    playlist=Playlist((ClipItem(SHA, timedelta(seconds=6)), ClipItem("d" * 64, timedelta(seconds=6)))),
    outside_reason="hội chợ",
)


def keep(tx: Transaction, topic: str, kind: Kind, document: Document) -> int:
    """Number and keep a document; its envelope tells its number."""
    seq = editions.next_seq(tx, topic)
    header = Header(kind, "vn-79", topic, seq, tx.now, tx.now, tx.now + WEEK)
    editions.save(tx, f"{topic} {seq}".encode(), header=header, document=document)
    return seq


def plan(until: datetime, *airings: Airing) -> Edition:
    """Return a timetable up to a moment."""
    clips = {SHA: Clip(SHA, 34567, timedelta(seconds=12), -16.0, "mp3")} if airings else {}
    return Edition(1, START, until, airings, clips)


def publish(store: Store, code: str, until: datetime, *airings: Airing) -> int:
    """Keep a timetable of a locality."""
    with store.begin() as tx:
        return keep(tx, TOPICS.timetable(code), Kind.TIMETABLE, plan(until, *airings))


def due(store: Store, watch: Watch) -> list[str]:
    """Return what must be published, with a horizon of a week."""
    with store.read() as tx:
        return editions.due(tx, watch.now(), WEEK)


def test_touched_scopes_are_due_until_published(store: Store, watch: Watch) -> None:
    """A change makes its scope due, oldest first; an edition settles it; the next change makes it due again."""
    with store.begin() as tx:
        editions.touch(tx, "khu-1", "an-binh")
    watch.forward(timedelta(seconds=1))
    with store.begin() as tx:
        editions.touch(tx, "dong-hoa")
        editions.touch(tx)
    assert due(store, watch) == ["an-binh", "khu-1", "dong-hoa"]
    publish(store, "an-binh", START + WEEK)
    assert due(store, watch) == ["khu-1", "dong-hoa"]
    with store.begin() as tx:
        editions.touch(tx, "an-binh")
        editions.touch(tx, "an-binh")
    assert "an-binh" in due(store, watch)


def test_plans_that_run_out_are_due(store: Store, watch: Watch) -> None:
    """A plan is renewed when less than the horizon but a day is left of it."""
    publish(store, "an-binh", START + WEEK)
    assert due(store, watch) == []
    watch.forward(timedelta(days=1))
    assert due(store, watch) == []
    watch.forward(timedelta(seconds=1))
    assert due(store, watch) == ["an-binh"]
    publish(store, "an-binh", watch.now() + WEEK)
    assert due(store, watch) == []


def test_numbers_never_go_down(store: Store) -> None:
    """Each topic counts for itself, from the time on; a number of a failed transaction was never out."""
    with store.begin() as tx:
        given = [editions.next_seq(tx, "a"), editions.next_seq(tx, "a"), editions.next_seq(tx, "b")]
        assert given == [FIRST, FIRST + 1, FIRST]
    with pytest.raises(ZeroDivisionError), store.begin() as tx:
        editions.next_seq(tx, "a")
        raise ZeroDivisionError
    with store.begin() as tx:
        assert editions.peek_seq(tx, "a") == FIRST + 1
        assert editions.next_seq(tx, "a") == FIRST + 2
        assert editions.peek_seq(tx, "never") == 0


def test_numbers_under_contention(store: Store) -> None:
    """Threads that publish at once get every number exactly once."""
    given: list[int] = []

    def work() -> None:
        """Number editions beside another one."""
        for _ in range(10):
            with store.begin() as tx:
                number = editions.next_seq(tx, "t")
            given.append(number)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(set(given)) == 40


def test_numbers_outrun_a_restored_backup(store: Store, watch: Watch) -> None:
    """What an older database hands out later is newer than all that was handed out before the restore."""
    with store.begin() as tx:
        before = [editions.next_seq(tx, "a") for _ in range(50)][-1]
        tx.connection.execute(sequences.update().values(seq=1))
    watch.forward(timedelta(minutes=1))
    with store.begin() as tx:
        assert editions.next_seq(tx, "a") > before


def test_used_number_is_refused(store: Store) -> None:
    """No two documents of a topic carry the same number."""
    publish(store, "an-binh", START + WEEK)
    topic = TOPICS.timetable("an-binh")
    with pytest.raises(Refused) as caught, store.begin() as tx:
        header = Header(Kind.TIMETABLE, "vn-79", topic, FIRST, START, START, START + WEEK)
        editions.save(tx, b"other", header=header, document=plan(START))
    assert caught.value.code == "edition.seq_used"


def test_newest_of_everything(store: Store) -> None:
    """Each topic's newest envelope, for a broker that forgot everything; the head names no single stations."""
    place, station = TOPICS.timetable("an-binh"), TOPICS.assignment("st-an-binh")
    publish(store, "an-binh", START + WEEK)
    publish(store, "an-binh", START + WEEK)
    with store.begin() as tx:
        keep(tx, station, Kind.ASSIGNMENT, Assignment("Cụm", ("79",), (), 80, DEFAULT_RULES, "Asia/Bangkok"))
        keep(tx, TOPICS.head, Kind.HEAD, Head(START))
    with store.read() as tx:
        assert editions.all_current(tx) == {
            place: f"{place} {FIRST + 1}".encode(),
            station: f"{station} {FIRST}".encode(),
            TOPICS.head: f"{TOPICS.head} {FIRST}".encode(),
        }
        assert editions.current(tx, place) == f"{place} {FIRST + 1}".encode()
        assert editions.current(tx, "never") is None
        assert editions.newest(tx) == {place: FIRST + 1, TOPICS.head: FIRST}
        assert [(row.seq, row.until) for row in editions.history(tx, "an-binh")] == [
            (FIRST + 1, START + WEEK),
            (FIRST, START + WEEK),
        ]
        assert [row.topic for row in editions.history(tx, "station:st-an-binh")] == [station]


def test_plan_is_readable_and_its_clips_published(store: Store) -> None:
    """The newest edition's airings are asked without opening the envelope; its clips may be fetched from now on."""
    with store.begin() as tx:
        renders.want(tx, "r", "b1")
        renders.claim(tx)
        renders.finish(tx, "r", **OUTCOME)
        assert editions.airings(tx, "an-binh") == ()
    publish(store, "an-binh", START + WEEK)
    publish(store, "an-binh", START + WEEK, AIRING)
    with store.read() as tx:
        assert editions.airings(tx, "an-binh") == (AIRING,)
        assert renders.clip(tx, SHA).published


def test_newest_plans_of_several_scopes_in_one_question(store: Store) -> None:
    """What each newest edition plans, in the order asked for; nothing where there is none; one statement for all."""
    publish(store, "an-binh", START + WEEK, AIRING)
    publish(store, "dong-hoa", START + WEEK, AIRING)
    publish(store, "dong-hoa", START + WEEK, replace(AIRING, title="Lịch mới"))
    with store.read() as tx, asked() as sent:
        found = editions.all_airings(tx, ["dong-hoa", "nowhere", "an-binh"])
        assert len([one for one in sent if "SELECT" in one]) == 1
        assert {one: editions.airings(tx, one) for one in found} == found
    assert [(one, [it.title for it in several]) for one, several in found.items()] == [
        ("dong-hoa", ["Lịch mới"]),
        ("nowhere", []),
        ("an-binh", ["Lịch sáng"]),
    ]


def test_log_tells_of_editions_but_not_of_every_minute(store: Store) -> None:
    """Publishing is logged with its number; the head of each minute is not, and only the newest is kept."""
    publish(store, "an-binh", START + WEEK)
    with store.begin() as tx:
        for _ in range(3):
            keep(tx, TOPICS.head, Kind.HEAD, Head(START))
        assert [row.seq for row in editions.history(tx, TOPICS.head)] == [FIRST + 2]
    with store.read() as tx:
        rows = audit.listed(tx).items
    assert [(row.action, row.detail["seq"]) for row in rows] == [("edition.publish", FIRST)]


def test_old_editions_are_forgotten(store: Store) -> None:
    """A topic keeps its newest hundred documents."""
    with store.begin() as tx:
        for _ in range(editions.KEPT + 3):
            keep(tx, TOPICS.timetable("an-binh"), Kind.TIMETABLE, plan(START))
        assert [row.seq for row in editions.history(tx, "an-binh")][-1] == FIRST + 3


def test_claimed_scope_is_published_by_one_server(store: Store, watch: Watch) -> None:
    """The second server leaves a claimed or just published scope alone; nobody claims what is not due."""
    with store.begin() as tx:
        editions.touch(tx, "an-binh")
    with store.begin() as tx:
        assert editions.claim(tx, "an-binh", WEEK)
        if tx.is_postgresql:
            with store.begin() as other:
                assert not editions.claim(other, "an-binh", WEEK)
        keep(tx, TOPICS.timetable("an-binh"), Kind.TIMETABLE, plan(START + WEEK))
    with store.begin() as tx:
        assert not editions.claim(tx, "an-binh", WEEK)
        assert not editions.claim(tx, "never", WEEK)


def test_change_during_publication_is_not_lost(store: Store, watch: Watch) -> None:
    """A change made while an edition is compiled waits for it and makes the scope due again."""
    with store.begin() as tx:
        editions.touch(tx, "an-binh")

    def change() -> None:
        """Change what is being published."""
        with store.begin() as tx:
            editions.touch(tx, "an-binh")

    changing = threading.Thread(target=change)
    with store.begin() as tx:
        assert editions.claim(tx, "an-binh", WEEK)
        changing.start()
        changing.join(0.3)
        assert changing.is_alive()
        keep(tx, TOPICS.timetable("an-binh"), Kind.TIMETABLE, plan(START + WEEK))
    changing.join(30)
    assert due(store, watch) == ["an-binh"]


def test_what_a_plan_carried_and_what_was_only_foretold(province: Store) -> None:
    """Published airings tell which bulletins they held; those ahead forget theirs before a new edition tells anew."""
    hour = timedelta(hours=1)
    days = {name: START + place * timedelta(days=1) for place, name in enumerate(("past", "today", "ahead"), -1)}
    airings = [
        replace(AIRING, id=airing_id("full", start), start=start, bulletin_ids=(name,)) for name, start in days.items()
    ]
    publish(province, "khu-1", START + WEEK, *airings, replace(AIRING, id=airing_id("fuller", START)))
    with province.begin() as tx:
        assert editions.carried(tx, "full", days["past"], days["today"]) == {"past"}
        assert editions.carried(tx, "full", days["past"], days["ahead"] + hour) == {"past", "today", "ahead"}
        editions.forget_ahead(tx, "full")
        assert editions.carried(tx, "full", days["past"], days["ahead"] + hour) == {"past"}
        assert editions.carried(tx, "fuller", days["past"], days["ahead"]) == {"b1", "b2"}
