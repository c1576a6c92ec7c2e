"""What there is to say about a document, and the word for what becomes of it. Never looks at a document itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Effect(IntEnum):
    """What a finding does to its document; the strongest of all decides (docs/decisions/0018)."""

    NOTE = 0
    WARN = 1
    LEGACY = 2
    FETCH = 3
    SIGNATURE = 4
    HOLD = 5
    DOUBT = 6
    REFUSE = 7


HANDLING = {
    Effect.NOTE: "accept",
    Effect.WARN: "accept+warn",
    Effect.LEGACY: "accept-or-refuse-version",
    Effect.FETCH: "accept-text-refuse-fetch",
    Effect.SIGNATURE: "reject-if-signature-required",
    Effect.HOLD: "hold-for-person",
    Effect.DOUBT: "reject-or-hold",
    Effect.REFUSE: "reject",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say: a wording code, its facts as (name, value) pairs, and what it does."""

    effect: Effect
    code: str
    facts: tuple[tuple[str, object], ...] = ()


def finding(effect: Effect, code: str, **facts: object) -> Finding:
    """Return a finding with its facts in the order given."""
    return Finding(effect, code, tuple(facts.items()))


def strongest(findings: Iterable[Finding]) -> Effect:
    """Return the strongest effect of all findings, NOTE for none."""
    return max((one.effect for one in findings), default=Effect.NOTE)
