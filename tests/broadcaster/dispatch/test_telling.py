"""CAP documents of our alerts: one for each order and each cancel, signed, complete, and only what people stand for."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest

from broadcaster.cap import ActiveSet, MsgType, State, Status, read, receive
from broadcaster.cap import Alert as Message
from broadcaster.dispatch import Tried
from broadcaster.errors import Missing, Refused
from broadcaster.messages import AlarmStatus
from broadcaster.store import alert_documents, alerts
from broadcaster.store.tables import alert_approvals
from broadcaster.telling import sender_of
from tests.broadcaster.cap.test_writing import sins
from tests.house import House

from .test_alerting import draft, released

SETTLED = timedelta(seconds=3)
SENDER = sender_of("vn-79")


@pytest.fixture
def telling(here: House) -> House:
    """A house that can sign documents."""
    here.dispatch.pki.ensure_documents(SENDER, here.clock.now())
    return here


def written(here: House, tried: Tried | None = None) -> int:
    """Let the signer send what is due and, a little later, write what is owed."""
    here.dispatch.sign_alarms()
    here.clock.advance(SETTLED)
    return here.dispatch.write_documents({} if tried is None else tried)


def bodies(here: House, *alert_ids: str) -> list[bytes]:
    """Return the documents of alerts, oldest first."""
    with here.dispatch.store.read() as tx:
        rows = [row for one in alert_ids for row in alert_documents.of_alert(tx, one)]
        return [alert_documents.body(tx, row.identifier)[1] for row in rows]


def message(here: House, body: bytes) -> Message:
    """Return what a receiver reads who trusts our root; the document keeps the schema and is signed by us."""
    assert sins(ElementTree.fromstring(body)) == []
    root = here.dispatch.pki.ca.read_bytes()
    verdict = read(body, now=here.clock.now(), trust=[root], signature_required=True)
    assert (verdict.handling, verdict.signature) == ("accept", State.VALID), verdict.findings
    assert verdict.alert is not None
    return verdict.alert


def corrected(here: House, alert_id: str, **words: object) -> str:
    """Release a correction of an alert that sounds; return its id."""
    update = here.dispatch.correct_alert(alert_id, here.officer)
    edited = here.dispatch.edit_alert(update.id, replace(update, **words), here.officer)  # type: ignore[arg-type]
    confirmed = here.dispatch.confirm_alert(update.id, here.officer, version=edited.version)
    here.dispatch.release_alert(update.id, here.leader, version=confirmed.version)
    return update.id


@dataclass
class Receiver:
    """Folds our documents in as they come, as any receiver of CAP would."""

    here: House
    state: ActiveSet = field(default_factory=ActiveSet)

    def active(self, *bodies: bytes, at: datetime | None = None) -> list[str]:
        """Return the headlines in force after these documents."""
        now = at or self.here.clock.now()
        for body in bodies:
            self.state, _ = receive(self.state, read(body, now=now), now)
        return [one.infos[0].headline for one in self.state.active(now)]


def test_a_released_alert_is_told_once(telling: House) -> None:
    """Who, when, where by code, how bad and how long; its name has province, second and number."""
    made = released(telling)
    assert written(telling) == 1
    assert written(telling) == 0
    (body,) = bodies(telling, "a1")
    told = message(telling, body)
    assert (told.identifier, told.sender) == ("2.49.0.1.704.79.20261123010000.1", SENDER)
    assert (told.status, told.msg_type, told.references) == (Status.ACTUAL, MsgType.ALERT, ())
    assert told.sent == made.released_at
    assert b"<sent>2026-11-23T08:00:00+07:00</sent>" in body
    (info,) = told.infos
    assert (info.language, info.category, info.severity) == ("vi-VN", ("Met",), "Severe")
    assert (info.headline, info.description, info.expires) == (made.title, made.text, made.expires_at)
    assert [(one.area_desc, one.geocodes[0].value) for one in info.areas] == [("Phường Dĩ An", "c1")]


def test_two_of_one_second_have_different_names(telling: House) -> None:
    """The number counts what was sent in the same second."""
    released(telling)
    released(telling, id="a2")
    assert written(telling) == 2
    names = [message(telling, one).identifier for one in bodies(telling, "a1", "a2")]
    assert sorted(names) == [f"2.49.0.1.704.79.20261123010000.{n}" for n in (1, 2)]


def test_nothing_is_told_before_the_alarm_has_left(telling: House) -> None:
    """Drafts, confirmed ones and what is on its way or just released have no document."""
    tried: Tried = {}
    telling.dispatch.draft_alert(draft(id="a0"), telling.officer)
    released(telling)
    telling.clock.advance(SETTLED)
    assert telling.dispatch.write_documents(tried) == 0  # not signed yet
    telling.dispatch.sign_alarms()
    released(telling, id="a2")
    telling.dispatch.sign_alarms()
    assert telling.dispatch.write_documents(tried) == 1
    assert bodies(telling, "a0", "a2") == []


def test_a_chain_replayed_gives_what_is_in_force(telling: House) -> None:
    """Alert, correction and its correction replace each other; the cancel names all three and nothing is left."""
    receiver = Receiver(telling)
    released(telling)
    written(telling)
    assert receiver.active(*bodies(telling, "a1")) == ["Lũ khẩn cấp"]
    second = corrected(telling, "a1", title="Lũ rất lớn")
    written(telling)
    assert receiver.active(*bodies(telling, second)) == ["Lũ rất lớn"]
    third = corrected(telling, second, title="Lũ đang rút")
    written(telling)
    (body,) = bodies(telling, third)
    assert receiver.active(body) == ["Lũ đang rút"]
    assert Receiver(telling).active(*bodies(telling, third, second, "a1")) == ["Lũ đang rút"]  # in whatever order
    telling.dispatch.cancel_alert(third, telling.leader, reason="nội bộ")
    assert written(telling) == 1
    update, cancel = bodies(telling, third)
    told = message(telling, cancel)
    assert update == body
    assert (told.msg_type, len(told.references)) == (MsgType.CANCEL, 3)
    assert "nội bộ" not in cancel.decode()
    assert receiver.active(cancel) == []
    assert Receiver(telling).active(cancel, *bodies(telling, "a1", second), update) == []


def test_a_notice_is_an_all_clear(telling: House) -> None:
    """What says that an alert was called off names all before it, the cancel too, and never stands as a warning."""
    released(telling)
    written(telling)
    telling.dispatch.cancel_alert("a1", telling.leader, reason="", announce=True)
    assert written(telling) == 2
    with telling.dispatch.store.read() as tx:
        (notice,) = [one for one in alerts.listed(tx).items if one.updates == "a1"]
    (body,) = bodies(telling, notice.id)
    told = message(telling, body)
    assert (told.msg_type, len(told.references)) == (MsgType.UPDATE, 2)
    assert told.infos[0].all_clear
    assert Receiver(telling).active(*bodies(telling, "a1"), body) == []


def test_cancelled_within_a_moment_has_both(telling: House) -> None:
    """Alert and cancel are both told, in order, however fast the cancel was."""
    released(telling)
    telling.dispatch.sign_alarms()
    telling.clock.advance(timedelta(milliseconds=1))
    telling.dispatch.cancel_alert("a1", telling.leader, reason="nhầm")
    assert written(telling) == 2
    alert, cancel = (message(telling, one) for one in bodies(telling, "a1"))
    assert cancel.references == (alert.identity,)


def test_exercises_say_so_and_tests_are_not_told(telling: House) -> None:
    """An exercise has its status and its words; a silent test is nobody else's business."""
    released(telling, status=AlarmStatus.EXERCISE)
    released(telling, id="a2", status=AlarmStatus.TEST)
    assert written(telling) == 1
    told = message(telling, bodies(telling, "a1")[0])
    assert (told.status, told.note) == (Status.EXERCISE, "Đây là bản tin diễn tập.")
    assert told.infos[0].headline == "DIỄN TẬP: Lũ khẩn cấp"
    assert told.infos[0].description.startswith(told.note)
    assert told.infos[0].description.endswith(told.note)


def test_what_has_expired_still_has_its_document(telling: House) -> None:
    """A signer that was away writes later what it owes; the document is over on arrival."""
    released(telling, lasts=timedelta(minutes=5))
    telling.dispatch.sign_alarms()
    telling.clock.advance(timedelta(hours=5))
    telling.dispatch.sign_alarms()
    assert telling.dispatch.write_documents({}) == 1
    assert Receiver(telling).active(*bodies(telling, "a1")) == []
    released(telling, id="a2")
    telling.clock.advance(timedelta(days=32))
    telling.dispatch.sign_alarms()
    assert telling.dispatch.write_documents({}) == 0


def test_single_stations_are_told_in_words(telling: House) -> None:
    """A station is no administrative unit: its commune's code would say too much."""
    released(telling, localities=(), stations=("st-1",))
    written(telling)
    (place,) = message(telling, bodies(telling, "a1")[0]).infos[0].areas
    assert (place.area_desc, place.geocodes) == ("Cụm loa Khu phố 1, Khu phố 1", ())


def test_what_nobody_stands_for_is_not_signed(telling: House) -> None:
    """A row without the words of two people gets no document; it is asked again each minute, not each second."""
    released(telling)
    telling.dispatch.sign_alarms()
    with telling.dispatch.store.begin("thief") as tx:
        tx.connection.execute(alert_approvals.delete())
    tried: Tried = {}
    assert written(telling, tried) == 0
    assert list(tried) == [("a1", False)]
    first = dict(tried)
    assert written(telling, tried) == 0
    assert tried == first
    telling.clock.advance(timedelta(minutes=1))
    assert written(telling, tried) == 0
    assert tried != first


def test_without_its_key_it_waits(here: House) -> None:
    """No key, no document; the alarm itself has long left, and the document follows when the key is there."""
    released(here)
    tried: Tried = {}
    assert written(here, tried) == 0
    here.dispatch.pki.ensure_documents(SENDER, here.clock.now())
    here.clock.advance(timedelta(minutes=1))
    assert written(here, tried) == 1


def test_documents_never_change(telling: House) -> None:
    """There is one of the order and one of its end, and none under a name that is taken."""
    released(telling)
    written(telling)
    with telling.dispatch.store.read() as tx:
        (row,) = alert_documents.of_alert(tx, "a1")
    for other in (row, replace(row, identifier="x"), replace(row, ends=True)):
        with pytest.raises(Refused) as fault, telling.dispatch.store.begin("test") as tx:
            alert_documents.add(tx, other, b"")
        assert fault.value.code == "alert.document_exists"
    with pytest.raises(Missing), telling.dispatch.store.read() as tx:
        alert_documents.body(tx, "x")
