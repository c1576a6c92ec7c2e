"""Warnings of other authorities: from a real web server to a draft, to a standing rule's release, to their end."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from broadcaster import alerts as domain
from broadcaster import cap
from broadcaster.alerts import State, Step, approved
from broadcaster.cap import Area, Info, MsgType, Signer, Status, Value
from broadcaster.cap.writing import _signed
from broadcaster.dispatch import Outcome, Polled
from broadcaster.errors import BroadcasterError, Denied, Refused
from broadcaster.feeds import Feed, Rule
from broadcaster.messages import AlarmStatus
from broadcaster.store import alerts, feeds, people, stations
from broadcaster.store.alerts import listed
from tests.broadcaster.cap.authorities import Authority
from tests.feedserver import Page, Site, serving
from tests.house import START, House

SENDER = "canhbao@nchmf.example.vn"
OTHER = "khac@example.vn"
RING = ((16.0, 108.0), (16.0, 109.0), (17.0, 109.0), (17.0, 108.0), (16.0, 108.0))
AREA = Area("Ven biển", (RING,))
INFO = Info(
    event="Sóng thần",
    urgency="Immediate",
    severity="Extreme",
    certainty="Observed",
    language="vi-VN",
    category=("Geo",),
    event_code=(Value("SAME", "TSW"),),
    expires=START + timedelta(hours=2),
    headline="Cảnh báo sóng thần",
    description="Sóng thần sắp đến.",
    instruction="Lên chỗ cao ngay.",
    areas=(AREA,),
)
WARNING = cap.Alert(
    identifier="VN-1",
    sender=SENDER,
    sent=START - timedelta(minutes=1),
    status=Status.ACTUAL,
    msg_type=MsgType.ALERT,
    scope=cap.Scope.PUBLIC,
    infos=(INFO,),
)


@dataclass
class Office:
    """A house with a station by the sea, an authority it trusts, and that authority's web server."""

    here: House
    site: Site
    root: Authority
    signer: Signer

    def listed(self, **changes: object) -> Feed:
        """List the site as a feed of the province."""
        terms = {"senders": (SENDER,), "roots": (self.root.pem.decode(),)} | changes
        feed = self.site.feed(**terms)
        self.here.dispatch.keep_feed(feed, self.here.administrator)
        return feed

    def lay(self, *documents: cap.Alert | bytes, signer: Signer | None = None) -> None:
        """Lay documents on the server, signed by its authority or by ``signer``."""
        self.site.put(
            {
                f"/{number}-{hashlib.sha256(data).hexdigest()[:8]}": data
                for number, data in enumerate(
                    one if isinstance(one, bytes) else cap.write(one, now=START, signer=signer or self.signer)
                    for one in documents
                )
            }
        )

    def polled(self) -> Polled:
        """Ask the feed, whose time has come."""
        self.here.clock.advance(timedelta(minutes=1))
        (polled,) = self.here.dispatch.poll_feeds()
        return polled

    def outcomes(self) -> list[str]:
        """Ask the feed and return what became of each new document."""
        polled = self.polled()
        assert polled.failure is None
        return [one.handling for one in polled.messages]

    def states(self) -> list[State]:
        """Return the states of all alerts, oldest first."""
        return [one.state for one in self.alerts()]

    def alerts(self) -> list[alerts.Alert]:
        """Return all alerts, oldest first."""
        with self.here.dispatch.store.read() as tx:
            return sorted(listed(tx).items, key=lambda one: one.created_at)


@pytest.fixture(scope="session")
def root() -> Authority:
    """The authority whose root the province trusts; its certificates hold at the moment of the house."""
    return Authority()


@pytest.fixture
def office(here: House, root: Authority) -> Iterator[Office]:
    """Such an office, with nothing laid yet."""
    with here.dispatch.store.begin("test") as tx:
        one = stations.find(tx, "st-1")
        stations.change(tx, replace(one, latitude=16.5, longitude=108.5))
        stations.change(tx, replace(stations.find(tx, "st-2"), latitude=10.0, longitude=106.0))
    with serving() as site:
        yield Office(here, site, root, root.signer(SENDER))


def test_a_warning_becomes_a_draft_for_two_people(office: Office) -> None:
    """What a listed sender signed waits as a draft for the stations inside; one confirms, another releases."""
    office.listed()
    office.lay(WARNING)
    assert office.outcomes() == [Outcome.PROPOSED]
    (made,) = office.alerts()
    assert (made.state, made.status, made.author, made.level) == (State.DRAFT, AlarmStatus.ACTUAL, "feed:thu", 4)
    assert (made.localities, made.stations, made.origin) == (("h1",), (), "79")
    assert made.text == "Cảnh báo sóng thần\nSóng thần sắp đến.\nLên chỗ cao ngay."
    assert made.cap is not None
    assert (made.cap.identifier, made.cap.sender, made.cap.sent) == ("VN-1", SENDER, WARNING.sent)
    assert made.lasts == timedelta(hours=1, minutes=59)
    with office.here.dispatch.store.begin("test") as tx:
        for login in ("mot", "hai"):
            known = office.here.administrator
            people.add(tx, replace(known, id=login, login=login, role=people.Role.OPERATOR), "một câu dài dễ nhớ")
        one, other = people.find(tx, "mot"), people.find(tx, "hai")
    confirmed = office.here.dispatch.confirm_alert(made.id, one, version=made.version)
    with pytest.raises(BroadcasterError):
        office.here.dispatch.release_alert(made.id, one, version=confirmed.version)
    office.here.dispatch.release_alert(made.id, other, version=confirmed.version)
    assert office.here.dispatch.sign_alarms() == 1
    assert office.states() == [State.ACTIVE]


def test_the_bytes_are_kept_and_asking_again_changes_nothing(office: Office) -> None:
    """Each document is kept byte for byte under its SHA-256; the same again, at another address too, does nothing."""
    office.listed()
    data = b"\n" + cap.write(WARNING, now=START, signer=office.signer)
    office.lay(data)
    office.polled()
    assert office.polled().messages == ()
    office.site.put({"/elsewhere": data})
    assert office.polled().messages == ()
    office.site.paths()
    assert office.polled().messages == ()
    assert office.site.paths() == ["/feed"]
    with office.here.dispatch.store.read() as tx:
        (row,) = feeds.messages(tx, "thu").items
        kept = feeds.message(tx, "thu", row.sha256)
    assert (kept.data, kept.sha256) == (data, hashlib.sha256(data).hexdigest())
    assert (kept.identifier, kept.sender, kept.link) == ("VN-1", SENDER, office.site.url("/elsewhere"))
    assert len(office.alerts()) == 1


def test_a_named_sender_and_event_sound_without_a_person(office: Office) -> None:
    """The signer signs what a standing rule releases, as long as rule, bytes and words are what they were."""
    office.listed(releases=(Rule(SENDER, "TSW"),))
    office.lay(WARNING)
    assert office.outcomes() == [Outcome.RELEASED]
    assert office.here.dispatch.sign_alarms() == 1
    assert office.states() == [State.ACTIVE]


@pytest.mark.parametrize(
    "change",
    [
        {"event_code": (Value("SAME", "FFW"),)},
        {"effective": START + timedelta(hours=1)},
        {"areas": (Area("Cả tỉnh", geocodes=(Value("mã", "c1"),)),)},
        {"description": "Nước lên. " * 200},
    ],
)
def test_all_else_waits_for_a_person(office: Office, change: dict[str, object]) -> None:
    """Another event, one still to come, one without shape on the map or a long one is only proposed."""
    office.listed(releases=(Rule(SENDER, "TSW"),))
    office.lay(replace(WARNING, infos=(replace(INFO, **change),)))  # type: ignore[arg-type]
    assert office.outcomes() == [Outcome.PROPOSED]


@pytest.mark.parametrize("sin", ["words", "rule", "sender", "place"])
def test_the_signer_asks_again(office: Office, sin: str) -> None:
    """Words or place changed in the database with the approval beside them, a rule or sender taken back: not signed."""
    feed = office.listed(releases=(Rule(SENDER, "TSW"),), locality="c1")
    office.lay(WARNING)
    assert office.outcomes() == [Outcome.RELEASED]
    (made,) = office.alerts()
    with office.here.dispatch.store.begin("test") as tx:
        if sin in ("words", "place"):
            change = {"text": "Tin giả"} if sin == "words" else {"localities": ("c2",)}
            changed = replace(made, version=made.version + 1, **change)  # type: ignore[arg-type]
            alerts.change(tx, changed)
            alerts.touch(tx, *changed.localities)
            alerts.stand_for(tx, replace(approved(changed, Step.RULE), at=START + timedelta(hours=1)))
        else:
            terms = {"releases": ()} if sin == "rule" else {"senders": ("ai@khac.vn",)}
            feeds.keep(tx, replace(feed, **terms))  # type: ignore[arg-type]
    office.here.dispatch.sign_alarms()
    assert office.states() == [State.RELEASED]


def forged(office: Office, how: str) -> bytes:
    """Return a warning that must not be believed."""
    away = Area("Biển Đông", (tuple((lat - 10, lon + 5) for lat, lon in RING),))
    changes: dict[str, dict[str, object]] = {
        "unlisted": {"sender": OTHER},
        "exercise": {"status": Status.EXERCISE},
        "restricted": {"scope": cap.Scope.RESTRICTED, "restriction": "nội bộ"},
        "elsewhere": {"infos": (replace(INFO, areas=(away,)),)},
        "over": {"infos": (replace(INFO, expires=START + timedelta(minutes=3)),)},
    }
    signers = {
        "unsigned": None,
        "stranger": Authority().signer(SENDER) if how == "stranger" else None,
        "other sender": office.root.signer(OTHER),
        "unlisted": office.root.signer(OTHER),
    }
    document = replace(WARNING, **changes.get(how, {}))  # type: ignore[arg-type]
    signed = cap.write(document, now=START, signer=signers.get(how, office.signer))
    bent = signed.replace("Sóng thần sắp đến".encode(), "Mọi người vào trung tâm".encode())
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><alert>&b;</alert>'
    return {"changed": bent, "laughs": laughs, "noise": b"\x00\x01 no document at all"}.get(how, signed)


FORGERIES = {
    "unsigned": "cap.signature_required",
    "changed": "cap.signature_wrong",
    "stranger": "cap.signature_unknown",
    "other sender": "cap.signature_other_sender",
    "unlisted": "feed.sender_unlisted",
    "exercise": "feed.not_actual",
    "restricted": "cap.chain_not_public",
    "elsewhere": "feed.nowhere_here",
    "over": "feed.soon_over",
    "laughs": "cap.doctype",
    "noise": "cap.not_xml",
}


@pytest.mark.parametrize(("how", "code"), FORGERIES.items())
def test_everything_else_is_kept_with_its_reason(office: Office, how: str, code: str) -> None:
    """Unsigned, bent, foreign, unlisted, exercising, restricted, far or hostile: kept and told, never an alert."""
    office.listed(releases=(Rule(SENDER, "TSW"),))
    data = forged(office, how)
    office.lay(data)
    (message,) = office.polled().messages
    assert (message.handling, message.data) == (Outcome.KEPT, data)
    assert BroadcasterError.restored(message.reason).code == code
    assert office.alerts() == []


def answer(identifier: str, msg_type: MsgType, *meant: cap.Alert, **changes: object) -> cap.Alert:
    """Return an Update or Cancel of the authority that names others."""
    named = tuple(one.identity for one in meant)
    plain = replace(WARNING, identifier=identifier, msg_type=msg_type, references=named, sent=START)
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("rules", [(), (Rule(SENDER, "TSW"),)])
def test_a_cancel_ends_what_it_names(office: Office, rules: tuple[Rule, ...]) -> None:
    """A draft or a sounding alert ends by the same sender's Cancel, not by an unsigned or another's."""
    office.listed(releases=rules, senders=(SENDER, OTHER))
    office.lay(WARNING)
    office.outcomes()
    theirs = replace(WARNING, sender=OTHER)
    own = cap.write(answer("X", MsgType.CANCEL, theirs, sender=OTHER, infos=()), now=START)
    both = own.replace(b"<references>", f"<references>{SENDER},VN-1,{cap.write_time(WARNING.sent)} ".encode())
    unsigned = cap.write(answer("Y", MsgType.CANCEL, WARNING, infos=()), now=START)
    office.lay(unsigned, _signed(both, office.root.signer(OTHER)))
    assert office.outcomes() == [Outcome.KEPT, Outcome.KEPT]
    assert State.CANCELLED not in office.states()
    office.lay(answer("Z", MsgType.CANCEL, WARNING, infos=()))
    assert office.outcomes() == [Outcome.ENDED]
    (ended,) = office.alerts()
    assert (ended.state, ended.ended_by, ended.reason) == (State.CANCELLED, "feed:thu", "CAP Cancel Z")


def test_a_cancel_before_its_warning(office: Office) -> None:
    """A warning that arrives after its Cancel is kept and never proposed."""
    office.listed()
    office.lay(answer("Z", MsgType.CANCEL, WARNING, infos=()))
    assert office.outcomes() == [Outcome.KEPT]
    office.lay(WARNING)
    (message,) = office.polled().messages
    assert BroadcasterError.restored(message.reason).code == "cap.chain_tombstone"
    assert office.alerts() == []


def test_an_update_takes_the_place_of_a_draft(office: Office) -> None:
    """The draft of the old words ends, one of the new words waits."""
    office.listed()
    office.lay(WARNING)
    office.outcomes()
    office.lay(answer("VN-2", MsgType.UPDATE, WARNING))
    assert office.outcomes() == [Outcome.PROPOSED]
    assert office.states() == [State.CANCELLED, State.DRAFT]


def test_an_update_of_what_sounds(office: Office) -> None:
    """By rule it replaces at once; without one the old goes on until people release the draft that updates it."""
    feed = office.listed(releases=(Rule(SENDER, "TSW"),))
    office.lay(WARNING)
    office.outcomes()
    second = answer("VN-2", MsgType.UPDATE, WARNING)
    office.lay(second)
    assert office.outcomes() == [Outcome.RELEASED]
    assert office.states() == [State.UPDATED, State.RELEASED]
    with office.here.dispatch.store.begin("test") as tx:
        feeds.keep(tx, replace(feed, releases=()))
    office.lay(answer("VN-3", MsgType.UPDATE, second, sent=START + timedelta(minutes=1)))
    assert office.outcomes() == [Outcome.PROPOSED]
    assert office.states() == [State.UPDATED, State.RELEASED, State.DRAFT]
    assert office.alerts()[2].updates == office.alerts()[1].id


def test_the_all_clear_ends_it(office: Office) -> None:
    """An Update that says that the danger is over ends what it names."""
    office.listed(releases=(Rule(SENDER, "TSW"),))
    office.lay(WARNING)
    office.outcomes()
    office.lay(answer("VN-2", MsgType.UPDATE, WARNING, infos=(replace(INFO, urgency="Past"),)))
    assert office.outcomes() == [Outcome.ENDED]
    assert office.states() == [State.CANCELLED]


def test_a_feed_below_ends_nothing_above(office: Office) -> None:
    """A commune's feed of the same sender neither ends the province's alert nor hides its warnings."""
    office.listed()
    office.lay(WARNING)
    office.outcomes()
    with serving() as other:
        lower = Office(office.here, other, Authority(), Authority().signer(SENDER))
        lower.signer = lower.root.signer(SENDER)
        lower.listed(name="xa", locality="c2")
        coming = replace(WARNING, identifier="VN-9")
        lower.lay(answer("Z", MsgType.CANCEL, WARNING, infos=()), answer("Y", MsgType.CANCEL, coming, infos=()))
        office.here.clock.advance(timedelta(minutes=1))
        found = {one.feed: one.messages for one in office.here.dispatch.poll_feeds()}
        assert [one.handling for one in found["xa"]] == [Outcome.KEPT, Outcome.KEPT]
        assert office.states() == [State.DRAFT]
        office.lay(coming)
        assert office.here.dispatch.poll_feed("thu", office.here.administrator).messages[0].handling == Outcome.PROPOSED


def test_faults_are_kept_where_people_look(office: Office) -> None:
    """A feed that fails is marked with the fault and asked again; one that works loses the mark; 304 counts as well."""
    office.listed()
    assert office.polled().failure is not None
    with office.here.dispatch.store.read() as tx:
        row = feeds.find(tx, "thu")
    assert BroadcasterError.restored(row.failure).code == "feed.status"
    assert row.last_ok_at is None
    office.site.put({}, etag='"1"')
    assert office.polled() == Polled("thu")
    assert office.polled() == Polled("thu")
    assert [headers.get("If-None-Match") for _, headers in office.site.asked] == [None, None, '"1"']
    with office.here.dispatch.store.read() as tx:
        row = feeds.find(tx, "thu")
    assert (row.failure, row.last_ok_at) == ("", office.here.clock.now())
    assert office.here.dispatch.poll_feeds() == ()


def test_a_hostile_feed_costs_little(office: Office) -> None:
    """Twenty documents a poll; what lies elsewhere is not asked for, what is missing is tried again."""
    office.listed()
    links = [f"/{number}" for number in range(22)]
    office.site.put({one: one.encode() for one in links})
    office.site.pages.pop("/21")
    office.site.pages["/20"] = Page(status=302, headers={"Location": "http://169.254.169.254/"})
    first = office.polled()
    assert len(first.messages) == 18
    assert first.failure is not None
    second = office.polled()
    assert [one.link for one in second.messages] == [office.site.url("/0"), office.site.url("/1")]
    assert second.failure is not None
    assert office.here.dispatch.poll_feeds(lambda: True) == ()


def test_polling_stops_with_the_server(office: Office) -> None:
    """A server that stops begins no further document; the next poll goes on where it was left."""
    office.listed()
    office.lay(b"1", b"2")
    office.here.clock.advance(timedelta(minutes=1))
    asked = iter([False, False, True])
    (polled,) = office.here.dispatch.poll_feeds(lambda: next(asked))
    assert len(polled.messages) == 1
    assert len(office.polled().messages) == 1


def test_who_may_list_and_ask(office: Office) -> None:
    """Administrators of the place only; roots must be certificates; of an unknown feed there is nothing to ask."""
    feed = office.listed()
    with pytest.raises(Denied):
        office.here.dispatch.keep_feed(feed, office.here.leader)
    with pytest.raises(Denied):
        office.here.dispatch.poll_feed("thu", office.here.leader)
    with pytest.raises(Refused):
        office.here.dispatch.keep_feed(replace(feed, roots=("none",)), office.here.administrator)
    assert office.here.dispatch.poll_feed("thu", office.here.administrator).feed == "thu"
    with pytest.raises(BroadcasterError) as missing:
        office.here.dispatch.poll_feed("x", office.here.administrator)
    assert missing.value.code == "feed.missing"


def test_a_removed_feed_is_asked_no_more(office: Office) -> None:
    """Its drafts stay for people, its documents stay readable; listed again it is asked again."""
    feed = office.listed()
    office.lay(WARNING)
    assert office.outcomes() == [Outcome.PROPOSED]
    with pytest.raises(Denied):
        office.here.dispatch.remove_feed("thu", office.here.leader)
    office.here.dispatch.remove_feed("thu", office.here.administrator)
    office.here.dispatch.remove_feed("thu", office.here.administrator)
    office.here.clock.advance(timedelta(minutes=5))
    assert office.here.dispatch.poll_feeds() == ()
    with pytest.raises(Refused) as refusal:
        office.here.dispatch.poll_feed("thu", office.here.administrator)
    assert refusal.value.code == "feed.removed"
    assert office.states() == [State.DRAFT]
    with office.here.dispatch.store.read() as tx:
        assert len(feeds.messages(tx, "thu").items) == 1
    office.here.dispatch.keep_feed(feed, office.here.administrator)
    assert office.outcomes() == []


def test_a_feed_whose_alert_sounds_is_not_removed(office: Office) -> None:
    """What sounds by its rule alone would fall silent unsaid: it is cancelled first."""
    office.listed(releases=(Rule(SENDER, "TSW"),))
    office.lay(WARNING)
    assert office.outcomes() == [Outcome.RELEASED]
    with pytest.raises(Refused) as refusal:
        office.here.dispatch.remove_feed("thu", office.here.administrator)
    assert refusal.value.code == "feed.still_sounding"
    with office.here.dispatch.store.begin("test") as tx:
        (made,) = listed(tx).items
        alerts.change(tx, domain.cancel(made, "lan", tx.now, reason=""))
    office.here.dispatch.remove_feed("thu", office.here.administrator)
    assert office.here.dispatch.poll_feeds() == ()


def test_a_feed_removed_while_it_is_asked_brings_nothing(office: Office) -> None:
    """A document that arrives after the removal is not even kept."""
    office.listed(releases=(Rule(SENDER, "TSW"),))
    office.lay(WARNING)
    served = office.site.pages["/feed"]

    def removing(answer: BaseHTTPRequestHandler) -> None:
        """Answer, after the feed was taken off the list."""
        office.here.dispatch.remove_feed("thu", office.here.administrator)
        answer.send_response(200)
        answer.send_header("Content-Length", str(len(served.body)))
        answer.end_headers()
        answer.wfile.write(served.body)

    office.site.pages["/feed"] = Page(pour=removing)
    assert office.polled().messages == ()
    assert office.alerts() == []
