"""Seals documents in DSSE envelopes and decides which envelopes to believe. Pure: never reads a file or the clock.

Ed25519 only. The payload type fixes the kind, the kind fixes the role that may sign, and nothing in a message chooses
an algorithm. The exact bytes are verified before they are parsed.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import Error as LibraryError
from securesystemslib.signer import CryptoSigner, SSlibKey  # type: ignore[attr-defined]  # public, but no __all__

from broadcaster.errors import Refused
from broadcaster.messages import Command, CommandName, Document, Header, KeySet, Kind, PublicKey, Role, Topics, decode

ENVELOPE_LIMIT = 4 * 1024 * 1024
SIGNATURE_LIMIT = 16
_PAYLOAD_TYPE = re.compile(r"application/vnd\.broadcaster\.([a-z]+)\.v(\d{1,4})\+json")

_SIGNERS: Mapping[Kind, tuple[Role, ...]] = {
    Kind.KEYS: (Role.ROOT,),
    Kind.HEAD: (Role.HEAD,),
    Kind.TIMETABLE: (Role.SCHEDULE,),
    Kind.ALARMS: (Role.ALARM,),
    Kind.ASSIGNMENT: (Role.SCHEDULE,),
    Kind.COMMAND: (Role.SCHEDULE, Role.ALARM),
}


def role_of(kind: Kind, document: Document) -> Role:
    """Return the one role that may sign ``document``: silencing belongs to the alarm role, as it stops alarms too."""
    if isinstance(document, Command):
        return Role.ALARM if document.name is CommandName.SILENCE else Role.SCHEDULE
    return _SIGNERS[kind][0]


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and the role it signs for."""

    role: Role
    key: CryptoSigner

    @classmethod
    def generate(cls, role: Role) -> Self:
        """Return a new key for ``role``."""
        return cls(role, CryptoSigner(Ed25519PrivateKey.generate()))

    @classmethod
    def from_pem(cls, role: Role, pem: bytes) -> Self:
        """Return the key of a PKCS#8 PEM, or refuse one that is not Ed25519."""
        try:
            private = load_pem_private_key(pem, None)
        except (ValueError, TypeError) as fault:
            raise Refused("keys.unreadable", role=role.value) from fault
        if not isinstance(private, Ed25519PrivateKey):
            raise Refused("keys.unreadable", role=role.value)
        return cls(role, CryptoSigner(private))

    @property
    def public(self) -> PublicKey:
        """The public half, as it stands in a key set."""
        raw = bytes.fromhex(self.key.public_key.keyval["public"])
        return PublicKey(key_id(raw), self.role, raw.hex())

    @property
    def pem(self) -> bytes:
        """The private half as PKCS#8 PEM."""
        return self.key.private_bytes

    def sign(self, envelope: Envelope) -> None:
        """Put this key's signature under ``envelope``."""
        public = self.public
        signature = self.key.sign(envelope.pae())
        signature.keyid = public.id
        envelope.signatures[public.id] = signature


def key_id(public: bytes) -> str:
    """Return the id of a public key of 32 bytes: what it is called follows from what it is, so no key counts twice."""
    return hashlib.sha256(public).hexdigest()


def seal(payload: bytes, kind: Kind, signer: Signer, *more: Signer) -> bytes:
    """Return the DSSE envelope of ``payload`` as JSON, signed by every signer given."""
    envelope = Envelope(payload, f"application/vnd.broadcaster.{kind.value}.v1+json", {})
    for one in (signer, *more):
        if one.role not in _SIGNERS[kind]:
            raise ValueError(f"the {one.role} role never signs {kind}")
        one.sign(envelope)
    return _written(envelope)


def countersign(sealed: bytes, signer: Signer) -> bytes:
    """Return the envelope with one more signature, for roots that are kept apart."""
    opened = _opened(sealed)
    signer.sign(opened.envelope)
    return _written(opened.envelope)


def unverified(sealed: bytes) -> tuple[Header, Document]:
    """Return what an envelope says without believing it: only for files of our own."""
    return decode(_opened(sealed).envelope.payload)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A document that was believed; ``keys_old``: its alarm was accepted although the key set has expired."""

    header: Header
    document: Document
    envelope: bytes
    role: Role
    keys_old: bool = False


@dataclass(frozen=True, slots=True)
class Trust:
    """What a reader believes: the roots in force and the newest key set they signed.

    Keep ``roots``, ``threshold`` and the envelope of the newest key set on disk:
    ``Trust(site, roots, threshold).with_keys(envelope)`` is the same trust again.
    """

    site: str
    roots: tuple[PublicKey, ...]
    threshold: int
    keyset: KeySet | None = None
    keys_expire_at: datetime | None = None

    def with_keys(self, envelope: bytes) -> "Trust":
        """Return the trust under a newer key set, signed by a threshold of the roots in force and of its own.

        Its time window is not judged: an expired set is better than an older one; ``accept`` knows what it is worth.
        """
        header, keyset = self._key_set(_opened(envelope))
        roots = _of(Role.ROOT, keyset.keys)
        return Trust(self.site, roots, keyset.thresholds[Role.ROOT], keyset, header.expires_at)

    def accept(
        self, envelope: bytes, topic: str, *, now: datetime, newest_seq: int, clock_trusted: bool = True
    ) -> Accepted:
        """Return the document of an envelope found on ``topic``, or refuse it with the reason.

        ``newest_seq`` is the newest kept for that topic (-1: none). Without a trusted clock the document's own signed
        issue moves ``now`` forward, so that nothing is too early.
        """
        opened = _opened(envelope)
        role, header, document = self._read(opened)
        self._check_place(header, opened.kind, topic)
        if header.seq <= newest_seq:
            raise Refused("wire.replayed", topic=topic, seq=header.seq, newest=newest_seq)
        moment = now if clock_trusted else max(now, header.issued_at)
        _check_window(header, moment)
        old = self.keys_expire_at is not None and moment >= self.keys_expire_at
        if old and role not in (Role.ALARM, Role.ROOT):
            raise Refused("wire.keys_old", topic=topic, expired_at=self.keys_expire_at)
        return Accepted(header, document, envelope, role, old and role is Role.ALARM)

    def _read(self, opened: "_Opened") -> tuple[Role, Header, Document]:
        if opened.kind is Kind.KEYS:
            return Role.ROOT, *self._key_set(opened)
        if self.keyset is None:
            raise Refused("wire.keys_missing", site=self.site)
        role = _signed_by(opened, self.keyset)
        header, document = decode(opened.envelope.payload)
        if header.kind is opened.kind and role is not role_of(header.kind, document):
            raise Refused("wire.role", role=role.value, kind=header.kind.value)
        return role, header, document

    def _key_set(self, opened: "_Opened") -> tuple[Header, KeySet]:
        if opened.kind is not Kind.KEYS:
            raise Refused("wire.kind", kind=opened.kind.value)
        self._need_own_roots(opened)
        header, keyset = decode(opened.envelope.payload)
        if not isinstance(keyset, KeySet):
            raise Refused("wire.kind", kind=header.kind.value)
        self._check_place(header, opened.kind, Topics(self.site).keys)
        _check_keys(header, keyset)
        newest = self.keyset.version if self.keyset else -1
        if keyset.version <= newest:
            raise Refused("wire.replayed", topic=header.to, seq=keyset.version, newest=newest)
        count = len(opened.verified(_of(Role.ROOT, keyset.keys)))
        if count < keyset.thresholds[Role.ROOT]:
            raise Refused("wire.threshold", count=count)
        return header, keyset

    def _need_own_roots(self, opened: "_Opened") -> None:
        count = len(opened.verified(self.roots))
        if not count and self.keyset and opened.verified(self.keyset.keys):
            raise Refused("wire.role", role="-", kind=opened.kind.value)
        if count < self.threshold:
            raise _too_few(count)

    def _check_place(self, header: Header, kind: Kind, topic: str) -> None:
        if header.kind is not kind:
            raise Refused("wire.kind", kind=header.kind.value)
        if header.site != self.site:
            raise Refused("wire.site", site=header.site, ours=self.site)
        if header.to != topic or Topics(self.site).parse(topic).kind != kind.value:
            raise Refused("wire.address", topic=topic)


@dataclass(frozen=True, slots=True)
class _Opened:
    """An envelope whose form is right; nothing in it is believed yet."""

    kind: Kind
    envelope: Envelope

    def verified(self, keys: Iterable[PublicKey]) -> frozenset[str]:
        """Return the ids of those ``keys`` whose signatures fit the exact bytes."""
        signatures, signed = self.envelope.signatures, self.envelope.pae()
        return frozenset(key.id for key in keys if key.id in signatures and _fits(key, signatures[key.id], signed))


def _fits(key: PublicKey, signature: Any, signed: bytes) -> bool:
    try:
        SSlibKey(key.id, "ed25519", "ed25519", {"public": key.public}).verify_signature(signature, signed)
    except LibraryError:
        return False
    return True


def _signed_by(opened: _Opened, keyset: KeySet) -> Role:
    """Return the role whose threshold of keys signed, of those that may sign this kind at all."""
    counts = {role: len(opened.verified(_of(role, keyset.keys))) for role in _SIGNERS[opened.kind]}
    for role, count in counts.items():
        if count >= keyset.thresholds.get(role, SIGNATURE_LIMIT + 1):
            return role
    if not any(counts.values()) and opened.verified(keyset.keys):
        raise Refused("wire.role", role="-", kind=opened.kind.value)
    raise _too_few(max(counts.values()))


def _too_few(count: int) -> Refused:
    return Refused("wire.threshold", count=count) if count else Refused("wire.signature")


def _of(role: Role, keys: Iterable[PublicKey]) -> tuple[PublicKey, ...]:
    return tuple(key for key in keys if key.role is role)


def _check_keys(header: Header, keyset: KeySet) -> None:
    ids = [key.id for key in keyset.keys]
    sound = (
        header.seq == keyset.version
        and len(set(ids)) == len(ids)
        and all(key.id == key_id(bytes.fromhex(key.public)) for key in keyset.keys)
        and all(key.role in keyset.thresholds for key in keyset.keys)
        and len(_of(Role.ROOT, keyset.keys)) >= keyset.thresholds.get(Role.ROOT, SIGNATURE_LIMIT + 1)
    )
    if not sound:
        raise Refused("wire.malformed", place="keys", expected="a key set")


def _check_window(header: Header, moment: datetime) -> None:
    if moment >= header.expires_at:
        raise Refused("wire.expired", topic=header.to, expired_at=header.expires_at)
    if moment < header.not_before:
        raise Refused("wire.early", topic=header.to, not_before=header.not_before)


def _written(envelope: Envelope) -> bytes:
    return json.dumps(envelope.to_dict(), separators=(",", ":")).encode()


def _opened(sealed: bytes) -> _Opened:
    if len(sealed) > ENVELOPE_LIMIT:
        raise Refused("wire.too_large", size=len(sealed), limit=ENVELOPE_LIMIT)
    try:
        value = json.loads(sealed.decode(), object_pairs_hook=_named_once)
        payload_type = value["payloadType"]
        texts = [value["payload"], *(one["sig"] for one in value["signatures"])]
        if not isinstance(payload_type, str) or not 1 < len(texts) <= SIGNATURE_LIMIT + 1:
            raise ValueError("signatures")
        for text in texts:
            _check_base64(text)
        envelope = Envelope.from_dict(value)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, LibraryError) as fault:
        raise Refused("wire.malformed", place="-", expected="DSSE") from fault
    return _Opened(_kind_of(payload_type), envelope)


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a field named twice: what one reader takes from the first, another takes from the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("twice")
    return found


def _check_base64(text: str) -> None:
    """Refuse a second spelling of the same bytes."""
    if base64.b64encode(base64.b64decode(text, validate=True)).decode() != text:
        raise ValueError("base64")


def _kind_of(payload_type: str) -> Kind:
    found = _PAYLOAD_TYPE.fullmatch(payload_type)
    if not found or found[1] not in list(Kind):
        raise Refused("wire.kind", kind=payload_type[:80])
    if found[2] != "1":
        raise Refused("wire.version", version=found[2])
    return Kind(found[1])
