"""A station under an attacker who reads all, may send anything on any topic, and holds every key but the alarm key.

Thousands of altered, replayed, re-addressed and rightly signed but unentitled documents; none may sound, wake or stop
anything. At the end the genuine order sounds, so that the ear of this test is known to be open.
"""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from broadcaster import messages
from broadcaster.messages import (
    AckResult,
    Alarm,
    AlarmRepeat,
    AlarmSet,
    AlarmStatus,
    Command,
    CommandName,
    KeySet,
    Kind,
    Role,
)
from broadcaster.signing import Signer, seal
from tests.house import SetClock
from tests.stations.centre import CLOCK, STATION, Centre
from tests.stations.test_desk import Room

pytestmark = pytest.mark.slow

TRIALS = 250
LEAVES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1,
    5,
    2**63,
    1e308,
    "",
    "79",
    "c1",
    "bao",
    "actual",
    "2999-01-01T00:00:00Z",
)
ALARMED = "79"

Letter = tuple[str, bytes]


@dataclass
class Attack:
    """What the attacker has: the room's centre without its alarm key, and what went over the wire.

    ``withheld`` is a genuine newest order that the attacker keeps from arriving, ``heard`` one that has sounded and was
    called off.
    """

    room: Room
    chance: Random
    topic: str
    heard: bytes
    withheld: bytes
    elsewhere: Letter

    @property
    def centre(self) -> Centre:
        """Whose documents these are."""
        return self.room.centre


@pytest.fixture
def attack(tmp_path: Path) -> Iterator[Attack]:
    """A silent station on which an alarm was called off, and an attacker who caught the next one."""
    centre = Centre()
    centre.publish(centre.topics.alarms(ALARMED), Kind.ALARMS, AlarmSet(()), seq=4)
    room = Room(tmp_path, centre, SetClock(CLOCK.now()))
    room.send(centre.topics.keys, centre.documents[centre.topics.keys])
    room.send(centre.topics.assignment(STATION), centre.assign(ALARMED, "c1"))
    topic = centre.topics.alarms(ALARMED)
    heard = centre.publish(topic, Kind.ALARMS, AlarmSet((raised(room, "cu"),)))
    room.send(topic, heard)
    play(room, 1)
    assert is_sounding(room)
    room.send(topic, centre.publish(topic, Kind.ALARMS, AlarmSet(())))
    play(room, 5)
    withheld = centre.publish(topic, Kind.ALARMS, AlarmSet((raised(room, "moi"),)))
    other = centre.topics.alarms("c9")
    elsewhere = other, centre.publish(other, Kind.ALARMS, AlarmSet((raised(room, "xa"),)))
    yield Attack(room, Random(f"{tmp_path.name}"), topic, heard, withheld, elsewhere)
    room.desk._parts.equipment.sounds.close()
    room.journal.close()


def raised(room: Room, ident: str) -> Alarm:
    """Return an alarm that stands for an hour."""
    now = room.machine.now()
    repeat = AlarmRepeat(2, timedelta(seconds=5))
    return Alarm(ident, AlarmStatus.ACTUAL, now, now + timedelta(hours=1), 3, spoken_text="Bão.", repeat=repeat)


def play(room: Room, seconds: float) -> None:
    """Let time go on."""
    room.pass_time(room.machine.now() + timedelta(seconds=seconds))


def is_sounding(room: Room) -> bool:
    """Tell whether anything is on air or ordered to be."""
    return room.desk.state().on_air is not None


# ------------------------------------------------- what the attacker sends


def bits(attack: Attack) -> Letter:
    """Some bits of a genuine envelope are others."""
    changed = bytearray(attack.withheld)
    for _ in range(attack.chance.randint(1, 4)):
        changed[attack.chance.randrange(len(changed))] ^= 1 << attack.chance.randrange(8)
    return attack.topic, bytes(changed) if bytes(changed) != attack.withheld else b""


def pieces(attack: Attack) -> Letter:
    """Something is cut out of a genuine envelope, doubled, or put between."""
    whole, chance = attack.withheld, attack.chance
    first, last = sorted(chance.sample(range(1, len(whole)), 2))
    middle = chance.choice([b"", whole[first:last] * 2, chance.randbytes(last - first)])
    return attack.topic, whole[:first] + middle + whole[last:]


def noise(attack: Attack) -> Letter:
    """Random bytes."""
    return attack.topic, attack.chance.randbytes(attack.chance.randint(0, 4000))


def fields(attack: Attack) -> Letter:
    """One field of the payload, anywhere in it, is another; the signature is the genuine one."""
    return attack.topic, with_payload(attack.withheld, altered(attack, opened(attack.withheld)))


def other_roles(attack: Attack) -> Letter:
    """The genuine payload, or an altered one, signed by a stolen key of another role under any name."""
    role = attack.chance.choice([role for role in Role if role is not Role.ALARM])
    thief = attack.centre.signers[role]
    return attack.topic, signed(attack, maybe_altered(attack), replace(thief, role=attack.chance.choice(list(Role))))


def strangers(attack: Attack) -> Letter:
    """A new order, signed by an alarm key that is in nobody's key set, under its own name or under the genuine one."""
    body = signed(attack, maybe_altered(attack), Signer.generate(Role.ALARM))
    if attack.chance.random() < 0.5:
        envelope = json.loads(body)
        envelope["signatures"][0]["keyid"] = attack.centre.signers[Role.ALARM].public.id
        body = json.dumps(envelope).encode()
    return attack.topic, body


def replays(attack: Attack) -> Letter:
    """An order that was called off, as it was."""
    return attack.topic, attack.heard


def addresses(attack: Attack) -> Letter:
    """A genuine order of another place on this station's topics, or of this place on another."""
    topics = attack.centre.topics
    mine = [attack.topic, topics.alarms("c1"), topics.station_alarms(STATION)]
    others = [topics.alarms("c1"), topics.station_alarms(STATION), topics.timetable(ALARMED), topics.command(STATION)]
    topic, body = attack.elsewhere
    return attack.chance.choice(
        [(attack.chance.choice([*mine, topic]), body)] + [(one, attack.withheld) for one in others]
    )


def kinds(attack: Attack) -> Letter:
    """A genuine order said to be a document of another kind, or another kind said to be one."""
    envelope = json.loads(attack.withheld)
    kind = attack.chance.choice([kind for kind in Kind if kind is not Kind.ALARMS])
    envelope["payloadType"] = envelope["payloadType"].replace(Kind.ALARMS, kind)
    return attack.topic, json.dumps(envelope).encode()


def key_sets(attack: Attack) -> Letter:
    """A key set of the attacker's own with his alarm key, signed by anything but the root, or an older genuine one."""
    centre, chance = attack.centre, attack.chance
    topic = centre.topics.keys
    mine = Signer.generate(Role.ALARM)
    public = (mine.public, *(one.public for role, one in centre.signers.items() if role is not Role.ALARM))
    head = messages.header(Kind.KEYS, topic, seq=chance.randint(1, 99), now=attack.room.machine.now())
    document = KeySet(head.seq, public, dict.fromkeys(Role, 1))
    thief = chance.choice([Signer.generate(Role.ROOT), *(replace(centre.signers[Role.SCHEDULE], role=Role.ROOT),)])
    attack.room.send(topic, seal(messages.encode(head, document), Kind.KEYS, thief))
    return attack.topic, signed(attack, opened(attack.withheld), mine)


def commands(attack: Attack) -> Letter:
    """An order to be silent or to reboot, signed by keys that may not, on the station's own topic."""
    topic = attack.centre.topics.command(STATION)
    head = messages.header(Kind.COMMAND, topic, seq=attack.chance.randint(50, 10**6), now=attack.room.machine.now())
    command = Command("x", CommandName.SILENCE, until=attack.room.machine.now() + timedelta(hours=1))
    thief = attack.chance.choice(
        [Signer.generate(Role.ALARM), replace(attack.centre.signers[Role.SCHEDULE], role=Role.ALARM)]
    )
    return topic, seal(messages.encode(head, command), Kind.COMMAND, thief)


ATTACKS: tuple[Callable[[Attack], Letter], ...] = (
    bits,
    pieces,
    noise,
    fields,
    other_roles,
    strangers,
    replays,
    addresses,
    kinds,
    key_sets,
    commands,
)


@pytest.mark.parametrize("forge", ATTACKS, ids=lambda one: one.__name__)
def test_nothing_forged_sounds_and_the_genuine_order_does(attack: Attack, forge: Callable[[Attack], Letter]) -> None:
    """Over pushes and polls, hundreds of each kind: no sound, no row, no ear closed; then the true one is heard."""
    room = attack.room
    told = len(list(room.journal.undelivered()))
    for number in range(TRIALS):
        topic, envelope = forge(attack)
        if (topic, envelope) == (attack.topic, attack.withheld):
            continue
        room.send(topic, envelope, live=number % 3 != 0, polled=number % 5 == 0)
        play(room, 0.1)
        assert not is_sounding(room), (topic, envelope)
    play(room, 10)
    assert len(list(room.journal.undelivered())) == told
    assert not [one for one in room.acks if one[1] is AckResult.OK]
    room.send(attack.topic, attack.withheld)
    play(room, 1)
    assert is_sounding(room)


def opened(envelope: bytes) -> dict[str, Any]:
    """Return the payload of an envelope."""
    payload: dict[str, Any] = json.loads(base64.b64decode(json.loads(envelope)["payload"]))
    return payload


def with_payload(envelope: bytes, payload: dict[str, Any]) -> bytes:
    """Return the envelope around another payload."""
    outer = json.loads(envelope)
    outer["payload"] = base64.b64encode(json.dumps(payload).encode()).decode()
    return json.dumps(outer).encode()


def signed(attack: Attack, payload: dict[str, Any], signer: Signer) -> bytes:
    """Return a payload as an alarm set signed by a key."""
    return seal(json.dumps(payload).encode(), Kind.ALARMS, replace(signer, role=Role.ALARM))


def maybe_altered(attack: Attack) -> dict[str, Any]:
    """Return the withheld order as it is, or with one field changed."""
    payload = opened(attack.withheld)
    return payload if attack.chance.random() < 0.5 else altered(attack, payload)


def altered(attack: Attack, payload: dict[str, Any]) -> dict[str, Any]:
    """Return the payload with one field, at any depth, changed, lost or added."""
    chance = attack.chance
    before = json.dumps(payload, sort_keys=True)
    while json.dumps(payload, sort_keys=True) == before:
        where, key = chance.choice(list(leaves(payload)))
        choice = chance.random()
        if choice < 0.2 and isinstance(where, dict):
            del where[key]
        elif choice < 0.3 and isinstance(where, dict):
            where[chance.choice(["x", "id", "alarms", "replaces"]) + "2"] = chance.choice(LEAVES)
        else:
            where[key] = chance.choice(LEAVES)
    return payload


def leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a document as (container, key)."""
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(places):
        yield value, key
        yield from leaves(inner)
