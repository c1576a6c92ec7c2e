"""Emergency alerts on the pages: two people, a typed name, one tap to the end, and a drill that stays a drill."""

from broadcaster.alerts import Alert
from broadcaster.store import alerts
from tests.house import House
from tests.web.readers import Reader

PLACE = "Phường Thủ Dầu Một"
FLOOD = {"noi": "ven sông Sài Gòn", "level": "4", "localities": "c1", "lasts": "120"}


def kept(here: House, alert_id: str) -> Alert:
    """Return an alert as stored."""
    with here.dispatch.store.read() as tx:
        return alerts.find(tx, alert_id)


def every(here: House) -> list[Alert]:
    """Return all alerts."""
    with here.dispatch.store.read() as tx:
        return list(alerts.listed(tx).items)


def written(reader: Reader, kind: str = "actual", **changes: str) -> str:
    """Fill in the form of a flood and return the page of the draft."""
    form = f"/alerts/new/{kind}/flood"
    answer = reader.send(form, {**FLOOD, **changes}, form=form)
    assert answer.status_code == 303, answer.text[-1500:]
    return str(answer.headers["Location"])


def test_smoke(officer: Reader, leader: Reader, here: House) -> None:
    """x."""
    for p in (
        "/alerts",
        "/alerts/new",
        "/alerts/new?as=actual",
        "/alerts/new?as=exercise",
        "/alerts/new/actual/flood",
        "/alerts/new/exercise/storm",
        "/alerts/new/test/drill",
    ):
        officer.read(p)
    leader.read("/alerts/silence")
    path = written(officer)
    officer.read(path)
    officer.read(path + "/edit")
    officer.read(path + "/edit?words=free")
    assert officer.send(path + "/confirm", {"version": "1"}, form=path).status_code == 303
    officer.read(path)
    leader.read(path)
    assert leader.send(path + "/release", {"version": "2", "name": "x"}, form=path).status_code == 422
    assert (
        leader.send(
            path + "/release", {"version": "2", "name": here.dispatch.alert_place(every(here)[0])}, form=path
        ).status_code
        == 303
    )
    leader.read(path)
    leader.read(path + "/board")
    leader.read(path + "/log.csv")
    leader.read("/alerts")
    leader.read("/")
    leader.read("/alerts.csv")
