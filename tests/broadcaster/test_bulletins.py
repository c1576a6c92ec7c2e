"""A bulletin changes only in the ways the rules allow, and says why when it may not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster import bulletins
from broadcaster.bulletins import Bulletin, State
from broadcaster.errors import Faulty, Missing, Refused
from broadcaster.languages import PAUSE, Translation
from schedules.priority import Priority

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
CLIP = "a" * 64


def bulletin(state: State = State.DRAFT, **changes: object) -> Bulletin:
    """Return a bulletin in a state."""
    draft = Bulletin(
        id="b1", locality="79-bd-1", title="Tiêm chủng", text="Mời bà con đi tiêm.", author="mai", created_at=NOW
    )
    return replace(draft, state=state, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bulletin.text_empty"),
        ("  \n\t ", "bulletin.text_empty"),
        ("... !!!", "bulletin.text_empty"),
        ("a" * 20_000, "bulletin.text_too_long"),
        ("Xin chào\x07 bà con", "bulletin.text_control"),
        ("Xin chào\ue000", "bulletin.text_control"),
    ],
)
def test_bad_texts_are_refused_in_words(text: str, code: str) -> None:
    """Empty, endless and unreadable texts are each named, in both languages."""
    with pytest.raises(Refused) as caught:
        bulletins.compose(bulletin(text=text))
    assert (caught.value.code, caught.value.field) == (code, "text")
    assert caught.value.told("vi") != caught.value.told("en")


@pytest.mark.parametrize(
    ("title", "code"),
    [
        (" ", "bulletin.title_empty"),
        ("t" * 201, "bulletin.title_too_long"),
        ("Tiêm\x00chủng", "bulletin.title_control"),
    ],
)
def test_bad_titles_are_refused(title: str, code: str) -> None:
    """A title is one readable line of at most 200 characters."""
    with pytest.raises(Refused) as caught:
        bulletins.compose(bulletin(title=title))
    assert (caught.value.code, caught.value.field) == (code, "title")


def test_words_are_kept_in_one_form() -> None:
    """Decomposed accents and foreign line ends are folded; inner line breaks stay."""
    composed = bulletins.compose(bulletin(title=" Tie\u0302m  chu\u0309ng ", text="Mo\u031b\u0300i\r\nba\u0300 con\r"))
    assert (composed.title, composed.text) == ("Tiêm chủng", "Mời\nbà con")


def test_the_whole_way() -> None:
    """From draft to published, by two people, each step one version further."""
    sent = bulletins.submit(bulletins.compose(bulletin()), NOW)
    approved = bulletins.approve(sent, "lan", NOW)
    ready = bulletins.finish(bulletins.render(approved), CLIP)
    published = bulletins.publish(ready)
    assert (published.state, published.clip, published.approver) == (State.PUBLISHED, CLIP, "lan")
    assert published.version == 6
    assert bulletins.publish(published) is published


def test_the_author_cannot_approve() -> None:
    """Two people stand behind everything that sounds."""
    with pytest.raises(Refused, match="không tự duyệt"):
        bulletins.approve(bulletin(State.SUBMITTED), "mai", NOW)


def test_rejecting_needs_a_reason() -> None:
    """The author must learn what to mend."""
    with pytest.raises(Refused) as caught:
        bulletins.reject(bulletin(State.SUBMITTED), "lan", NOW, reason="  ")
    assert caught.value.field == "reason"
    rejected = bulletins.reject(bulletin(State.SUBMITTED), "lan", NOW, reason=" sai ngày ")
    assert (rejected.state, rejected.reason) == (State.REJECTED, "sai ngày")


def test_a_rejected_bulletin_can_be_mended() -> None:
    """Editing takes the new words, forgets the old clip, and it can be submitted again."""
    edited = bulletins.edit(
        bulletin(State.REJECTED, clip=CLIP), bulletin(text="Mời bà con đi tiêm thứ hai.", voice="x")
    )
    assert (edited.state, edited.text, edited.clip, edited.voice) == (
        State.DRAFT,
        "Mời bà con đi tiêm thứ hai.",
        None,
        "x",
    )
    assert bulletins.submit(edited, NOW).state is State.SUBMITTED


def test_readings_and_voices_are_pinned_when_handed_in() -> None:
    """What a leader hears is what sounds; a recording is read by nobody."""
    pinned = (("GX", "giáo xứ"),), ("cloud-south", "espeak-north")
    sent = bulletins.submit(bulletin(), NOW, *pinned)
    assert (sent.readings, sent.voices) == pinned
    recorded = bulletins.submit(bulletin(recording=CLIP, readings=pinned[0], voices=pinned[1]), NOW, *pinned)
    assert (recorded.readings, recorded.voices) == ((), ())


def test_validity_that_is_over_is_refused() -> None:
    """Nobody is asked to approve what may not sound any more."""
    with pytest.raises(Refused) as caught:
        bulletins.submit(bulletin(valid_until=NOW), NOW)
    assert caught.value.field == "valid_until"
    assert bulletins.submit(bulletin(valid_until=NOW + timedelta(days=1)), NOW).state is State.SUBMITTED


def test_a_failed_render_keeps_its_fault() -> None:
    """The fault stands on the bulletin and can be told again."""
    failed = bulletins.fail(bulletin(State.RENDERING), Faulty("audio.silent", seconds=3))
    assert failed.state is State.FAILED
    restored = Faulty.restored(failed.failure)
    assert (restored.code, restored.facts) == ("audio.silent", {"seconds": 3})


def test_unclaim_returns_to_the_queue() -> None:
    """A crash in the middle of rendering loses nothing."""
    assert bulletins.unclaim(bulletin(State.RENDERING)).state is State.APPROVED


def test_expiry_ends_what_is_over() -> None:
    """Only a bulletin whose validity has ended expires, and only once."""
    over = bulletin(State.PUBLISHED, valid_until=NOW)
    expired = bulletins.expire(over, NOW)
    assert expired.state is State.EXPIRED
    assert bulletins.expire(expired, NOW) is expired
    assert bulletins.expire(bulletin(State.PUBLISHED), NOW).state is State.PUBLISHED


def test_cancelling_twice_is_refused() -> None:
    """What has ended stays ended."""
    cancelled = bulletins.cancel(bulletin(State.PUBLISHED), reason=" sai ")
    assert (cancelled.state, cancelled.reason) == (State.CANCELLED, "sai")
    with pytest.raises(Refused):
        bulletins.cancel(cancelled, reason="")


@pytest.mark.parametrize("state", list(State))
def test_no_step_from_a_wrong_state(state: State) -> None:
    """Each verb works from its own states only; every other state is refused."""
    allowed = {
        "edit": bulletins.EDITABLE,
        "submit": bulletins.EDITABLE,
        "approve": {State.SUBMITTED},
        "reject": {State.SUBMITTED},
        "render": {State.APPROVED},
        "unclaim": {State.RENDERING},
        "finish": {State.APPROVED, State.RENDERING},
        "fail": {State.APPROVED, State.RENDERING},
        "publish": bulletins.PLAYABLE,
    }
    steps = {
        "edit": lambda one: bulletins.edit(one, one),
        "submit": lambda one: bulletins.submit(one, NOW),
        "approve": lambda one: bulletins.approve(one, "lan", NOW),
        "reject": lambda one: bulletins.reject(one, "lan", NOW, reason="sai"),
        "render": bulletins.render,
        "unclaim": bulletins.unclaim,
        "finish": lambda one: bulletins.finish(one, CLIP),
        "fail": lambda one: bulletins.fail(one, Faulty("audio.silent")),
        "publish": bulletins.publish,
    }
    for verb, step in steps.items():
        if state in allowed[verb]:
            step(bulletin(state))
        else:
            with pytest.raises(Refused):
                step(bulletin(state))


@given(st.text(max_size=300))
def test_checked_text_is_stable(text: str) -> None:
    """Whatever is accepted stays the same when checked again, and holds no control characters."""
    try:
        checked = bulletins.checked_text(text)
    except Refused:
        return
    assert bulletins.checked_text(checked) == checked
    assert all(c.isprintable() or c.isspace() or ord(c) > 127 for c in checked)


def test_a_conflict_is_told() -> None:
    """The second of two editors learns that the first was quicker."""
    assert bulletins.changed_meanwhile(bulletin()).code == "bulletin.changed_meanwhile"


def test_expected_duration_grows_with_the_words() -> None:
    """A hundred syllables said twice take about a minute, ident and pauses included."""
    assert timedelta(seconds=60) < bulletins.expected_duration("bà " * 100) < timedelta(seconds=80)
    assert Priority(bulletin().priority) is Priority.ORDINARY


@pytest.mark.parametrize(("text", "code"), [(" \n", "bulletin.description_empty"), ("...", "bulletin.text_empty")])
def test_a_recording_needs_words_about_it(text: str, code: str) -> None:
    """What is said in a recording is described in short, or it can be neither approved nor found."""
    with pytest.raises(Refused) as caught:
        bulletins.compose(bulletin(text=text, recording=CLIP))
    assert (caught.value.code, caught.value.field) == (code, "text")


def test_a_recording_is_taken_over_by_an_edit() -> None:
    """An edit brings its recording and how often it sounds, or goes back to a voice."""
    with_sound = bulletins.edit(bulletin(), bulletin(recording=CLIP, twice=True))
    assert (with_sound.recording, with_sound.twice) == (CLIP, True)
    back = bulletins.edit(with_sound, bulletin())
    assert (back.recording, back.twice) == (None, False)


def test_a_recording_sounds_as_long_as_it_is() -> None:
    """Once after the ident, or twice with a pause between."""
    minute = timedelta(minutes=1)
    assert bulletins.expected_sounding(minute, twice=False) == timedelta(seconds=65)
    assert bulletins.expected_sounding(minute, twice=True) == timedelta(seconds=128)


def test_a_draft_says_the_same_in_other_languages() -> None:
    """Each once; an edit of the words leaves them; one that is taken out is gone, and only once."""
    km, en = Translation("km", "d" * 64, "ទឹក"), Translation("en", "e" * 64)
    told = bulletins.translate(bulletins.translate(bulletin(), en), km)
    assert (told.translations, told.version) == ((km, en), 3)
    assert bulletins.edit(told, bulletin(text="Mời bà con đi họp.")).translations == (km, en)
    left = bulletins.untranslate(told, "km")
    assert left.translations == (en,)
    with pytest.raises(Missing):
        bulletins.untranslate(left, "km")


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED, State.READY, State.PUBLISHED, State.CANCELLED])
def test_what_somebody_has_before_them_says_nothing_else(state: State) -> None:
    """Once handed in, a language is neither brought nor taken out; a rejected bulletin is a draft again."""
    en = Translation("en", "e" * 64)
    with pytest.raises(Refused):
        bulletins.translate(bulletin(state), en)
    with pytest.raises(Refused):
        bulletins.untranslate(bulletin(state, translations=(en,)), "en")
    assert bulletins.translate(bulletin(State.REJECTED), en).state is State.DRAFT


def test_languages_make_a_bulletin_longer() -> None:
    """By their lengths and the pauses before them, twice where all of it is said twice."""
    lengths = [timedelta(seconds=10), timedelta(seconds=20)]
    once = timedelta(seconds=30) + 2 * PAUSE
    assert bulletins.expected_added(lengths, twice=False) == once
    assert bulletins.expected_added(lengths, twice=True) == 2 * once
    assert bulletins.expected_added([], twice=True) == timedelta()
