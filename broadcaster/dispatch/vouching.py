"""Whether a feed's document, or a plan of tests or exercises, still vouches for an alert that no person released.

Asked anew before each signature. Reads the kept bytes again, makes the test again; believes no row. Never writes.
"""

from collections.abc import Mapping
from functools import lru_cache

from broadcaster import cap, exercises, proposing, silent_tests
from broadcaster.alerts import Alert, digest, places
from broadcaster.localities import Tree
from broadcaster.silent_tests import Standing
from broadcaster.store import Transaction
from broadcaster.store import exercises as exercise_rows
from broadcaster.store import feeds as feed_rows
from broadcaster.store import silent_tests as test_rows
from broadcaster.store.feeds import Message

FEED = "feed:"


def vouched(tx: Transaction, alert: Alert, tree: Tree, homes: Mapping[str, str]) -> frozenset[str]:
    """Return the digest of an alert that a named sender signed for a named event, as the feed's terms are now.

    ``homes`` are the localities of its single stations.
    """
    kept = feed_rows.of_alert(tx, alert.id) if alert.author.startswith(FEED) else None
    row = feed_rows.known(tx, kept.feed) if kept else None
    if kept is None or row is None:
        return frozenset()
    document = _trusted(kept, row.feed.roots)
    inside = all(tree.is_within(one, row.feed.locality) for one in places(alert, homes))
    if document is None or document.sender not in row.feed.senders or not inside:
        return frozenset()
    good = proposing.vouches(alert, document, row.feed, kept.received_at)
    return frozenset({digest(alert)}) if good else frozenset()


def planned(tx: Transaction, alert: Alert, standing: Standing) -> frozenset[str]:
    """Return the digest of an alert that is exactly the silent test or the exercise of its day, by a plan that stands.

    An exercise only while it is noted as raised and no real alarm stands or stood within a day.
    """
    if alert.author == silent_tests.AUTHOR:
        good = silent_tests.vouches(alert, test_rows.plan(tx), standing)
    elif alert.author == exercises.AUTHOR:
        calm = not exercise_rows.is_real(tx, tx.now - exercises.CALM) and exercise_rows.is_raised(tx, alert.id)
        good = calm and exercises.vouches(alert, exercise_rows.plan(tx), standing)
    else:
        good = False
    return frozenset({digest(alert)}) if good else frozenset()


@lru_cache(maxsize=16)
def _trusted(kept: Message, roots: tuple[str, ...]) -> cap.Alert | None:
    """Return what was signed of a document, if a root vouches for its sender and it is for the public in earnest."""
    verdict = cap.read(kept.data, now=kept.received_at, trust=[one.encode() for one in roots], signature_required=True)
    good = verdict.accepted and verdict.signature is cap.State.VALID
    if not good or verdict.alert is None:
        return None
    earnest = verdict.alert.status is cap.Status.ACTUAL and verdict.alert.scope is cap.Scope.PUBLIC
    return verdict.alert if earnest else None
