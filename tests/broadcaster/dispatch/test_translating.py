"""Alarms in other languages: brought, kept, chosen, and said by the signer only as the bytes people stand for."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.alerts import Alert
from broadcaster.audio import measure, probe
from broadcaster.errors import Denied, Missing, Refused
from broadcaster.languages import LONGEST, Kept, Slot, Translation
from broadcaster.messages import AlarmStatus
from broadcaster.store import alerts, audit
from broadcaster.store.tables import alerts as rows
from tests.house import House
from tests.recorded import recorded

from .test_alarms import alarm_set
from .test_alerting import draft, found, released

pytestmark = pytest.mark.slow

SLOT = Slot("c1", "flood", "km")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a recording of four seconds."""
    return recorded(tmp_path_factory.mktemp("sound"), "m4a", seconds=4).read_bytes()


def brought(here: House, sound: bytes, slot: Slot = SLOT, **more: str) -> Kept:
    """Keep it as the leader."""
    return here.dispatch.keep_recording(slot, io.BytesIO(sound), here.leader, **more)


def khmer(here: House, sound: bytes) -> Alert:
    """Return a released alert that is said in Khmer too."""
    here.dispatch.set_languages("c1", ["km"], here.leader)
    brought(here, sound)
    return released(here, translations=here.dispatch.translated(draft()).translations)


def spoken(here: House) -> float:
    """Let the signer speak all there is and return the seconds of what stands in the set, 0 without a clip."""
    while here.dispatch.speak_alert():
        pass
    here.dispatch.sign_alarms()
    (alarm,) = alarm_set(here).alarms
    return probe(here.dispatch.clips.path(alarm.audio.sha256)).duration.total_seconds() if alarm.audio else 0.0


def test_a_recording_is_kept_and_heard(here: House, sound: bytes) -> None:
    """It becomes a clip as loud as alarms are, with who brought it; what was brought itself does not stay."""
    kept = brought(here, sound, text=" ទឹក\nជំនន់ ")
    assert (kept.by, kept.voice, kept.translation.text) == (here.leader.id, "recording", "ទឹក ជំនន់")
    assert 3 < kept.duration.total_seconds() < 4.2
    clip = here.dispatch.translation_clip(kept.translation.clip, "h1")
    assert abs(measure(clip).integrated_lufs + 14) < 1.5
    assert here.dispatch.lengths_of([kept.translation]) == [kept.duration]
    assert not list(here.dispatch.config.data.rglob("brought"))
    with pytest.raises(Missing):
        here.dispatch.translation_clip(kept.translation.clip, "c2")
    with pytest.raises(Missing):  # no station needs it: only the alarm's own clip is served
        here.dispatch.media(kept.translation.clip)
    with here.dispatch.store.read() as tx:
        (newest, *_) = audit.listed(tx).items
        assert (newest.action, newest.by, newest.subject) == ("translation.add", here.leader.id, "locality:c1")


def test_words_are_read_where_somebody_can(here: House) -> None:
    """English is read by espeak-ng; Khmer is refused with what to do."""
    kept = here.dispatch.keep_text(Slot("c1", "flood", "en"), "Flood. Go to high ground now.", here.leader)
    assert (kept.voice, kept.translation.text) == ("espeak-ng", "Flood. Go to high ground now.")
    assert kept.duration > timedelta(seconds=1)
    with pytest.raises(Refused) as refusal:
        here.dispatch.keep_text(SLOT, "ទឹកជំនន់", here.leader)
    assert refusal.value.code == "translation.unreadable"


def test_only_who_leads_may_keep_one(here: House, sound: bytes) -> None:
    """What is kept is said under alarms of others: an officer may not, nor the leader of another place."""
    for act in (
        lambda: here.dispatch.keep_recording(SLOT, io.BytesIO(sound), here.officer),
        lambda: here.dispatch.keep_text(Slot("c2", "flood", "en"), "Flood.", here.leader),
        lambda: here.dispatch.set_languages("79", ["km"], here.leader),
    ):
        with pytest.raises(Denied):
            act()
    kept = brought(here, sound)
    with pytest.raises(Denied):
        here.dispatch.drop_translation(kept.id, here.officer)
    assert here.dispatch.translations_at("h1") == [kept]


def test_what_cannot_be_kept_is_refused(here: House, sound: bytes, tmp_path: Path) -> None:
    """Too long, no sound, free words, unknown languages; nothing of it stays."""
    long = recorded(tmp_path, "mp3", seconds=LONGEST.total_seconds() + 4).read_bytes()
    for slot, data, code in (
        (SLOT, long, "translation.long"),
        (SLOT, b"<html>", "recording.kind"),
        (replace(SLOT, hazard="other"), sound, "translation.hazard"),
        (replace(SLOT, hazard="drill"), sound, "translation.hazard"),
        (replace(SLOT, language="vi"), sound, "language.missing"),
    ):
        with pytest.raises((Refused, Missing)) as refusal:
            here.dispatch.keep_recording(slot, io.BytesIO(data), here.leader)
        assert refusal.value.code == code
    assert here.dispatch.translations_at("c1") == []


def test_it_is_replaced_and_removed(here: House, sound: bytes) -> None:
    """The newer one holds; without it, that of the province; an alert written before still says the old one."""
    above = here.dispatch.keep_text(Slot("79", "flood", "en"), "Flood.", here.administrator)
    first = here.dispatch.keep_text(Slot("c1", "flood", "en"), "Flood in our commune.", here.leader)
    here.dispatch.set_languages("c1", ["en"], here.leader)
    assert here.dispatch.choose_translations("flood", ("h1",), ()).said == (first,)
    assert here.dispatch.choose_translations("flood", (), ("st-1",)).said == (first,)
    made = here.dispatch.draft_alert(here.dispatch.translated(draft()), here.officer)
    here.dispatch.drop_translation(first.id, here.leader)
    assert here.dispatch.choose_translations("flood", ("h1",), ()).said == (above,)
    assert found(here).translations == made.translations == (first.translation,)
    with pytest.raises(Missing):
        here.dispatch.drop_translation(first.id, here.leader)


def test_exercises_speak_vietnamese_only(here: House, sound: bytes) -> None:
    """The notice that it is an exercise is in Vietnamese: nobody may hear the words without it."""
    here.dispatch.set_languages("c1", ["km"], here.leader)
    kept = brought(here, sound)
    drill = draft(status=AlarmStatus.EXERCISE)
    assert here.dispatch.translated(drill) == drill
    with pytest.raises(Refused) as refusal:
        here.dispatch.draft_alert(replace(drill, translations=(kept.translation,)), here.officer)
    assert refusal.value.code == "translation.drill"


def test_the_signer_itself_keeps_exercises_vietnamese(here: House, sound: bytes) -> None:
    """Also when two people stand for an exercise that got a translation past the office."""
    released(here, status=AlarmStatus.EXERCISE)
    plain = spoken(here)
    here.dispatch.cancel_alert("a1", here.leader, reason="thử")
    said = (brought(here, sound).translation,)
    with here.dispatch.store.begin(here.officer.id) as tx:
        smuggled = draft(id="a2", status=AlarmStatus.EXERCISE, author=here.officer.id, translations=said)
        alerts.add(tx, smuggled)
    confirmed = here.dispatch.confirm_alert("a2", here.officer, version=smuggled.version)
    here.dispatch.release_alert("a2", here.leader, version=confirmed.version)
    assert spoken(here) == plain
    assert found(here, "a2").unsaid == ("km",)


def test_it_is_said_after_the_vietnamese_words(here: House, sound: bytes) -> None:
    """One clip: the words, a second of silence, the recording, as loud as alarms are; the stations' own words stay."""
    released(here)
    plain = spoken(here)
    here.dispatch.cancel_alert("a1", here.leader, reason="thử")
    here.dispatch.set_languages("c1", ["km"], here.leader)
    kept = brought(here, sound)
    both = released(here, id="a2", translations=here.dispatch.translated(draft()).translations)
    assert abs(spoken(here) - plain - 1 - kept.duration.total_seconds()) < 0.4
    (alarm,) = alarm_set(here).alarms
    assert alarm.audio is not None
    level = measure(here.dispatch.clips.path(alarm.audio.sha256))
    assert abs(level.integrated_lufs + 14) < 1.5
    assert level.true_peak_dbtp <= -1.5
    assert alarm.spoken_text.lower().startswith("nước sông đang lên nhanh")
    assert both.translations == (kept.translation,)


def test_other_bytes_are_not_said(here: House, sound: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """A clip exchanged in its place is left out, loudly; the Vietnamese words sound all the same."""
    made = khmer(here, sound)
    other = here.dispatch.keep_text(Slot("c1", "storm", "en"), "All is well, stay at home.", here.leader)
    clips = here.dispatch.clips
    clips.path(made.translations[0].clip).write_bytes(clips.path(other.translation.clip).read_bytes())
    assert spoken(here) > 0
    assert "not said in km" in caplog.text
    assert found(here).unsaid == ("km",)
    assert "alert.unsaid" in {one.what for one in here.dispatch.alert_log("a1")}
    both = spoken(here)
    here.dispatch.cancel_alert("a1", here.leader, reason="thử")
    released(here, id="a2")
    assert spoken(here) == both


def test_a_clip_that_is_gone_costs_only_its_language(here: House, sound: bytes) -> None:
    """Nothing is awaited, nothing held back: the set is signed at once, the other languages sound."""
    english = here.dispatch.keep_text(Slot("c1", "flood", "en"), "Flood. Go to high ground.", here.leader).translation
    kept = brought(here, sound).translation
    here.dispatch.clips.path(kept.clip).unlink()
    released(here, translations=(kept, english))
    here.dispatch.sign_alarms()
    (alarm,) = alarm_set(here).alarms
    assert (alarm.audio, alarm.spoken_text != "") == (None, True)
    both = spoken(here)
    assert found(here).unsaid == ("km",)
    here.dispatch.cancel_alert("a1", here.leader, reason="thử")
    released(here, id="a2", translations=(english,))
    assert spoken(here) == both
    assert found(here, "a2").unsaid == ()


def test_what_never_came_in_by_the_door_is_left_out(here: House, tmp_path: Path) -> None:
    """Too long, too large, no sound, only a hum no horn carries: whoever stands for it, the Vietnamese sounds alone."""
    released(here)
    plain = spoken(here)
    long = recorded(tmp_path, "webm", seconds=LONGEST.total_seconds() + 5)
    large = tmp_path / "large"
    large.write_bytes(long.read_bytes()[:100] + bytes(1_100_000))
    hum = recorded(tmp_path, "ogg", "0.3*sin(2*PI*50*t)")
    for place, path in enumerate((long, large, Path(__file__), hum)):
        said = (Translation("km", here.dispatch.clips.save(path)),)
        here.dispatch.cancel_alert(f"a{place + 1}", here.leader, reason="thử")
        released(here, id=f"a{place + 2}", translations=said)
        assert spoken(here) == plain
        assert found(here, f"a{place + 2}").unsaid == ("km",)


def test_forged_rows_are_not_signed(here: House, sound: bytes) -> None:
    """A language added to, taken from or exchanged in an alert that two people released is not believed."""
    made = khmer(here, sound)
    other = here.dispatch.keep_text(Slot("c1", "storm", "en"), "All is well.", here.leader).translation
    forged = (
        [],
        [Translation("km", other.clip)],
        [*made.translations, other],
        [replace(made.translations[0], text="Bình an")],
    )
    for said in forged:
        with here.dispatch.store.begin("thief") as tx:
            tx.connection.execute(
                rows.update().values(
                    translations=[{"language": o.language, "clip": o.clip, "text": o.text} for o in said]
                )
            )
            alerts.touch(tx, "c1")
        here.dispatch.sign_alarms()
        assert alarm_set(here).alarms == ()
    with here.dispatch.store.begin("thief") as tx:
        true = [{"language": o.language, "clip": o.clip, "text": o.text} for o in made.translations]
        tx.connection.execute(rows.update().values(translations=true))
        alerts.touch(tx, "c1")
    here.dispatch.sign_alarms()
    assert [one.id for one in alarm_set(here).alarms] == ["a1"]


def test_a_clip_of_the_words_alone_is_not_taken_for_both(here: House, sound: bytes) -> None:
    """The signer knows what it made by all that is said: without the language it is another clip."""
    released(here, id="a0")
    spoken(here)
    alone = found(here, "a0").clip or ""
    here.dispatch.cancel_alert("a0", here.leader, reason="thử")
    khmer(here, sound)
    with here.dispatch.store.begin("thief") as tx:
        alerts.set_clip(tx, found(here), alone)
    here.dispatch.sign_alarms()
    assert [one.audio for one in alarm_set(here).alarms] == [None]
    assert spoken(here) > 5
