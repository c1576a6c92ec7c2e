"""Envelopes: what is believed, and every way to be refused."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope

from broadcaster.errors import Missing, Refused
from broadcaster.keys import KeyFiles
from broadcaster.messages import (
    AlarmSet,
    Command,
    CommandName,
    Document,
    Edition,
    Header,
    KeySet,
    Kind,
    PublicKey,
    Role,
    encode,
    header,
)
from broadcaster.pki import new_request
from broadcaster.signing import ENVELOPE_LIMIT, Signer, Trust, countersign, key_id, role_of, seal, unverified
from tests.broadcaster.specimens import DOCUMENTS, NOW, SITE, STATION, TOPICS

SIGNERS = {role: Signer.generate(role) for role in Role}
OTHER_ROOT = Signer.generate(Role.ROOT)
KEYS = tuple(signer.public for signer in SIGNERS.values())
ONES = dict.fromkeys(Role, 1)
LATER = timedelta(days=400)


def key_set(version: int, keys: tuple[PublicKey, ...] = KEYS, thresholds: dict[Role, int] = ONES) -> bytes:
    """Return the payload of a key set."""
    return encode(header(Kind.KEYS, TOPICS.keys, seq=version, now=NOW), KeySet(version, keys, thresholds))


def sealed_keys(version: int, *signers: Signer, **parts: Any) -> bytes:
    """Return a sealed key set."""
    first, *more = signers or (SIGNERS[Role.ROOT],)
    return seal(key_set(version, **parts), Kind.KEYS, first, *more)


TRUST = Trust(SITE, (SIGNERS[Role.ROOT].public,), 1).with_keys(sealed_keys(3))


@cache
def sealed(kind: Kind, **changes: Any) -> tuple[bytes, str]:
    """Return the specimen of ``kind`` in its envelope, and its topic; ``changes`` go into the header."""
    topic, document = DOCUMENTS[kind]
    if isinstance(document, KeySet):
        return sealed_keys(9), topic
    return enveloped(replace(header(kind, topic, seq=9, now=NOW), **changes), document), topic


def enveloped(head: Header, document: Document, signer: Signer | None = None) -> bytes:
    """Return a document in the envelope of its kind, signed by the right role or by ``signer``."""
    kind = head.kind if head.kind in Kind else Kind.TIMETABLE
    return seal(encode(head, document), kind, signer or SIGNERS[role_of(kind, document)])


def refusal(envelope: bytes, topic: str, now: datetime = NOW, newest: int = 8, **more: Any) -> str:
    """Return the code with which an envelope is refused."""
    with pytest.raises(Refused) as refused:
        TRUST.accept(envelope, topic, now=now, newest_seq=newest, **more)
    assert refused.value.told("vi") != refused.value.code
    assert "[" not in refused.value.told("en")
    return refused.value.code


@pytest.mark.parametrize("kind", Kind)
def test_right_documents_are_believed(kind: Kind) -> None:
    """Each kind, signed by its role, at its topic and in time, is accepted with its exact bytes."""
    envelope, topic = sealed(kind)
    accepted = TRUST.accept(envelope, topic, now=NOW, newest_seq=8)
    assert accepted.envelope is envelope
    assert accepted.header.kind is kind
    assert not accepted.keys_old
    if kind is not Kind.KEYS:
        assert accepted.document == DOCUMENTS[kind][1]


@pytest.mark.slow
@pytest.mark.parametrize("kind", Kind)
@given(data=st.data())
@settings(max_examples=150)
def test_flipped_bits_are_refused(kind: Kind, data: st.DataObject) -> None:
    """An envelope with any one bit changed anywhere is refused with a reason."""
    envelope, topic = sealed(kind)
    bit = data.draw(st.integers(0, len(envelope) * 8 - 1))
    changed = bytearray(envelope)
    changed[bit // 8] ^= 1 << bit % 8
    assert refusal(bytes(changed), topic).startswith("wire.")


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.KEYS])
@given(data=st.data())
@settings(max_examples=60)
def test_changed_fields_are_refused(kind: Kind, data: st.DataObject) -> None:
    """A payload with any field changed, under the old signature, is refused."""
    envelope, topic = sealed(kind)
    opened = Envelope.from_dict(json.loads(envelope))
    value = json.loads(opened.payload)
    field = data.draw(st.sampled_from(sorted(value)))
    value[field] = data.draw(
        st.one_of(st.none(), st.integers(), st.text(max_size=4)).filter(lambda new: new != value[field])
    )
    opened.payload = json.dumps(value).encode()
    assert refusal(json.dumps(opened.to_dict()).encode(), topic) == "wire.signature"


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(envelope: bytes) -> None:
    """Random bytes are no envelope."""
    assert refusal(envelope, TOPICS.head) == "wire.malformed"


@given(
    st.fixed_dictionaries(
        {
            "payload": st.one_of(st.none(), st.text(max_size=5), st.just("AAAA")),
            "payloadType": st.one_of(
                st.none(), st.text(max_size=5), st.just("application/vnd.broadcaster.head.v1+json")
            ),
            "signatures": st.one_of(
                st.none(),
                st.lists(
                    st.one_of(st.none(), st.fixed_dictionaries({"keyid": st.text(max_size=3), "sig": st.just("AA==")}))
                ),
            ),
        }
    )
)
def test_strange_envelopes_are_refused(value: dict[str, Any]) -> None:
    """JSON that only looks like an envelope is refused, and never ends in another error."""
    assert refusal(json.dumps(value).encode(), TOPICS.head) in ("wire.malformed", "wire.kind", "wire.signature")


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.KEYS])
@pytest.mark.parametrize("role", Role)
def test_only_the_right_role_signs(kind: Kind, role: Role) -> None:
    """A document signed by a key of any other role is refused, and so is a stranger's."""
    topic, document = DOCUMENTS[kind]
    head = header(kind, topic, seq=9, now=NOW)
    right = role_of(kind, document)
    if role is right:
        stranger = replace(Signer.generate(role), role=right)
        assert refusal(enveloped(head, document, stranger), topic) == "wire.signature"
    else:
        assert refusal(enveloped(head, document, replace(SIGNERS[role], role=right)), topic) == "wire.role"


def test_silence_needs_the_alarm_key() -> None:
    """The schedule key tunes volumes but silences nobody; the alarm key only silences."""
    topic = TOPICS.command(STATION)
    head = header(Kind.COMMAND, topic, seq=9, now=NOW)
    volume, silence = Command("c", CommandName.VOLUME, 30), Command("c", CommandName.SILENCE)
    TRUST.accept(enveloped(head, volume), topic, now=NOW, newest_seq=8)
    TRUST.accept(enveloped(head, silence), topic, now=NOW, newest_seq=8)
    assert refusal(enveloped(head, volume, SIGNERS[Role.ALARM]), topic) == "wire.role"
    assert refusal(enveloped(head, silence, SIGNERS[Role.SCHEDULE]), topic) == "wire.role"


def test_sealing_with_the_wrong_role_is_a_fault_of_ours() -> None:
    """A signer does not seal a kind that is not its business."""
    with pytest.raises(ValueError, match="never signs"):
        seal(b"{}", Kind.ALARMS, SIGNERS[Role.SCHEDULE])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"site": "vn-80"}, "wire.site"),
        ({"to": TOPICS.timetable("25748")}, "wire.address"),
        ({"seq": 8}, "wire.replayed"),
        ({"seq": 0}, "wire.replayed"),
        ({"expires_at": NOW}, "wire.expired"),
        ({"not_before": NOW + timedelta(seconds=1)}, "wire.early"),
    ],
)
def test_rightly_signed_but_wrong(changes: dict[str, Any], code: str) -> None:
    """A valid signature does not carry a document to another site, topic or time, nor back."""
    envelope, topic = sealed(Kind.TIMETABLE, **changes)
    assert refusal(envelope, topic) == code


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.KEYS])
def test_replay_and_expiry_of_every_kind(kind: Kind) -> None:
    """Each kind is refused a second time, after its life, and on the topic of another."""
    envelope, topic = sealed(kind)
    assert refusal(envelope, topic, newest=9) == "wire.replayed"
    assert refusal(envelope, topic, NOW + LATER) in ("wire.expired", "wire.keys_old")
    assert refusal(envelope, TOPICS.alarms("1")) == "wire.address"


def test_a_topic_takes_its_own_kind_only() -> None:
    """A timetable addressed to an alarm topic, rightly signed as a timetable, is no alarm set."""
    topic = TOPICS.alarms("25747")
    head = Header(Kind.TIMETABLE, SITE, topic, 9, NOW, NOW, NOW + timedelta(days=1))
    assert refusal(enveloped(head, Edition(1, NOW, NOW)), topic) == "wire.address"


def test_the_payload_type_fixes_the_kind() -> None:
    """A timetable whose payload calls itself an alarm set is neither."""
    topic = TOPICS.alarms("25747")
    payload = encode(header(Kind.ALARMS, topic, seq=9, now=NOW), AlarmSet())
    assert refusal(seal(payload, Kind.TIMETABLE, SIGNERS[Role.SCHEDULE]), topic) == "wire.kind"


@pytest.mark.parametrize(
    ("payload_type", "code"),
    [
        ("application/vnd.broadcaster.timetable.v2+json", "wire.version"),
        ("application/vnd.broadcaster.telnet.v1+json", "wire.kind"),
        ("application/json", "wire.kind"),
    ],
)
def test_unknown_payload_types(payload_type: str, code: str) -> None:
    """A newer version and an unknown kind say so."""
    value = json.loads(sealed(Kind.TIMETABLE)[0])
    assert refusal(json.dumps({**value, "payloadType": payload_type}).encode(), TOPICS.head) == code


def test_too_large() -> None:
    """An envelope over 4 MiB is not even parsed."""
    assert refusal(b" " * (ENVELOPE_LIMIT + 1), TOPICS.head) == "wire.too_large"


def test_a_second_spelling_of_a_signature_is_refused() -> None:
    """The same bytes in a slack base64 are not the same envelope."""
    envelope, topic = sealed(Kind.HEAD)
    value = json.loads(envelope)
    signature = value["signatures"][0]["sig"]
    value["signatures"][0]["sig"] = signature[:-3] + chr(ord(signature[-3]) + 1) + "=="
    assert refusal(json.dumps(value).encode(), topic) == "wire.malformed"


@pytest.mark.parametrize("field", ["payload", "payloadType", "signatures", "keyid"])
def test_a_field_named_twice_is_refused(field: str) -> None:
    """However genuine the last of both is."""
    envelope, topic = sealed(Kind.HEAD)
    doubled = envelope.replace(f'"{field}":'.encode(), f'"{field}":"A","{field}":'.encode(), 1)
    assert doubled != envelope
    assert refusal(doubled, topic) == "wire.malformed"


def test_an_untrusted_clock_moves_forward_with_signed_time() -> None:
    """A station that woke up in 1970 believes a signed issue, but nothing that had expired by then."""
    long_ago = NOW - timedelta(days=15_000)
    envelope, topic = sealed(Kind.HEAD)
    assert refusal(envelope, topic, long_ago) == "wire.early"
    assert TRUST.accept(envelope, topic, now=long_ago, newest_seq=8, clock_trusted=False).header.issued_at == NOW
    stale, topic = sealed(Kind.HEAD, expires_at=NOW - timedelta(days=1))
    assert refusal(stale, topic, long_ago, clock_trusted=False) == "wire.expired"


def test_old_keys_still_raise_alarms() -> None:
    """Under an expired key set alarms and silence are believed and marked; all else waits for new keys."""
    later = NOW + LATER
    for kind in (Kind.ALARMS, Kind.COMMAND):
        envelope, topic = sealed(kind, expires_at=later + timedelta(days=1))
        assert TRUST.accept(envelope, topic, now=later, newest_seq=8).keys_old
    for kind in (Kind.TIMETABLE, Kind.ASSIGNMENT, Kind.HEAD):
        envelope, topic = sealed(kind, expires_at=later + timedelta(days=1))
        assert refusal(envelope, topic, later) == "wire.keys_old"
    topic = TOPICS.command(STATION)
    head = replace(header(Kind.COMMAND, topic, seq=9, now=NOW), expires_at=later + timedelta(days=1))
    assert refusal(enveloped(head, Command("c", CommandName.TONE)), topic, later) == "wire.keys_old"


def keys_refusal(trust: Trust, envelope: bytes) -> str:
    """Return the code with which a key set is refused."""
    with pytest.raises(Refused) as refused:
        trust.with_keys(envelope)
    return refused.value.code


def test_without_keys_nothing_is_believed() -> None:
    """Before its first key set a station believes nothing but that set."""
    trust = Trust(SITE, (SIGNERS[Role.ROOT].public,), 1)
    envelope, topic = sealed(Kind.HEAD)
    with pytest.raises(Refused) as refused:
        trust.accept(envelope, topic, now=NOW, newest_seq=-1)
    assert refused.value.code == "wire.keys_missing"
    assert trust.accept(sealed_keys(1), TOPICS.keys, now=NOW, newest_seq=-1).role is Role.ROOT


def test_key_sets_never_go_back() -> None:
    """An older or the same version is refused, a newer one taken."""
    assert keys_refusal(TRUST, sealed_keys(3)) == "wire.replayed"
    assert keys_refusal(TRUST, sealed_keys(2)) == "wire.replayed"
    newer = TRUST.with_keys(sealed_keys(4)).keyset
    assert newer is not None
    assert newer.version == 3 + 1


def test_a_new_root_needs_both_thresholds() -> None:
    """Roots change only with enough signatures of the old and of the new; from then on the new ones count."""
    old, new, third = SIGNERS[Role.ROOT], OTHER_ROOT, Signer.generate(Role.ROOT)
    rest = tuple(key for key in KEYS if key.role is not Role.ROOT)
    parts: dict[str, Any] = {"keys": (*rest, new.public, third.public), "thresholds": {**ONES, Role.ROOT: 2}}
    assert keys_refusal(TRUST, sealed_keys(4, old, **parts)) == "wire.threshold"
    assert keys_refusal(TRUST, sealed_keys(4, new, third, **parts)) == "wire.signature"
    assert keys_refusal(TRUST, sealed_keys(4, old, new, **parts)) == "wire.threshold"
    moved = TRUST.with_keys(countersign(sealed_keys(4, old, new, **parts), third))
    assert keys_refusal(moved, sealed_keys(5, old)) == "wire.signature"
    assert keys_refusal(moved, sealed_keys(5, new, **parts)) == "wire.threshold"
    restored = Trust(SITE, moved.roots, moved.threshold).with_keys(sealed_keys(4, old, new, third, **parts))
    assert restored == moved


@pytest.mark.parametrize(
    "keys",
    [
        (*KEYS, replace(KEYS[1], id="ab" * 32)),
        (*KEYS, replace(KEYS[1], role=Role.ROOT)),
        KEYS[1:],
    ],
)
def test_unsound_key_sets(keys: tuple[PublicKey, ...]) -> None:
    """A key under two names or roles, and a set without enough roots, are refused though rightly signed."""
    assert keys_refusal(TRUST, sealed_keys(4, keys=keys)) == "wire.malformed"


def test_more_unsound_key_sets() -> None:
    """A version that is not the sequence, a role without a threshold, another role's signature, another kind."""
    head = header(Kind.KEYS, TOPICS.keys, seq=5, now=NOW)
    payload = encode(head, KeySet(4, KEYS, ONES))
    assert keys_refusal(TRUST, seal(payload, Kind.KEYS, SIGNERS[Role.ROOT])) == "wire.malformed"
    assert keys_refusal(TRUST, sealed_keys(4, thresholds={Role.ROOT: 1})) == "wire.malformed"
    assert keys_refusal(TRUST, sealed_keys(4, replace(SIGNERS[Role.ALARM], role=Role.ROOT))) == "wire.role"
    assert keys_refusal(TRUST, sealed(Kind.HEAD)[0]) == "wire.kind"
    payload = encode(replace(head, kind=Kind.HEAD), DOCUMENTS[Kind.HEAD][1])
    assert keys_refusal(TRUST, seal(payload, Kind.KEYS, SIGNERS[Role.ROOT])) == "wire.kind"
    payload = encode(replace(head, site="vn-80"), KeySet(5, KEYS, ONES))
    assert keys_refusal(TRUST, seal(payload, Kind.KEYS, SIGNERS[Role.ROOT])) == "wire.site"


def test_a_role_may_need_several_signatures() -> None:
    """With a threshold of two for alarms one signature is not enough."""
    second = Signer.generate(Role.ALARM)
    trust = TRUST.with_keys(sealed_keys(4, keys=(*KEYS, second.public), thresholds={**ONES, Role.ALARM: 2}))
    envelope, topic = sealed(Kind.ALARMS)
    with pytest.raises(Refused) as refused:
        trust.accept(envelope, topic, now=NOW, newest_seq=8)
    assert refused.value.code == "wire.threshold"
    trust.accept(countersign(envelope, second), topic, now=NOW, newest_seq=8)


def test_key_files(tmp_path: Path) -> None:
    """A site's keys are made once, rotated, revoked and renewed; private halves are their owner's alone."""
    files = KeyFiles(tmp_path / "keys")
    with pytest.raises(Missing):
        files.show()
    files.init(SITE, NOW)
    with pytest.raises(Refused, match="keys"):
        files.init(SITE, NOW)
    private = list((tmp_path / "keys").glob("*/*.pem"))
    assert {oct(file.stat().st_mode & 0o777) for file in private} == {"0o600"}
    assert [row.role for row in files.show()] == list(Role)
    trust = files.trust()
    first = files.signer(Role.SCHEDULE).public
    second = files.rotate(Role.SCHEDULE, NOW)
    assert files.signer(Role.SCHEDULE).public == second
    assert {first, second} <= set(files.key_set.keys)
    third = files.rotate(Role.SCHEDULE, NOW, revoke=True)
    assert [key for key in files.key_set.keys if key.role is Role.SCHEDULE] == [third]
    trust = trust.with_keys(files.envelope)
    files.renew(NOW + timedelta(days=300))
    renewed = trust.with_keys(files.envelope)
    assert renewed.keys_expire_at == NOW + timedelta(days=665)
    assert unverified((tmp_path / "keys" / "sets" / "1.json").read_bytes())[0].seq == 1


def test_stations_follow_two_new_roots_at_once(tmp_path: Path) -> None:
    """A station that missed a root rotation still follows the next, as long as the old root's file is kept."""
    files = KeyFiles(tmp_path)
    files.init(SITE, NOW)
    trust = files.trust()
    files.rotate(Role.ROOT, NOW)
    newest = files.rotate(Role.ROOT, NOW)
    assert trust.with_keys(files.envelope).roots == (newest,)


def test_keys_that_are_not_here(tmp_path: Path) -> None:
    """A private key that was taken away or spoilt is named."""
    files = KeyFiles(tmp_path)
    files.init(SITE, NOW)
    for file in (tmp_path / "root").glob("*.pem"):
        file.unlink()
    with pytest.raises(Missing) as missing:
        files.rotate(Role.ALARM, NOW)
    assert missing.value.code == "keys.private_missing"
    assert len(files.show()) == len(Role)
    for spoilt in (b"spoilt", new_request("another kind of key")[0]):
        for file in (tmp_path / "alarm").glob("*.pem"):
            file.write_bytes(spoilt)
        with pytest.raises(Refused) as refused:
            files.signer(Role.ALARM)
        assert refused.value.code == "keys.unreadable"
    for file in (tmp_path / "head").glob("*.pem"):
        file.unlink()
    with pytest.raises(Missing):
        files.signer(Role.HEAD)


def test_a_set_that_is_none(tmp_path: Path) -> None:
    """Another document in the place of the key set is refused."""
    (tmp_path / "set.json").write_bytes(sealed(Kind.HEAD)[0])
    with pytest.raises(Refused) as refused:
        KeyFiles(tmp_path).show()
    assert refused.value.code == "wire.kind"


def test_key_ids_follow_from_keys() -> None:
    """The name of a key is the digest of its bytes."""
    public = SIGNERS[Role.HEAD].public
    assert key_id(bytes.fromhex(public.public)) == public.id
