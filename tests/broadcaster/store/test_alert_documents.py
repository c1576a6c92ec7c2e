"""Documents of alerts in the store: kept byte for byte, found by name, newest first, and what is still owed."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster import alerts as domain
from broadcaster.errors import Missing, Refused
from broadcaster.messages import AlarmStatus
from broadcaster.store import Store, alert_documents, alerts, audit
from broadcaster.store.alert_documents import DocumentRow, Owed

from .conftest import START
from .test_alerts import DRAFT

BODY = b"<?xml version='1.0'?>\n<alert>\xe1\xba\xa4p 3\x00</alert>\r\n"
ROW = DocumentRow("2.49.0.1.704.79.1.1", "a1", False, "Alert", "Actual", "canh-bao@vn-79", START, "Lũ khẩn cấp")
AGO, UNTIL = START - timedelta(days=30), START + timedelta(minutes=1)


def raised(store: Store, alert_id: str, status: AlarmStatus = AlarmStatus.ACTUAL) -> domain.Alert:
    """Keep an alert that has been released and signed."""
    draft = replace(DRAFT, id=alert_id, status=status, localities=("dong-hoa",))
    active = domain.activate(domain.release(domain.confirm(draft, "officer", START), "leader", START))
    with store.begin("officer") as tx:
        alerts.add(tx, active)
    return active


def owed(store: Store) -> list[Owed]:
    """Return what is owed a minute after the release."""
    with store.read() as tx:
        return alert_documents.owed(tx, AGO, UNTIL)


def test_a_document_comes_back_byte_for_byte(province: Store) -> None:
    """With the SHA-256 of its bytes, which the log holds too; an unknown name is missing."""
    raised(province, "a1")
    with province.begin("signer") as tx:
        alert_documents.add(tx, ROW, BODY)
    mark = hashlib.sha256(BODY).hexdigest()
    with province.read() as tx:
        assert alert_documents.body(tx, ROW.identifier) == (mark, BODY)
        assert alert_documents.of_alert(tx, "a1") == [replace(ROW, sha256=mark)]
        assert alert_documents.of_alert(tx, "a2") == []
        assert audit.listed(tx).items[0].action == "alert.document"
        with pytest.raises(Missing):
            alert_documents.body(tx, "x")


@pytest.mark.parametrize("other", [ROW, replace(ROW, identifier="x"), replace(ROW, alert_id="a2")])
def test_one_of_each(province: Store, other: DocumentRow) -> None:
    """Neither a name nor the order of an alert is told twice."""
    raised(province, "a1")
    raised(province, "a2")
    with province.begin("signer") as tx:
        alert_documents.add(tx, ROW, BODY)
    with pytest.raises(Refused) as fault, province.begin("signer") as tx:
        alert_documents.add(tx, other, b"")
    assert fault.value.code == "alert.document_exists"


def test_what_is_owed(province: Store) -> None:
    """The order of what has left, then its cancel; nothing of drafts, silent tests and what was just released."""
    active = raised(province, "a1")
    raised(province, "t1", AlarmStatus.TEST)
    raised(province, "a2", AlarmStatus.EXERCISE)
    with province.begin("officer") as tx:
        alerts.add(tx, replace(DRAFT, id="d1"))
        alerts.add(tx, domain.cancel(replace(DRAFT, id="d2"), "officer", START, reason=""))
        on_its_way = domain.release(domain.confirm(replace(DRAFT, id="r1"), "officer", START), "leader", START)
        alerts.add(tx, on_its_way)
    assert owed(province) == [Owed("a1", False, START), Owed("a2", False, START)]
    with province.read() as tx:
        assert alert_documents.owed(tx, AGO, START - timedelta(seconds=1)) == []
        assert alert_documents.owed(tx, START + timedelta(hours=2), UNTIL) == []
    later = START + timedelta(seconds=30)
    with province.begin("leader") as tx:
        alerts.change(tx, domain.cancel(active, "leader", later, reason=""))
    assert owed(province) == [Owed("a1", False, START), Owed("a2", False, START), Owed("a1", True, later)]
    with province.begin("signer") as tx:
        alert_documents.add(tx, ROW, BODY)
    assert owed(province) == [Owed("a2", False, START), Owed("a1", True, later)]
    with province.begin("signer") as tx:
        alert_documents.add(tx, replace(ROW, identifier="b", ends=True), BODY)
    assert owed(province) == [Owed("a2", False, START)]


def test_newest_first_and_how_many_in_a_second(province: Store) -> None:
    """Bounded by time and number."""
    moments = [START + timedelta(milliseconds=400 * step) for step in range(4)]
    for place, moment in enumerate(moments):
        raised(province, f"a{place}")
        with province.begin("signer") as tx:
            alert_documents.add(tx, replace(ROW, identifier=f"n{place}", alert_id=f"a{place}", sent=moment), BODY)
    with province.read() as tx:
        assert [one.identifier for one in alert_documents.newest(tx, AGO, 3)] == ["n3", "n2", "n1"]
        assert [one.identifier for one in alert_documents.newest(tx, moments[2], 3)] == ["n3"]
        assert alert_documents.sent_within(tx, START) == 3
        assert alert_documents.sent_within(tx, START + timedelta(seconds=1)) == 1
