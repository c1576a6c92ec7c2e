"""The site's signing keys as files, one folder a role, and the key set the root signed. Never seals any other document.

``root/`` belongs on a stick in a safe and ``alarm/`` to another user than the web pages; only the set itself is public.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadcaster.errors import Missing, Refused
from broadcaster.messages import Header, KeySet, Kind, PublicKey, Role, Topics, encode, header
from broadcaster.signing import Signer, Trust, seal, unverified
from broadcaster.whole import whole_file


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key of the set in force; ``held`` says whether its private half lies here."""

    id: str
    role: Role
    held: bool
    version: int
    expires_at: datetime


class KeyFiles:
    """The key folder of a site: ``<role>/<id>.pem``, ``set.json`` (the newest) and ``sets/<version>.json`` (all)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def envelope(self) -> bytes:
        """The newest key set as it is published; raise Missing before ``init``."""
        try:
            return (self.folder / "set.json").read_bytes()
        except FileNotFoundError as fault:
            raise Missing("keys.missing", folder=self.folder) from fault

    @property
    def key_set(self) -> KeySet:
        """The newest key set."""
        return self._newest()[1]

    def init(self, site: str, now: datetime) -> None:
        """Make a key for every role and the first key set, signed by the one root; refuse where keys stand already."""
        topic = Topics(site).keys
        if (self.folder / "set.json").exists():
            raise Refused("keys.exist", folder=self.folder)
        made = tuple(self._make(role) for role in Role)
        self._publish(header(Kind.KEYS, topic, seq=1, now=now), made, dict.fromkeys(Role, 1))

    def rotate(self, role: Role, now: datetime, *, revoke: bool = False) -> PublicKey:
        """Make the next key of ``role``, in force at once, and return it.

        The key before stays in the set for what is still on its way, unless ``revoke`` says it was stolen. A new
        root is signed by every root held here, so that readers who missed a set or two can follow.
        """
        old, keyset = self._newest()
        self._roots()
        kept = tuple(key for key in keyset.keys if key.role is not role)
        last = () if revoke or role is Role.ROOT else tuple(k for k in keyset.keys if k.role is role)[-1:]
        made = self._make(role)
        self._publish(_next(old, now), (*kept, *last, made), keyset.thresholds)
        return made

    def renew(self, now: datetime) -> None:
        """Publish the same keys again for another year."""
        old, keyset = self._newest()
        self._publish(_next(old, now), keyset.keys, keyset.thresholds)

    def show(self) -> tuple[KeyRow, ...]:
        """Return the keys in force."""
        head, keyset = self._newest()
        return tuple(
            KeyRow(key.id, key.role, self._file(key).exists(), keyset.version, head.expires_at) for key in keyset.keys
        )

    def signer(self, role: Role) -> Signer:
        """Return the newest key of ``role``; raise Missing if its private half is not here."""
        newest = [key for key in self.key_set.keys if key.role is role][-1]
        try:
            return Signer.from_pem(role, self._file(newest).read_bytes())
        except FileNotFoundError as fault:
            raise Missing("keys.private_missing", role=role.value, file=self._file(newest)) from fault

    def trust(self) -> Trust:
        """Return what a station believes that was enrolled now."""
        head, keyset = self._newest()
        roots = tuple(key for key in keyset.keys if key.role is Role.ROOT)
        return Trust(head.site, roots, keyset.thresholds[Role.ROOT]).with_keys(self.envelope)

    def _newest(self) -> tuple[Header, KeySet]:
        head, keyset = unverified(self.envelope)
        if not isinstance(keyset, KeySet):
            raise Refused("wire.kind", kind=head.kind.value)
        return head, keyset

    def _roots(self) -> list[Signer]:
        found = [Signer.from_pem(Role.ROOT, file.read_bytes()) for file in sorted((self.folder / "root").glob("*.pem"))]
        if not found:
            raise Missing("keys.private_missing", role=Role.ROOT.value, file=self.folder / "root")
        return found

    def _file(self, key: PublicKey) -> Path:
        return self.folder / key.role.value / f"{key.id}.pem"

    def _make(self, role: Role) -> PublicKey:
        made = Signer.generate(role)
        write_private(self._file(made.public), made.pem)
        return made.public

    def _publish(self, head: Header, keys: Iterable[PublicKey], thresholds: Mapping[Role, int]) -> None:
        document = KeySet(head.seq, tuple(keys), dict(thresholds))
        sealed = seal(encode(head, document), Kind.KEYS, *self._roots())
        for file in (self.folder / "sets" / f"{head.seq}.json", self.folder / "set.json"):
            file.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(file) as partial:
                partial.write_bytes(sealed)


def _next(old: Header, now: datetime) -> Header:
    return header(Kind.KEYS, old.to, seq=old.seq + 1, now=now)


def write_private(file: Path, content: bytes) -> None:
    """Write ``content`` whole and durably to a file only its owner may read, in a folder only its owner may enter."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with whole_file(file) as partial:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as out:
            out.write(content)
