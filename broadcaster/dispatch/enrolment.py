"""How a receiver joins and leaves: claim code, certificate, token, and the poll leg of the same documents."""

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from broadcaster.accounts import Action, Person, demand
from broadcaster.claims import ClaimCode, new_claim
from broadcaster.config import split_address
from broadcaster.dispatch.publishing import Publishing
from broadcaster.errors import Denied, Missing, Refused
from broadcaster.localities import Station
from broadcaster.messages import Endpoint, EnrolReply, EnrolRequest, EnrolState, Inbox, Letter
from broadcaster.pki import LEAF_LIFE, fingerprint, serial_of
from broadcaster.store import Transaction, editions
from broadcaster.store import certificates as certificate_rows
from broadcaster.store import claims as claim_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import renders as render_rows
from broadcaster.store import stations as station_rows
from broadcaster.store import tokens as token_rows

CLAIM_LIFE = timedelta(hours=24)


class Enrolment(Publishing):
    """Receivers joining, renewing and leaving."""

    def add_station(self, station: Station, by: Person) -> str:
        """Add a receiver and return its claim code, to be typed or scanned at the box within 24 hours."""
        with self.store.begin(by.id) as tx:
            tree = locality_rows.tree(tx)
            if tree.locality(station.locality).retired_at is not None:
                raise Refused("locality.retired", field="locality", name=tree.name(station.locality))
            demand(by, Action.INSTALL, station.locality, tree)
            station_rows.add(tx, station)
            return self._claim(tx, station.id)

    def new_claim(self, station_id: str, by: Person) -> str:
        """Return a fresh claim code for a known receiver; codes given out before stop counting."""
        with self.store.begin(by.id) as tx:
            demand(by, Action.INSTALL, station_rows.find(tx, station_id).locality, locality_rows.tree(tx))
            return self._claim(tx, station_id)

    def claim(self, station_id: str, by: str) -> str:
        """Return a fresh claim code in the name of a program of ours (the demo, a bulk installation)."""
        with self.store.begin(by) as tx:
            return self._claim(tx, station_id)

    def enrol(self, request: EnrolRequest, address: str = "") -> EnrolReply:
        """Let a receiver in that knows its claim code: certificate, token, roots and addresses.

        A box that was this receiver before is shut out at once.
        """
        code = ClaimCode.parse(request.claim_code)
        token = secrets.token_urlsafe(32)
        with self.store.begin("enrolment") as tx:
            station_id = claim_rows.use(tx, code.secret_hash, address)
            certificate = self.pki.issue(request.csr_pem, station_id, tx.now)
            station = replace(
                station_rows.find(tx, station_id),
                enrolled_at=tx.now,
                revoked_at=None,
                serial=request.serial,
                fingerprint=fingerprint(certificate).hex(),
            )
            station_rows.change(tx, station)
            replaced = self._void_certificates(tx, station_id)
            certificate_rows.add(tx, station_id, serial_of(certificate), tx.now + LEAF_LIFE)
            token_rows.add(tx, station_id, hashed(token))
            topic, envelope = self._new_assignment(tx, station_id)
        if replaced:
            self.desk.evict(station_id)
        self._send(topic, envelope)
        return self._reply(station_id, certificate, token)

    def renew(self, station_id: str, csr_pem: str) -> str:
        """Return the next certificate of an enrolled receiver, asked for with its token."""
        with self.store.begin(station_id) as tx:
            certificate = self.pki.issue(csr_pem, station_id, tx.now)
            certificate_rows.renewed(tx, station_id, serial_of(certificate), tx.now + LEAF_LIFE)
        return certificate

    def revoke_station(self, station_id: str, by: Person) -> None:
        """Shut a receiver out at once: token, certificates and broker sessions."""
        with self.store.begin(by.id) as tx:
            demand(by, Action.INSTALL, station_rows.find(tx, station_id).locality, locality_rows.tree(tx))
            self._void_certificates(tx, station_id)
            station_rows.revoke(tx, station_id)
        self.desk.evict(station_id)

    def station_of(self, token: str) -> str:
        """Return the receiver a bearer token belongs to, or deny."""
        with self.store.read() as tx:
            station_id = token_rows.station_of(tx, hashed(token))
        if station_id is None:
            raise Denied("station.token_unknown")
        return station_id

    def inbox(self, station_id: str) -> tuple[str, Inbox]:
        """Return all documents meant for one receiver, and their ETag: the poll leg."""
        topics = self.topics
        with self.store.read() as tx:
            path = locality_rows.tree(tx).path(station_rows.find(tx, station_id).locality)
            wanted = [topics.head, topics.assignment(station_id), topics.station_timetable(station_id)]
            wanted.append(topics.station_alarms(station_id))
            wanted += [topic for code in path for topic in (topics.timetable(code), topics.alarms(code))]
            found = [(topic, editions.current(tx, topic)) for topic in wanted]
        letters = [Letter(topics.keys, self.keys.envelope.decode())]
        letters += [Letter(topic, envelope.decode()) for topic, envelope in found if envelope is not None]
        etag = hashlib.sha256("".join(one.envelope for one in letters).encode()).hexdigest()[:32]
        return etag, Inbox(tuple(letters))

    def media(self, sha256: str) -> Path:
        """Return a published clip; anything else does not exist for the outside."""
        with self.store.read() as tx:
            if not render_rows.clip(tx, sha256).published:
                raise Missing("clips.missing", sha256=sha256)
        return self.clips.path(sha256)

    def _claim(self, tx: Transaction, station_id: str) -> str:
        code, secret_hash = new_claim(self.pki.fingerprint())
        claim_rows.add(tx, station_id, secret_hash, tx.now + CLAIM_LIFE)
        return code

    def _void_certificates(self, tx: Transaction, station_id: str) -> bool:
        """Put a receiver's certificates on the revocation list; tell whether it had any."""
        serials = certificate_rows.revoke(tx, station_id)
        for serial in serials:
            self.pki.revoke(serial, tx.now)
        return bool(serials)

    def _reply(self, station_id: str, certificate_pem: str, token: str) -> EnrolReply:
        trust = self.keys.trust()
        host, port = split_address(self.config.broker_address)
        return EnrolReply(
            state=EnrolState.ACCEPTED,
            station_id=station_id,
            site=self.config.site,
            certificate_pem=certificate_pem,
            ca_pem=self.pki.ca_pem,
            token=token,
            root_keys=trust.roots,
            threshold=trust.threshold,
            broker=Endpoint(host, port),
            web_url=self.config.web_url,
            media_url=self.config.media_url,
        )


def hashed(token: str) -> str:
    """Return the hash under which a token is stored; the token itself is never kept."""
    return hashlib.sha256(token.encode()).hexdigest()
