"""Editions: signed, whole, only where something changed, and as many as localities changed, never as stations."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadcaster import messages
from broadcaster.bulletins import State
from broadcaster.errors import Missing, Refused
from broadcaster.keys import KeyFiles
from broadcaster.localities import Station
from broadcaster.store import editions, stations
from schedules.priority import Priority
from schedules.recurrence import daily
from tests.house import START, House

EDITION = "vn-79/v1/localities/c1/timetable"
HEAD, KEYS = "vn-79/v1/head", "vn-79/v1/keys"
PLACES = ("79", "c1", "h1", "c2", "station:st-1")


def sent_topics(here: House) -> list[str]:
    """Return where documents went."""
    return [topic for topic, _, _ in here.desk.sent]


def test_from_the_form_to_the_edition(here: House) -> None:
    """One bulletin walks the whole way; the edition a station gets is signed, and holds its clip at its minute."""
    ready = here.ready()
    assert ready.state is State.READY
    here.dispatch.add_entry(here.entry(ready.id), here.officer)
    assert here.dispatch.publish_due() == 1
    trust = here.dispatch.keys.trust()
    accepted = trust.accept(here.desk.last(EDITION), EDITION, now=here.clock.now(), newest_seq=0)
    edition = accepted.document
    assert isinstance(edition, messages.Edition)
    (airing,) = edition.airings
    assert airing.start == START + timedelta(hours=9)
    assert airing.bulletin_ids == (ready.id,)
    assert set(edition.clips) == {ready.clip}
    assert here.found(ready.id).state is State.PUBLISHED
    assert here.dispatch.media(str(ready.clip)).stat().st_size == edition.clips[str(ready.clip)].bytes


def test_nothing_is_published_twice(here: House) -> None:
    """Only what changed gets a new edition; asking again costs nothing."""
    ready = here.ready()
    here.dispatch.add_entry(here.entry(ready.id), here.officer)
    here.dispatch.publish_due()
    assert here.dispatch.publish_due() == 0
    here.dispatch.add_entry(here.entry(ready.id, targets=("c1",), title="Sáng"), here.officer)
    assert here.dispatch.publish_due() == 1


def test_a_schedule_made_before_approval_sounds_after_it(here: House) -> None:
    """An officer schedules first, the leader approves later: the approval brings the edition."""
    sent = here.submitted()
    here.dispatch.add_entry(here.entry(sent.id), here.officer)
    here.dispatch.publish_due()
    assert here.dispatch.airings_between("c1", START, START + timedelta(days=1)) == ()
    here.dispatch.approve(sent.id, sent.version, here.leader)
    while here.dispatch.render_next():
        pass
    assert here.dispatch.publish_due() == 1
    assert len(here.dispatch.airings_between("station:st-1", START, START + timedelta(days=1))) == 1
    assert here.dispatch.airings_between("station:st-2", START, START + timedelta(days=1)) == ()


def test_cancelling_takes_it_out_of_the_edition(here: House) -> None:
    """A cancelled bulletin is gone with the next edition."""
    ready = here.ready()
    here.dispatch.add_entry(
        here.entry(ready.id, recurrence=daily(START.date(), *here.entry().recurrence.times)), here.officer
    )
    here.dispatch.publish_due()
    here.dispatch.cancel_bulletin(ready.id, here.officer, reason="sai ngày")
    assert here.dispatch.publish_due() == 1
    assert here.dispatch.airings_between("c1", START, START + timedelta(days=3)) == ()


def test_an_expiring_bulletin_leaves_the_days_after(here: House) -> None:
    """Airings after the end of validity are not even planned."""
    ready = here.ready(valid_until=START + timedelta(days=1))
    here.dispatch.add_entry(
        here.entry(ready.id, recurrence=daily(START.date(), *here.entry().recurrence.times)), here.officer
    )
    here.dispatch.publish_due()
    assert len(here.dispatch.airings_between("c1", START, START + timedelta(days=8))) == 1
    here.clock.advance(timedelta(days=2))
    assert here.dispatch.expire_due() == 1
    assert here.found(ready.id).state is State.EXPIRED


def test_the_plan_rolls_on_by_itself(here: House) -> None:
    """A daily programme is published anew before its edition runs out, though nobody touches it."""
    ready = here.ready()
    here.dispatch.add_entry(
        here.entry(ready.id, recurrence=daily(START.date(), *here.entry().recurrence.times)), here.officer
    )
    here.dispatch.publish_due()
    here.clock.advance(timedelta(days=2))
    assert here.dispatch.publish_due() == 1
    tomorrow = here.clock.now() + timedelta(days=6)
    assert here.dispatch.airings_between("c1", tomorrow, tomorrow + timedelta(days=1))


@pytest.mark.slow
def test_a_broker_that_is_away_loses_nothing(here: House) -> None:
    """The edition is kept, the page goes on, and all of it goes out when the broker is back."""
    ready = here.ready()
    here.desk.away = True
    here.dispatch.add_entry(here.entry(ready.id), here.officer)
    assert here.dispatch.publish_due() == 1
    assert here.desk.sent == []
    here.desk.away = False
    here.dispatch.publish_all()
    assert EDITION in {topic for topic, _, _ in here.desk.sent}
    assert all(retained for _, _, retained in here.desk.sent)


@pytest.mark.slow
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(targets=st.sets(st.sampled_from(PLACES), min_size=1, max_size=3), hour=st.integers(6, 20))
def test_only_the_places_of_a_change_get_editions(here: House, targets: set[str], hour: int) -> None:
    """Whatever places an entry names, these get one timetable each, and all others are let be."""
    here.dispatch.publish_due()
    here.desk.sent.clear()
    entry = here.entry(
        here.ready().id,
        targets=tuple(sorted(one for one in targets if ":" not in one)),
        stations=tuple(sorted(one.partition(":")[2] for one in targets if ":" in one)),
        recurrence=daily(START.date(), time(hour, 0)),
        priority=Priority.PRIORITY,
    )
    here.dispatch.add_entry(entry, replace(here.officer, scope="79"))
    assert here.dispatch.publish_due() == len(targets)
    topics = here.dispatch.topics
    wanted = {topics.station_timetable(one[8:]) if ":" in one else topics.timetable(one) for one in targets}
    assert sorted(one for one in sent_topics(here) if one.endswith("/timetable")) == sorted(wanted)
    assert here.dispatch.publish_due() == 0


def test_many_due_plans_are_published_in_parts(here: House) -> None:
    """So many plans at a time, none twice and none forgotten; the rest stay due for the next step."""
    here.dispatch.publish_due()
    here.desk.sent.clear()
    places = ("c1", "c2", "79")
    entry = here.entry(here.ready().id, targets=places, recurrence=daily(START.date(), time(6, 0)))
    here.dispatch.add_entry(entry, replace(here.officer, scope="79"))
    counts = [here.dispatch.publish_due(2), here.dispatch.publish_due(2), here.dispatch.publish_due(2)]
    assert counts == [2, 1, 0]
    assert sorted(sent_topics(here)) == sorted(here.dispatch.topics.timetable(one) for one in places)


@pytest.mark.parametrize("count", [1, 40])
def test_publishing_costs_the_same_for_any_number_of_stations(here: House, count: int) -> None:
    """One entry for a commune is one document, of the same size, for one station and for forty."""
    with here.dispatch.store.begin("test") as tx:
        for number in range(count):
            stations.add(tx, Station(f"many-{number}", f"Cụm {number}", "h1"))
    here.dispatch.publish_due()
    here.desk.sent.clear()
    here.dispatch.add_entry(here.entry(here.ready().id), here.officer)
    here.dispatch.publish_due()
    ((topic, envelope, retained),) = here.desk.sent
    assert (topic, retained) == (EDITION, True)
    assert b"many-" not in envelope


def test_editions_count_up(here: House) -> None:
    """Each edition of a place has the next number, also over a restart: the numbers stand in the store."""
    ready = here.ready()
    seen: list[int] = []
    for hour in (17, 18, 19):
        here.dispatch.add_entry(here.entry(ready.id, recurrence=daily(START.date(), time(hour, 0))), here.officer)
        here.dispatch.publish_due()
        accepted = here.dispatch.keys.trust().accept(
            here.desk.last(EDITION), EDITION, now=here.clock.now(), newest_seq=(seen or [0])[-1]
        )
        assert isinstance(accepted.document, messages.Edition)
        assert accepted.document.edition == accepted.header.seq
        seen.append(accepted.header.seq)
    assert seen == sorted(set(seen))
    assert len(seen) == 3


def test_the_head_proves_what_is_newest(here: House) -> None:
    """The head is signed by its own role and names time and newest numbers; the key set goes out before it."""
    here.dispatch.add_entry(here.entry(here.ready().id), here.officer)
    here.dispatch.publish_due()
    here.dispatch.publish_head()
    assert sent_topics(here)[-2:] == [KEYS, HEAD]
    accepted = here.dispatch.keys.trust().accept(here.desk.last(HEAD), HEAD, now=here.clock.now(), newest_seq=0)
    head = accepted.document
    assert isinstance(head, messages.Head)
    with here.dispatch.store.read() as tx:
        assert (head.now, head.newest[EDITION]) == (here.clock.now(), editions.peek_seq(tx, EDITION))


def test_rotated_keys_go_out_and_sign_what_follows(here: House) -> None:
    """After a rotation the new key set is published and the next edition counts under it, though not under the old."""
    old = here.dispatch.keys.trust()
    files = KeyFiles(here.dispatch.config.data / "keys")
    files.rotate(messages.Role.SCHEDULE, here.clock.now(), revoke=True)
    here.dispatch.publish_head()
    assert here.desk.last(KEYS) == files.envelope
    here.dispatch.add_entry(here.entry(here.ready().id), here.officer)
    here.dispatch.publish_due()
    sealed = here.desk.last(EDITION)
    with pytest.raises(Refused):
        old.accept(sealed, EDITION, now=here.clock.now(), newest_seq=0)
    assert old.with_keys(here.desk.last(KEYS)).accept(sealed, EDITION, now=here.clock.now(), newest_seq=0)


def test_without_keys_nothing_starts(here: House) -> None:
    """A site whose keys are missing is told so, and how to make them, before anything runs."""
    for file in (here.dispatch.config.data / "keys").glob("set.json"):
        file.unlink()
    with pytest.raises(Missing, match="keys init"):
        here.dispatch.check_keys()


def test_what_another_process_kept_goes_out(here: House) -> None:
    """A document kept by a command, which has no broker, is sent by the running server; an old one is not."""
    here.desk.away = True
    here.dispatch.publish_assignment("st-1")
    here.desk.away = False
    here.dispatch.publish_fresh()
    assert sent_topics(here) == ["vn-79/v1/stations/st-1/assignment"]
    here.desk.sent.clear()
    here.clock.advance(timedelta(hours=1))
    here.dispatch.publish_fresh()
    assert here.desk.sent == []


@pytest.mark.parametrize("publish", ["publish_fresh", "publish_all"])
def test_a_newer_document_is_never_left_behind_an_older_one(here: House, publish: str) -> None:
    """What another process signs and sends while an older document leaves is sent again after it."""
    here.dispatch.publish_assignment("st-1")
    here.desk.sent.clear()
    here.desk.meanwhile = [lambda: None] * (publish == "publish_all")  # the key set leaves first
    here.desk.meanwhile.append(lambda: here.dispatch.publish_assignment("st-1"))
    getattr(here.dispatch, publish)()
    newer, older, again = (one for topic, one, _ in here.desk.sent if topic.endswith("/st-1/assignment"))
    assert newer == again != older


def test_two_servers_publish_an_edition_once(here: House) -> None:
    """A place another server has just published is left alone."""
    here.dispatch.add_entry(here.entry(here.ready().id), here.officer)
    assert [here.dispatch._publish("c1"), here.dispatch._publish("c1")] == [True, False]
    with here.dispatch.store.read() as tx:
        assert len(editions.history(tx, "c1")) == 1


@pytest.mark.slow
def test_only_the_expired_half_of_a_programme_is_left_out(here: House) -> None:
    """Of two bulletins in one airing the expired one is taken out, and the airing is as much shorter."""
    brief = here.ready(valid_until=START + timedelta(days=1), text="Mai cúp nước.")
    lasting = here.ready()
    entry = here.entry(brief.id, lasting.id, recurrence=daily(START.date(), time(17, 0)))
    here.dispatch.add_entry(entry, here.officer)
    here.dispatch.publish_due()
    first, second = here.dispatch.airings_between("c1", START, START + timedelta(days=2))[:2]
    assert (first.bulletin_ids, second.bulletin_ids) == ((brief.id, lasting.id), (lasting.id,))
    assert second.end - second.start < first.end - first.start
    assert second.playlist.clips() == {lasting.clip}


def test_the_key_set_is_renewed_in_time(here: House) -> None:
    """Months before its end the key set is signed again; without the root key at hand nothing breaks."""
    ends = here.dispatch.keys.show()[0].expires_at
    here.dispatch.renew_keys()
    assert here.dispatch.keys.show()[0].expires_at == ends
    here.clock.advance(timedelta(days=300))
    here.dispatch.renew_keys()
    renewed = here.dispatch.keys.show()[0].expires_at
    assert renewed - ends == timedelta(days=300)
    here.clock.advance(timedelta(days=300))
    for key in (here.dispatch.keys.folder / "root").glob("*.pem"):
        key.unlink()
    here.dispatch.renew_keys()
    assert here.dispatch.keys.show()[0].expires_at == renewed
