"""Lexicons at work: who changes them, what is read anew and what stays as it was heard, in bulletins and in alerts."""

from dataclasses import replace

import pytest

from broadcaster.accounts import Role
from broadcaster.alerts import digest
from broadcaster.bulletins import Bulletin
from broadcaster.dispatch.lexicons import DOUBTS, MOST_BYTES, readings_at
from broadcaster.errors import Denied
from broadcaster.lexicons import MOST_ENTRIES
from broadcaster.speech.normalise import Doubt
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import lexicons as lexicon_rows
from broadcaster.store import renders
from broadcaster.store.renders import Render
from tests.house import House
from tests.refusals import refused

from .test_alarms import alarm_set
from .test_alerting import draft, found, released

TEXT = "Mời giáo dân GXTM họp."
GXTM = ("GXTM", "giáo xứ Tân Mỹ")


def kept(here: House, code: str = "c1") -> dict[str, str]:
    """Return what a locality says."""
    with here.dispatch.store.read() as tx:
        return dict(lexicon_rows.kept(tx, code))


def recipe(here: House, bulletin: Bulletin) -> str:
    """Return the recipe of the sound a bulletin has now."""
    with here.dispatch.store.read() as tx:
        stored = bulletin_rows.find(tx, bulletin.id)
        return here.dispatch.recipe(stored, here.dispatch.readings_of(tx, stored))


def spoken(here: House, bulletin: Bulletin) -> Render:
    """Make the sound of a bulletin and return what came of it."""
    here.dispatch.preview(bulletin)
    while here.dispatch.render_next():
        pass
    with here.dispatch.store.read() as tx:
        render = here.dispatch.render_of(tx, here.found(bulletin.id))
    assert render is not None
    return render


# ---------------------------------------------------------------- changing


def test_an_entry_is_added_changed_removed_and_undone(here: House) -> None:
    """Each step is one change, and each can be undone, the last one first."""
    added = here.dispatch.add_reading("c1", *GXTM, here.officer)
    assert kept(here) == dict([GXTM])
    changed = here.dispatch.change_reading("c1", "GXTM", here.officer, written="gxtm", spoken="xứ Tân Mỹ")
    assert kept(here) == {"gxtm": "xứ Tân Mỹ"}
    removed = here.dispatch.remove_reading("c1", "gxtm", here.leader)
    assert kept(here) == {}
    with refused("lexicon.changed_meanwhile"):
        here.dispatch.undo_lexicon(added.id, here.officer)
    for step, left in ((removed, {"gxtm": "xứ Tân Mỹ"}), (changed, dict([GXTM])), (added, {})):
        here.dispatch.undo_lexicon(step.id, here.officer)
        assert kept(here) == left


def test_an_entry_is_never_overwritten_unseen(here: House) -> None:
    """Adding what has another reading, or renaming onto it, is refused; saying the same again is no fault."""
    here.dispatch.add_reading("c1", *GXTM, here.officer)
    assert here.dispatch.add_reading("c1", *GXTM, here.officer).after == {}
    with refused("lexicon.entry_known"):
        here.dispatch.add_reading("c1", "GXTM", "khác", here.officer)
    here.dispatch.add_reading("c1", "TĐ", "tổ đội", here.officer)
    with refused("lexicon.entry_known"):
        here.dispatch.change_reading("c1", "TĐ", here.officer, written="GXTM", spoken="tổ đội")
    for gone in ("ZZ", ""):
        with refused("lexicon.entry_missing"):
            here.dispatch.remove_reading("c1", gone, here.officer)
        with refused("lexicon.entry_missing"):
            here.dispatch.change_reading("c1", gone, here.officer, written="ZZ", spoken="chữ")
    assert kept(here) == {"GXTM": "giáo xứ Tân Mỹ", "TĐ": "tổ đội"}


@pytest.mark.parametrize(("written", "said"), [("", "chữ"), ("!!", "chữ"), ("X", ""), ("X", "12"), ("X" * 201, "chữ")])
def test_what_cannot_be_read_is_no_entry(here: House, written: str, said: str) -> None:
    """A form without letters, a reading without words or with figures, one too long: refused, nothing kept."""
    with refused("normalise.lexicon_entry"):
        here.dispatch.add_reading("c1", written, said, here.officer)
    assert kept(here) == {}


def test_only_for_ones_own_place(here: House) -> None:
    """An officer says nothing for the province or the next commune, by no way; whoever only looks says nothing."""
    here.dispatch.add_reading("h1", *GXTM, here.officer)
    theirs = here.dispatch.add_reading("79", "TĐ", "tổ đội", here.administrator)
    for code in ("79", "c2"):
        with pytest.raises(Denied):
            here.dispatch.add_reading(code, *GXTM, here.officer)
        with pytest.raises(Denied):
            here.dispatch.import_lexicon(code, b"A,b\n", here.officer)
        with pytest.raises(Denied):
            here.dispatch.read_draft(TEXT, code, here.officer, voice="espeak-south")
    with pytest.raises(Denied):
        here.dispatch.remove_reading("79", "TĐ", here.officer)
    with pytest.raises(Denied):
        here.dispatch.undo_lexicon(theirs.id, here.officer)
    with pytest.raises(Denied):
        here.dispatch.add_reading("c1", *GXTM, replace(here.officer, role=Role.AUDITOR))


# ---------------------------------------------------------------- bringing a file


def test_good_rows_are_taken_and_every_row_is_told(here: House) -> None:
    """New, changed, known and refused, each with its line; undone in one step."""
    here.dispatch.add_reading("c1", "A1", "cũ", here.officer)
    here.dispatch.add_reading("c1", "B1", "bê một", here.officer)
    file = "\ufeffChữ viết,Cách đọc\r\nA1,mới\r\nB1,bê một\r\nC1,xê một\r\nD1,44\r\n"
    told = here.dispatch.import_lexicon("c1", file.encode(), here.officer)
    assert [row.written for row in told.added] == ["C1"]
    assert [row.written for row in told.changed] == ["A1"]
    assert [row.written for row in told.known] == ["B1"]
    assert [(row.line, row.fault and row.fault.code) for row in told.refused] == [(5, "normalise.lexicon_entry")]
    assert kept(here) == {"A1": "mới", "B1": "bê một", "C1": "xê một"}
    assert here.dispatch.import_lexicon("c1", file.encode(), here.officer).change.after == {}
    here.dispatch.undo_lexicon(told.change.id, here.officer)
    assert kept(here) == {"A1": "cũ", "B1": "bê một"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "lexicon.empty_file"),
        (b"written,spoken\n", "lexicon.empty_file"),
        ("chữ,cách".encode("utf-16"), "lexicon.file_encoding"),
        (b"\xff\x00", "lexicon.file_encoding"),
        (b"x" * (MOST_BYTES + 1), "lexicon.file_long"),
        ("".join(f"F{n:x}K,chu\n" for n in range(MOST_ENTRIES + 1)).encode(), "lexicon.too_many"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(here: House, data: bytes, code: str) -> None:
    """Empty, of another encoding, too large or with too many entries: refused as a whole."""
    with refused(code):
        here.dispatch.import_lexicon("c1", data, here.officer)
    assert kept(here) == {}


# ---------------------------------------------------------------- reading


def test_every_doubt_has_words() -> None:
    """No reason to doubt a piece is without its sentence."""
    assert set(DOUBTS) == set(Doubt)


def test_a_draft_is_read_with_what_holds_at_its_place(here: House) -> None:
    """A doubtful piece stands where it was typed; with an entry of the commune it is read so, in the hamlet as well."""
    before = here.dispatch.read_draft(TEXT, "h1", here.officer, voice="espeak-south")
    (doubt,) = before.doubts
    assert (TEXT[doubt.start : doubt.end], [one.code for one in doubt.reasons]) == ("GXTM", ["doubt.unknown_capitals"])
    here.dispatch.add_reading("c1", *GXTM, here.officer)
    after = here.dispatch.read_draft(TEXT, "h1", here.officer, voice="espeak-south")
    assert (after.spoken, after.doubts, after.readings) == ("Mời giáo dân giáo xứ Tân Mỹ họp.", (), (GXTM,))
    with here.dispatch.store.read() as tx:
        assert readings_at(tx, "c2", TEXT) == ()


def test_length_and_region_follow_the_voice(here: House) -> None:
    """A telephone number is said twice and counted so; a northern voice counts as the north does."""
    short = here.dispatch.read_draft("Gọi số.", "c1", here.officer, voice="espeak-south")
    long = here.dispatch.read_draft("Gọi số 0912345678.", "c1", here.officer, voice="espeak-south")
    assert (long.length - short.length).total_seconds() > 2 * 20 / 3.2
    said = {
        voice: here.dispatch.read_draft("Có 1.004 hộ", "c1", here.officer, voice=voice).spoken
        for voice in ("espeak-south", "espeak-north", "no such voice")
    }
    assert said["espeak-south"] != said["espeak-north"]
    assert said["no such voice"] == said["espeak-south"]


# ---------------------------------------------------------------- what is heard


@pytest.mark.slow
def test_only_what_an_entry_touches_sounds_anew(here: House) -> None:
    """A draft with the form gets another sound, really spoken so; one without it keeps its own."""
    touched = here.dispatch.save_draft(here.draft(text=TEXT), here.officer)
    other = here.dispatch.save_draft(here.draft(), here.officer)
    before = recipe(here, touched), recipe(here, other)
    here.dispatch.add_reading("79", *GXTM, here.administrator)
    assert recipe(here, touched) != before[0]
    assert recipe(here, other) == before[1] == here.dispatch.recipe(other)
    assert spoken(here, touched).reading == "Mời giáo dân giáo xứ Tân Mỹ họp."
    assert not spoken(here, touched).warnings


@pytest.mark.slow
def test_what_a_leader_heard_is_what_sounds(here: House) -> None:
    """After handing in, a changed entry touches the bulletin no more: the sound and its approval stand."""
    here.dispatch.add_reading("c1", *GXTM, here.officer)
    sent = here.submitted(text=TEXT)
    heard = spoken(here, sent)
    here.dispatch.change_reading("c1", "GXTM", here.officer, written="GXTM", spoken="không họp nữa")
    approved = here.dispatch.approve(sent.id, sent.version, here.leader)
    assert (approved.clip, approved.readings) == (heard.clip, (GXTM,))
    assert heard.reading == "Mời giáo dân giáo xứ Tân Mỹ họp."
    assert not here.dispatch.render_next()


def test_a_rejected_bulletin_takes_the_newest_entries(here: House) -> None:
    """Once it is the officer's again, it is read with what holds now."""
    sent = here.submitted(text=TEXT)
    assert sent.readings == ()
    rejected = here.dispatch.reject(sent.id, sent.version, here.leader, reason="Sai chữ")
    here.dispatch.add_reading("c1", *GXTM, here.officer)
    again = here.dispatch.submit(rejected.id, rejected.version, here.officer)
    assert again.readings == (GXTM,)


@pytest.mark.slow
def test_an_entry_changed_while_a_sound_is_awaited(here: House) -> None:
    """The sound asked for with the old entries is given up with a reason; asked for again it is made."""
    kept_draft = here.dispatch.save_draft(here.draft(text=TEXT), here.officer)
    here.dispatch.preview(kept_draft)
    here.dispatch.add_reading("c1", *GXTM, here.officer)
    assert here.dispatch.render_next()
    with here.dispatch.store.read() as tx:
        assert here.dispatch.render_of(tx, kept_draft) is None
    assert spoken(here, kept_draft).clip is not None


@pytest.mark.slow
def test_an_alert_is_spoken_as_it_was_confirmed(here: House) -> None:
    """People stand for the readings too: what stations get is read with them, and later entries change nothing."""
    here.dispatch.add_reading("c1", "GXTM", "giáo xứ Tân Mỹ", here.officer)
    text = "Nước sông đang lên nhanh ở GXTM."
    made = here.dispatch.draft_alert(replace(draft(), text=text), here.officer)
    confirmed = here.dispatch.confirm_alert(made.id, here.officer, version=made.version)
    assert confirmed.readings == (GXTM,)
    assert digest(confirmed) != digest(replace(confirmed, readings=()))
    here.dispatch.change_reading("c1", "GXTM", here.officer, written="GXTM", spoken="không có gì")
    here.dispatch.release_alert(made.id, here.leader, version=confirmed.version)
    assert here.dispatch.sign_alarms() == 1
    (alarm,) = alarm_set(here).alarms
    assert "giáo xứ Tân Mỹ" in alarm.spoken_text
    assert "GXTM" not in alarm.spoken_text
    assert here.dispatch.speak_alert()
    assert found(here).clip


@pytest.mark.slow
def test_the_clip_of_an_alert_says_its_readings(here: House) -> None:
    """What the signer speaks is what was confirmed; two alerts of the same words and minute keep a clip each."""
    here.dispatch.add_reading("c1", "GXTM", "giáo xứ Tân Mỹ " * 10, here.officer)
    long = released(here, text="Nước lên ở GXTM.")
    here.dispatch.change_reading("c1", "GXTM", here.officer, written="GXTM", spoken="xứ Tân Mỹ")
    short = released(here, id="a2", text="Nước lên ở GXTM.")
    assert [here.dispatch.speak_alert() for _ in range(3)] == [True, True, False]
    with here.dispatch.store.read() as tx:
        clips = [renders.clip(tx, found(here, one.id).clip or "") for one in (long, short)]
    assert (clips[0].duration - clips[1].duration).total_seconds() > 10
    here.dispatch.sign_alarms()
    assert {one.audio and one.audio.sha256 for one in alarm_set(here).alarms} == {one.sha256 for one in clips}


def test_an_alert_edited_is_confirmed_anew(here: House) -> None:
    """Other words have other readings: those of before do not stay."""
    here.dispatch.add_reading("c1", *GXTM, here.officer)
    made = here.dispatch.draft_alert(replace(draft(), text="Lũ về GXTM."), here.officer)
    confirmed = here.dispatch.confirm_alert(made.id, here.officer, version=made.version)
    edited = here.dispatch.edit_alert(made.id, replace(confirmed, text="Lũ về Tân Mỹ."), here.officer)
    assert edited.readings == ()


def test_readings_changed_in_the_store_are_not_signed(here: House) -> None:
    """Who writes other readings under a released alert has nothing signed."""
    released(here)
    with here.dispatch.store.begin("thief") as tx:
        tx.connection.exec_driver_sql("""UPDATE alerts SET readings = '[["sông", "suối"]]'""")
    assert here.dispatch.sign_alarms() == 1
    assert alarm_set(here).alarms == ()
