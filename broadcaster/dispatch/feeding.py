"""Warnings of other authorities: asked for, judged, kept, and laid before people; or released by a standing rule.

Every document is kept byte for byte with what became of it and why. Never edits what an authority says.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from time import monotonic

from broadcaster import alerts, cap, feeds, proposing
from broadcaster.accounts import Action, Person, demand
from broadcaster.alerts import EDITABLE, SOUNDING, Alert, Step
from broadcaster.cap import Finding, MsgType, Verdict
from broadcaster.dispatch.alerting import Alerting
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.feeds import Entry, Feed
from broadcaster.fetching import Mark, fetch
from broadcaster.store import Transaction, new_id
from broadcaster.store import alerts as alert_rows
from broadcaster.store import feeds as feed_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store.feeds import FeedRow, Message

log = logging.getLogger(__name__)

MOST_DOCUMENTS = 20
"""Fetched in one poll; the newest go first, the others wait for the next."""
POLL_S = 60.0


class Outcome(StrEnum):
    """What became of a document."""

    RELEASED = "released"
    PROPOSED = "proposed"
    ENDED = "ended"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Polled:
    """What asking a feed brought: the new documents, and the first fault, None when all went well."""

    feed: str
    messages: tuple[Message, ...] = ()
    failure: BroadcasterError | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a document leads to: ``reason`` is a stored wording code, empty when there is nothing to say."""

    outcome: Outcome
    reason: str = ""
    is_taken: bool = False
    alert: Alert | None = None


class Feeding(Alerting):
    """The way of a foreign warning up to the people who release it."""

    def keep_feed(self, feed: Feed, by: Person) -> FeedRow:
        """Keep a feed, or other terms of a known one; whoever may manage its locality may."""
        feeds.checked(feed)
        cap.read(b"<alert/>", now=self.clock.now(), trust=_roots(feed))  # refuses roots that are none
        with self.store.begin(by.id) as tx:
            before, tree = feed_rows.known(tx, feed.name), locality_rows.tree(tx)
            for place in {feed.locality, before.feed.locality if before else feed.locality}:
                demand(by, Action.MANAGE, place, tree)
            feed_rows.keep(tx, feed)
            return feed_rows.find(tx, feed.name)

    def remove_feed(self, name: str, by: Person) -> None:
        """Take a feed off the list; refused while an alert sounds that only the feed's rule and document vouch for."""
        with self.store.begin(by.id) as tx:
            row = feed_rows.find(tx, name)
            demand(by, Action.MANAGE, row.feed.locality, locality_rows.tree(tx))
            sounding = alert_rows.in_states(tx, SOUNDING)
            mine = next((one for one in sounding if one.released_by == proposing.author(row.feed)), None)
            if mine is not None:
                raise Refused("feed.still_sounding", title=mine.title)
            if row.removed_at is None:
                feed_rows.remove(tx, name)

    def poll_feeds(self, halted: Callable[[], bool] = lambda: False) -> tuple[Polled, ...]:
        """Ask every feed whose time has come; a fault of one stops no other. Nothing more begins once ``halted``."""
        with self.store.read() as tx:
            rows = feed_rows.listed(tx)
            due = [one for one in rows if one.polled_at is None or tx.now - one.polled_at >= one.feed.every]
        return tuple(self._poll(one, halted) for one in due if not halted())

    def poll_feed(self, name: str, by: Person) -> Polled:
        """Ask one feed now."""
        with self.store.read() as tx:
            row = feed_rows.find(tx, name)
            demand(by, Action.MANAGE, row.feed.locality, locality_rows.tree(tx))
            if row.removed_at is not None:
                raise Refused("feed.removed", name=name)
        return self._poll(row, lambda: False)

    def _poll(self, row: FeedRow, halted: Callable[[], bool]) -> Polled:
        feed, known = row.feed, Mark(row.etag, row.modified)
        try:
            answer = fetch(feed.url, feed, known)
            if answer.data is None:
                return self._noted(Polled(feed.name), known, is_whole=True)
            named = feeds.entries(answer.data, feed.url)
        except BroadcasterError as fault:
            return self._noted(Polled(feed.name, failure=fault), known, is_whole=False)
        with self.store.read() as tx:
            wanted, more = feeds.fresh(named, feed_rows.links(tx, feed.name), MOST_DOCUMENTS)
        polled, left = self._gather(feed, wanted, halted)
        is_whole = not (more or left or polled.failure)
        return self._noted(polled, answer.mark, is_whole=is_whole)

    def _gather(self, feed: Feed, wanted: Sequence[Entry], halted: Callable[[], bool]) -> tuple[Polled, bool]:
        """Fetch and receive documents; tell whether some were left for want of time."""
        until, failure = monotonic() + POLL_S, None
        came: list[Message] = []
        for entry in wanted:
            if halted() or monotonic() > until:
                return Polled(feed.name, tuple(came), failure), True
            try:
                came += self._receive(feed, entry, fetch(entry.link, feed).data or b"")
            except BroadcasterError as fault:
                log.warning("document %s of feed %s: %s", entry.link, feed.name, fault)
                failure = failure or fault
        return Polled(feed.name, tuple(came), failure), False

    def _noted(self, polled: Polled, mark: Mark, *, is_whole: bool) -> Polled:
        """Keep how it went; the mark only when nothing is left to fetch, so that the next poll goes on."""
        if polled.failure is not None:
            log.warning("feed %s: %s", polled.feed, polled.failure)
        with self.store.begin("system") as tx:
            state: dict[str, object] = {"failure": polled.failure.stored() if polled.failure else ""}
            state |= {"etag": mark.etag, "modified": mark.modified} if is_whole else {"etag": "", "modified": ""}
            state |= {} if polled.failure else {"last_ok_at": tx.now}
            state |= {"last_change_at": tx.now} if polled.messages else {}
            feed_rows.polled(tx, polled.feed, **state)
            feed_rows.tidy(tx, polled.feed)
        return polled

    def _receive(self, feed: Feed, entry: Entry, data: bytes) -> list[Message]:
        """Judge and keep one document, with all it leads to, in one transaction; nothing if these bytes are known."""
        verdict = cap.read(data, now=self.clock.now(), trust=_roots(feed), signature_required=True)
        with self.store.begin(proposing.author(feed)) as tx:
            if feed_rows.find(tx, feed.name).removed_at is not None:
                return []  # taken off the list while it was being asked
            if feed_rows.met_again(tx, feed.name, data, link=entry.link, updated=entry.updated):
                return []
            judged = self._judged(tx, feed, verdict)
            message = _message(feed, entry, data, verdict)
            message = replace(message, received_at=tx.now, handling=judged.outcome.value, reason=judged.reason)
            alert_id = judged.alert.id if judged.alert else None
            message = replace(message, is_taken=judged.is_taken, alert_id=alert_id)
            feed_rows.add_message(tx, message)
            if judged.outcome is Outcome.RELEASED and judged.alert is not None:
                self._check_release(tx, judged.alert)
        self.wake()
        log.info("feed %s: %s %s", feed.name, message.identifier or message.sha256, message.handling)
        return [message]

    def _judged(self, tx: Transaction, feed: Feed, verdict: Verdict) -> Judged:
        """Say what a document leads to, and do it: an alert begins or ends, or nothing happens."""
        document, tree = verdict.alert, locality_rows.tree(tx)
        mistrust = _mistrust(feed, verdict)
        if mistrust is not None or document is None:
            return Judged(Outcome.KEPT, mistrust or "")
        before = feed_rows.memory(tx, document.sender, tree.path(feed.locality))
        after, remarks = cap.receive(before, verdict, tx.now)
        if document.identity in before.seen or document.identity not in after.seen:
            return Judged(Outcome.KEPT, _stored(remarks[-1]) if remarks else "")
        earlier = [one for one in _named(tx, document) if tree.is_within(one.origin, feed.locality)]
        alert, reason = None, _stored(remarks[-1]) if remarks else ""
        if document in after.alerts:
            try:
                alert, reason = self._propose(tx, feed, document, earlier), ""
            except Refused as refusal:
                reason = refusal.stored()
        if alert is not None:
            return Judged(Outcome.RELEASED if alert.state in SOUNDING else Outcome.PROPOSED, reason, True, alert)
        for one in earlier:
            _end(tx, one, feed, document)
        return Judged(Outcome.ENDED if earlier else Outcome.KEPT, reason, True)

    def _propose(self, tx: Transaction, feed: Feed, document: cap.Alert, earlier: Sequence[Alert]) -> Alert:
        """Write the draft a warning asks for, or let it sound if a rule says so; it takes the place of ``earlier``.

        What sounds goes on until its update is released. Refused when it says nothing to us.
        """
        made = proposing.draft(document, feed, new_id(), tx.now)
        made = proposing.placed(made, document, alert_rows.spots(tx), locality_rows.tree(tx))
        sounding = next((one for one in earlier if one.state in SOUNDING), None)
        made = replace(made, updates=sounding.id if sounding else None)
        is_automatic = proposing.is_automatic(document, feed, tx.now)
        if is_automatic:
            made = alerts.release_by_rule(made, tx.now)
        alert_rows.add(tx, made)
        if is_automatic:
            alert_rows.stand_for(tx, alerts.approved(made, Step.RULE))
            alert_rows.touch(tx, *alerts.scopes(made))
        for one in earlier:
            if one is sounding and is_automatic:
                alert_rows.change(tx, alerts.supersede(one, made.author, tx.now))
            elif one.state in EDITABLE or is_automatic:
                _end(tx, one, feed, document)
        return made


def _mistrust(feed: Feed, verdict: Verdict) -> str | None:
    """Return why a document leads to nothing, before what it says counts; None when it is to be believed."""
    if verdict.alert is not None and verdict.alert.sender not in feed.senders:
        return Refused("feed.sender_unlisted", sender=verdict.alert.sender[:80]).stored()
    if not verdict.accepted or verdict.alert is None or verdict.signature is not cap.State.VALID:
        return _stored(verdict.reason) if verdict.reason else Refused("cap.signature_required").stored()
    if verdict.alert.status is not cap.Status.ACTUAL:
        return Refused("feed.not_actual", status=verdict.alert.status.value).stored()
    return None


def _named(tx: Transaction, document: cap.Alert) -> list[Alert]:
    """Return the alerts that an Update or Cancel means: made of documents of the same sender, and not over."""
    if document.msg_type not in {MsgType.UPDATE, MsgType.CANCEL}:
        return []
    meant = {(one.sender, one.identifier, one.sent) for one in document.references if one.sender == document.sender}
    meant.discard((document.sender, document.identifier, document.sent))
    living = alert_rows.in_states(tx, EDITABLE | SOUNDING)
    return [one for one in living if one.cap and (one.cap.sender, one.cap.identifier, one.cap.sent) in meant]


def _end(tx: Transaction, alert: Alert, feed: Feed, document: cap.Alert) -> None:
    reason = f"CAP {document.msg_type.value} {document.identifier}"
    alert_rows.change(tx, alerts.cancel(alert, proposing.author(feed), tx.now, reason=reason))


def _message(feed: Feed, entry: Entry, data: bytes, verdict: Verdict) -> Message:
    plain = Message(feed=feed.name, link=entry.link, updated=entry.updated, data=data, received_at=feeds.LONG_AGO)
    if verdict.alert is None:
        return plain
    document = verdict.alert
    return replace(
        plain,
        identifier=document.identifier,
        sender=document.sender,
        sent=document.sent,
        status=document.status.value,
        references=document.references,
    )


def _stored(found: Finding) -> str:
    facts = {name: fact for name, fact in found.facts if name != "field"}
    return Refused(found.code, **facts).stored()  # type: ignore[arg-type]


def _roots(feed: Feed) -> list[bytes]:
    return [one.encode() for one in feed.roots]
