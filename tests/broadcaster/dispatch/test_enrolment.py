"""Receivers joining, renewing and leaving: one code lets one box in, and a box that left is out everywhere at once."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from broadcaster.dispatch.enrolment import CLAIM_LIFE, hashed
from broadcaster.errors import BroadcasterError, Denied, Missing, Refused
from broadcaster.localities import Station
from broadcaster.messages import Assignment, EnrolReply, EnrolRequest, EnrolState, Head, KeySet
from broadcaster.pki import LEAF_LIFE, new_request, serial_of
from broadcaster.signing import Trust
from broadcaster.store import audit, certificates, claims, stations
from tests.house import House

ASSIGNMENT = "vn-79/v1/stations/st-1/assignment"


@dataclass(frozen=True, slots=True)
class Box:
    """A receiver that wants in."""

    here: House
    code: str
    address: str = "192.0.2.7"

    def join(self) -> EnrolReply:
        """Ask in with the code."""
        _, csr = new_request("whatever it says")
        return self.here.dispatch.enrol(EnrolRequest(self.code, "RPI-0042", csr), self.address)

    def refused(self) -> BroadcasterError:
        """Ask in and return why not."""
        with pytest.raises(BroadcasterError) as caught:
            self.join()
        return caught.value


@pytest.fixture
def box(here: House) -> Box:
    """A box with a good code for the first station."""
    return Box(here, here.dispatch.new_claim("st-1", here.administrator))


def test_a_code_lets_a_box_in(box: Box) -> None:
    """It gets a certificate of its own name, the authority, a token, the roots and where to connect."""
    reply = box.join()
    here = box.here
    certificate = x509.load_pem_x509_certificate(reply.certificate_pem.encode())
    (name,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(reply.ca_pem.encode()))
    assert (reply.state, reply.station_id, reply.site, name.value) == (EnrolState.ACCEPTED, "st-1", "vn-79", "st-1")
    assert here.dispatch.station_of(reply.token) == "st-1"
    assert (reply.broker and reply.broker.port, reply.web_url) == (8883, here.dispatch.config.web_url)
    with here.dispatch.store.read() as tx:
        station = stations.find(tx, "st-1")
        (row,) = certificates.of_station(tx, "st-1")
    assert (station.serial, station.enrolled_at) == ("RPI-0042", here.clock.now())
    assert (row.serial, row.expires_at) == (serial_of(reply.certificate_pem), here.clock.now() + LEAF_LIFE)


def test_the_token_itself_is_not_kept(box: Box) -> None:
    """Who reads the database learns no token and no code."""
    reply = box.join()
    kept = box.here.dispatch.config.data.joinpath("broadcaster.db").read_bytes()
    kept += box.here.dispatch.config.data.joinpath("broadcaster.db-wal").read_bytes()
    assert hashed(reply.token).encode() in kept
    assert reply.token.encode() not in kept
    assert box.code.encode() not in kept
    assert box.code.replace("-", "")[:16].encode() not in kept


def test_a_code_is_good_once(box: Box) -> None:
    """Used twice it is refused in words, and the box that used it first stays in."""
    reply = box.join()
    assert box.refused().code == "claim.used"
    assert box.here.dispatch.station_of(reply.token) == "st-1"
    assert box.here.desk.evicted == []


def test_a_code_is_good_for_a_day(box: Box) -> None:
    """After 24 hours it has expired; a fresh one is needed."""
    box.here.clock.advance(CLAIM_LIFE - timedelta(seconds=1))
    early = box.here.dispatch.claim("st-2", "demo")
    assert Box(box.here, early).join().station_id == "st-2"
    box.here.clock.advance(timedelta(seconds=1))
    assert box.refused().code == "claim.expired"


def test_a_new_code_ends_the_old(box: Box) -> None:
    """The slip that was lost is worth nothing once a new one is written."""
    fresh = box.here.dispatch.new_claim("st-1", box.here.administrator)
    assert box.refused().code == "claim.expired"
    assert Box(box.here, fresh).join().station_id == "st-1"


def test_five_tries(box: Box) -> None:
    """A code that was tried five times with a bad request is dead; up to the fourth it is still good."""
    for _ in range(claims.TRIES):
        with pytest.raises(Refused, match="chứng thư"):
            box.here.dispatch.enrol(EnrolRequest(box.code, "x", "no request"), box.address)
    assert box.refused().code == "claim.too_many_tries"


def test_a_broken_request_does_not_spend_the_code(box: Box) -> None:
    """A box whose request was garbled tries again with the same code."""
    with pytest.raises(Refused):
        box.here.dispatch.enrol(EnrolRequest(box.code, "x", "no request"), box.address)
    assert box.join().station_id == "st-1"


@pytest.mark.parametrize("code", ["", "ABCD", "0" * 500, "ÁBCD-" * 8])
def test_no_code_at_all_is_told(here: House, code: str) -> None:
    """What cannot be a code is refused at its field."""
    fault = Box(here, code).refused()
    assert (fault.code, fault.field) == ("claim.malformed", "code")


def test_guessing_is_slowed_down(here: House) -> None:
    """Wrong codes from one address are refused without a look after a while; another address is let alone."""
    wrong = "ABCD-" * 7 + "ABCD"
    told = {Box(here, wrong).refused().code for _ in range(12)}
    assert told == {"claim.unknown", "claim.too_many_tries"}
    assert Box(here, wrong, "198.51.100.1").refused().code == "claim.unknown"


def test_only_installers_give_out_codes(here: House) -> None:
    """Adding stations and writing codes is for who may install there; a known id is not given twice."""
    with pytest.raises(Denied):
        here.dispatch.add_station(Station("st-3", "Cụm mới", "h1"), here.leader)
    with pytest.raises(Denied):
        here.dispatch.new_claim("st-1", here.leader)
    assert here.dispatch.add_station(Station("st-3", "Cụm mới", "h1"), here.administrator)
    with pytest.raises(Refused) as caught:
        here.dispatch.add_station(Station("st-3", "Cụm mới", "h1"), here.administrator)
    assert caught.value.code == "station.exists"


def test_a_revoked_station_is_out_at_once(box: Box) -> None:
    """Token, certificate and broker session end together; a new code brings the station back."""
    reply = box.join()
    here = box.here
    with pytest.raises(Denied):
        here.dispatch.revoke_station("st-1", here.leader)
    here.dispatch.revoke_station("st-1", here.administrator)
    assert here.desk.evicted == ["st-1"]
    assert here.dispatch.pki.revoked() == {serial_of(reply.certificate_pem)}
    with pytest.raises(Denied) as caught:
        here.dispatch.station_of(reply.token)
    assert caught.value.code == "station.token_unknown"
    again = Box(here, here.dispatch.new_claim("st-1", here.administrator)).join()
    assert here.dispatch.station_of(again.token) == "st-1"


def test_a_new_box_shuts_the_old_one_out(box: Box) -> None:
    """After a box was replaced, the old one's token, certificate and session are void at once."""
    old = box.join()
    here = box.here
    new = Box(here, here.dispatch.new_claim("st-1", here.administrator)).join()
    with pytest.raises(Denied):
        here.dispatch.station_of(old.token)
    assert here.dispatch.station_of(new.token) == "st-1"
    assert here.dispatch.pki.revoked() == {serial_of(old.certificate_pem)}
    assert here.desk.evicted == ["st-1"]


def test_renewing_keeps_the_old_certificate_good(box: Box) -> None:
    """The next certificate comes for the same name; the old one runs out by itself, as the answer may get lost."""
    first = box.join().certificate_pem
    here = box.here
    here.clock.advance(timedelta(days=250))
    second = here.dispatch.renew("st-1", new_request("st-2")[1])
    assert "CN=st-1" in x509.load_pem_x509_certificate(second.encode()).subject.rfc4514_string()
    with here.dispatch.store.read() as tx:
        rows = {row.serial: row.revoked_at for row in certificates.of_station(tx, "st-1")}
    assert rows == {serial_of(first): None, serial_of(second): None}
    here.dispatch.revoke_station("st-1", here.administrator)
    assert here.dispatch.pki.revoked() == set(rows)


def test_the_inbox_is_what_the_broker_would_have_brought(box: Box) -> None:
    """Keys, head, assignment and the timetables of the whole path, each believed by what enrolment gave it."""
    reply = box.join()
    here = box.here
    here.dispatch.add_entry(here.entry(here.ready().id), here.officer)
    here.dispatch.publish_due()
    here.dispatch.publish_head()
    etag, inbox = here.dispatch.inbox("st-1")
    topics = [one.topic for one in inbox.documents]
    assert topics == ["vn-79/v1/keys", "vn-79/v1/head", ASSIGNMENT, "vn-79/v1/localities/c1/timetable"]
    trust = Trust(reply.site, reply.root_keys, reply.threshold).with_keys(inbox.documents[0].envelope.encode())
    kinds = [
        type(trust.accept(one.envelope.encode(), one.topic, now=here.clock.now(), newest_seq=0).document)
        for one in inbox.documents[1:]
    ]
    assert kinds[:2] == [Head, Assignment]
    assert KeySet not in kinds
    assert here.dispatch.inbox("st-1")[0] == etag
    here.dispatch.publish_assignment("st-2")
    assert here.dispatch.inbox("st-1")[0] == etag
    here.dispatch.publish_assignment("st-1")
    assert here.dispatch.inbox("st-1")[0] != etag


def test_strangers_have_no_inbox(here: House) -> None:
    """An unknown station is named, an unknown token denied."""
    with pytest.raises(Missing, match="st-9"):
        here.dispatch.inbox("st-9")
    with pytest.raises(Denied):
        here.dispatch.station_of("no token")


def test_joining_stands_in_the_audit_log(box: Box) -> None:
    """Who wrote the code, and the use of it, can be read later; the chain holds."""
    box.join()
    with box.here.dispatch.store.read() as tx:
        rows = {row.action: row.by for row in audit.listed(tx).items}
        assert audit.verify(tx).broken_at is None
    assert rows["claim.add"] == box.here.administrator.id
    assert rows["claim.use"] == "enrolment"


def test_an_unpublished_clip_is_not_for_the_outside(here: House) -> None:
    """A clip is served only once an edition names it."""
    ready = here.ready()
    with pytest.raises(Missing, match=str(ready.clip)[:12]):
        here.dispatch.media(str(ready.clip))
