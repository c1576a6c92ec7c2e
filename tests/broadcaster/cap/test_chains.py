"""The set of alerts in force: chains of documents in and out of order, told step by step."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.cap import ActiveSet, read, receive
from broadcaster.cap.chains import MEMORY
from tests.broadcaster.cap.specimens import AREA, INFO, NOW, SENDER, SENT, message

AT = datetime(2026, 11, 20, 14, 0, tzinfo=timezone(timedelta(hours=7)))
MINUTE = timedelta(minutes=1)
OTHER = "khac@tinh-khac.example.vn"
LATER = INFO.replace("<expires>", "<effective>2026-11-20T18:00:00+07:00</effective><expires>")
NO_EXPIRY = INFO.replace("<expires>2026-11-20T20:00:00+07:00</expires>", "")
LATER_NO_EXPIRY = LATER.replace("<expires>2026-11-20T20:00:00+07:00</expires>", "")
OVER = INFO.replace("2026-11-20T20:00:00", "2026-11-20T14:00:00")
PAST = INFO.replace("Immediate", "Past")
CLEAR = INFO.replace("Evacuate", "AllClear")
NOWHERE = INFO.replace(AREA, "")
A1 = message("A-1")


def fold(*documents: bytes, at: datetime = AT) -> tuple[ActiveSet, list[str]]:
    """Feed documents a minute apart; return the set and the remarks on the last one."""
    state, codes = ActiveSet(), list[str]()
    for number, document in enumerate(documents, 1):
        now = at + number * MINUTE
        state, remarks = receive(state, read(document, now=now), now)
        codes = [one.code for one in remarks]
    return state, codes


def names(state: ActiveSet, at: datetime = AT + 10 * MINUTE) -> str:
    """Return the identifiers in force, oldest first."""
    return " ".join(one.identifier for one in state.active(at))


def triple(identifier: str, sender: str = SENDER, sent: str = SENT) -> str:
    """Return a reference."""
    return f"{sender},{identifier},{sent}"


A2 = message("A-2", "A-1", msg_type="Update")
A3 = message("A-3", "A-1", "A-2", msg_type="Update")
STOP = message("A-4", "A-1", "A-2", "A-3", msg_type="Cancel", infos="")

STORIES = [
    ("an alert starts", [A1], "A-1", []),
    ("the same bytes again do nothing", [A1, A1], "A-1", ["cap.chain_again"]),
    ("an update replaces all it names", [A1, A2], "A-2", []),
    ("an update of an update", [A1, A2, A3], "A-3", []),
    ("a cancel stops all it names", [A1, A2, A3, STOP], "", []),
    ("what was cancelled does not come back", [A1, A2, A3, STOP, A1], "", ["cap.chain_again"]),
    ("nor what was only named", [STOP, A2], "", ["cap.chain_tombstone"]),
    ("an update of something unknown is new", [A2], "A-2", ["cap.chain_unknown"]),
    ("the replaced one arrives late", [A2, A1], "A-2", ["cap.chain_tombstone"]),
    ("the cancel arrives first", [message("X", "A-1", msg_type="Cancel", infos=""), A1], "", ["cap.chain_tombstone"]),
    (
        "a cancelled update that comes late still replaces",
        [A1, message("X", "A-2", msg_type="Cancel", infos=""), A2],
        "",
        ["cap.chain_tombstone"],
    ),
    (
        "another sender may not cancel",
        [A1, message("B", triple("A-1"), msg_type="Cancel", sender=OTHER, infos="")],
        "A-1",
        ["cap.chain_refused"],
    ),
    (
        "another sender may not replace",
        [A1, message("B", triple("A-1"), msg_type="Update", sender=OTHER)],
        "A-1",
        ["cap.chain_refused"],
    ),
    (
        "naming another's beside one's own stops one's own",
        [A1, message("B", triple("A-1"), triple("B-0", OTHER), msg_type="Update", sender=OTHER)],
        "A-1 B",
        ["cap.chain_other_sender", "cap.chain_unknown"],
    ),
    (
        "an exercise may not cancel the real one",
        [A1, message("X", "A-1", msg_type="Cancel", status="Exercise", infos="")],
        "A-1",
        ["cap.chain_other_status"],
    ),
    (
        "an exercise may not replace the real one",
        [A1, message("X", "A-1", msg_type="Update", status="Exercise")],
        "A-1",
        ["cap.chain_other_status"],
    ),
    (
        "a tombstone of an exercise is none for the real one",
        [message("X", "A-1", msg_type="Cancel", status="Exercise", infos=""), A1],
        "A-1",
        [],
    ),
    ("an exercise sounds as one", [message("E", status="Exercise")], "E", []),
    ("a test never sounds", [message("T", status="Test")], "", ["cap.chain_logged"]),
    (
        "a test stops nothing",
        [A1, message("T", "A-1", msg_type="Cancel", status="Test", infos="")],
        "A-1",
        ["cap.chain_logged"],
    ),
    ("an answer changes nothing", [A1, message("K", "A-1", msg_type="Ack", infos="")], "A-1", ["cap.chain_logged"]),
    (
        "the time of a reference is an instant",
        [A1, message("X", triple("A-1", sent="2026-11-20T07:00:00-00:00"), msg_type="Cancel", infos="")],
        "",
        [],
    ),
    (
        "another time is another message",
        [A1, message("X", triple("A-1", sent="2026-11-20T15:00:00+07:00"), msg_type="Cancel", infos="")],
        "A-1",
        ["cap.chain_unknown"],
    ),
    ("an update that names itself", [message("A-1", "A-1", msg_type="Update")], "A-1", []),
    ("an alert with references replaces nothing", [A1, message("B", "A-1")], "A-1 B", []),
    ("all clear by response", [A1, message("A-2", "A-1", msg_type="Update", infos=CLEAR)], "", ["cap.chain_all_clear"]),
    ("all clear by urgency", [A1, message("A-2", "A-1", msg_type="Update", infos=PAST)], "", ["cap.chain_all_clear"]),
    (
        "all clear without an area",
        [A1, message("A-2", "A-1", msg_type="Update", infos=NOWHERE.replace("Immediate", "Past"))],
        "",
        ["cap.chain_all_clear"],
    ),
    ("all clear in one of two infos", [message("A-1", infos=INFO + CLEAR)], "A-1", []),
    (
        "an update over on arrival stops",
        [A1, message("A-2", "A-1", msg_type="Update", infos=OVER)],
        "",
        ["cap.chain_over"],
    ),
    ("over on arrival", [message("A-1", infos=OVER)], "", ["cap.chain_over"]),
    ("not in force yet", [message("A-1", infos=LATER)], "", ["cap.chain_waits"]),
    ("cancelled while it waits", [message("A-1", infos=LATER), STOP], "", ["cap.chain_unknown", "cap.chain_unknown"]),
    ("no area", [message("A-1", infos=NOWHERE)], "", ["cap.chain_nowhere"]),
    ("nothing to say", [message("A-1", infos="")], "", ["cap.chain_nowhere"]),
    (
        "private alerts wait for a person",
        [message("A-1", scope="Private", more="<addresses>x</addresses>")],
        "",
        ["cap.chain_not_public"],
    ),
    (
        "a private cancel stops",
        [A1, message("X", "A-1", msg_type="Cancel", scope="Private", more="<addresses>x</addresses>", infos="")],
        "",
        [],
    ),
    ("what is held is not in force", [message("A-1", sent="2099-01-01T00:00:00+07:00")], "", ["cap.chain_held"]),
    ("what cannot be read changes nothing", [A1, b"<"], "A-1", ["cap.chain_refused"]),
    ("a sender's clock ten minutes ahead", [message("A-1", sent="2026-11-20T14:11:00+07:00")], "A-1", []),
]


@pytest.mark.parametrize(("documents", "active", "codes"), [pytest.param(b, c, d, id=a) for a, b, c, d in STORIES])
def test_stories(documents: list[bytes], active: str, codes: list[str]) -> None:
    """After each story the right alerts are in force, and the last document is remarked upon."""
    state, remarks = fold(*documents)
    assert (names(state), remarks) == (active, codes)


def test_in_force_from_effective_to_expires() -> None:
    """An alert waits for its time, stands until it expires, and is forgotten afterwards."""
    state, _ = fold(message("A-1", infos=LATER))
    assert [one.identifier for one in state.pending(AT)] == ["A-1"]
    assert names(state, AT + timedelta(hours=4)) == "A-1"
    assert state.pending(AT + timedelta(hours=4)) == ()
    assert names(state, AT + timedelta(hours=6)) == ""
    tidy, _ = receive(state, read(b"<", now=NOW), AT + timedelta(hours=6))
    assert tidy.alerts == ()


@pytest.mark.parametrize(
    ("infos", "minutes", "active"),
    [(NO_EXPIRY, 59, "A-1"), (NO_EXPIRY, 60, ""), (LATER_NO_EXPIRY, 299, "A-1"), (LATER_NO_EXPIRY, 300, "")],
)
def test_without_expiry(infos: str, minutes: int, active: str) -> None:
    """An alert that does not say when it is over stands for one hour."""
    state, _ = fold(message("A-1", infos=infos))
    assert names(state, AT + minutes * MINUTE) == active


def test_each_info_has_its_own_time() -> None:
    """Of two infos only the one in force is told."""
    longer = INFO.replace("2026-11-20T20:00:00", "2026-11-21T20:00:00").replace("Bão", "Lũ")
    state, _ = fold(message("A-1", infos=INFO + longer))
    assert [info.event for one in state.active(AT) for info in one.infos] == ["Bão", "Lũ"]
    assert [info.event for one in state.active(AT + timedelta(hours=7)) for info in one.infos] == ["Lũ"]


def test_memory_ends_after_all_honest_alerts() -> None:
    """Tombstones and names are kept for a year, and longer for an alert that lasts longer."""
    state, _ = fold(A1, STOP)
    later = AT + MEMORY + timedelta(days=1)
    forgot, _ = receive(state, read(b"<", now=later), later)
    assert (dict(forgot.seen), dict(forgot.tombstones)) == ({}, {})
    lasting, _ = fold(message("A-1", infos=INFO.replace("2026-11-20T20", "2199-11-20T20")))
    kept, remarks = receive(lasting, read(message("A-1"), now=later), later)
    assert [one.code for one in remarks] == ["cap.chain_again"]
    assert len(kept.seen) == 1


@given(st.permutations([A1, A2, A3, STOP]))
def test_after_its_cancel_nothing_sounds_in_any_order(documents: list[bytes]) -> None:
    """However a whole chain is shuffled, nothing is in force once the cancel and all others have come."""
    assert names(fold(*documents)[0]) == ""


@given(st.lists(st.sampled_from([A1, A2, A3]), min_size=1, max_size=8))
def test_only_the_newest_of_a_chain_sounds(documents: list[bytes]) -> None:
    """However often and in whatever order a chain comes, exactly its newest member that came is in force."""
    newest = max(documents, key=[A1, A2, A3].index)
    assert names(fold(*documents)[0]) == ["A-1", "A-2", "A-3"][[A1, A2, A3].index(newest)]
