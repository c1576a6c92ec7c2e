"""Bulletins in other languages: brought, approved as a whole, and heard where those languages are spoken."""

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.bulletins import Bulletin, State
from broadcaster.dispatch.rendering import RETRY_AFTER
from broadcaster.errors import Denied, Missing
from broadcaster.store import audit, editions, localities
from broadcaster.store import bulletins as bulletin_rows
from schedules.timetable import Airing
from tests.house import House
from tests.recorded import recorded
from tests.refusals import refused

from .test_rendering_voices import Loud

pytestmark = pytest.mark.slow

ENGLISH = "Vaccination at the health station at eight in the morning."


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a recording of four seconds."""
    return recorded(tmp_path_factory.mktemp("sound"), "m4a", seconds=4).read_bytes()


def draft(here: House, **changes: object) -> Bulletin:
    """Keep a draft of the officer."""
    return here.dispatch.save_draft(here.draft(**changes), here.officer)


def bilingual(here: House, sound: bytes) -> Bulletin:
    """Return a draft that says the same in Khmer, recorded, and in English, read."""
    made = draft(here)
    here.dispatch.retell_text(made.id, "en", ENGLISH, here.officer)
    return here.dispatch.retell_recording(made.id, "km", io.BytesIO(sound), here.officer, text=" ទឹក\nជំនន់ ")


def approved(here: House, made: Bulletin) -> Bulletin:
    """Hand a draft in, approve it, and make its Vietnamese sound."""
    sent = here.dispatch.submit(made.id, here.found(made.id).version, here.officer)
    here.dispatch.approve(sent.id, sent.version, here.leader)
    render(here)
    return here.found(sent.id)


def render(here: House) -> None:
    """Make every sound that waits, each for itself: what follows a finished one is what is tried here."""
    while here.dispatch.render_next():
        pass


def speaking(here: House, **spoken: str) -> None:
    """Let people speak languages at places."""
    for code, languages in spoken.items():
        here.dispatch.set_languages(code, languages.split(), here.leader)


def airing(here: House, place: str) -> Airing:
    """Publish what is due, and return the only airing of an edition."""
    here.dispatch.publish_due()
    with here.dispatch.store.read() as tx:
        (one,) = editions.airings(tx, place)
    return one


def seconds(here: House, place: str) -> float:
    """Return how long the airing of a place lasts."""
    return airing(here, place).duration.total_seconds()


def test_a_draft_takes_a_recording_and_words(here: House, sound: bytes) -> None:
    """Both become clips of the draft at once, heard there and nowhere else, and each step is in the log."""
    made = bilingual(here, sound)
    assert [(one.language, one.text) for one in made.translations] == [("km", "ទឹក ជំនន់"), ("en", ENGLISH)]
    with here.dispatch.store.read() as tx:
        lengths = {one.language: row.duration.total_seconds() for one, row in here.dispatch.retold(tx, made)}
        (newest, *_) = audit.listed(tx).items
        assert (newest.action, newest.by, newest.subject) == ("bulletin.edit", here.officer.id, f"bulletin:{made.id}")
    assert 3 < lengths["km"] < 4.2
    for one in made.translations:
        assert here.dispatch.retold_clip(made, one.clip).stat().st_size > 0
        with pytest.raises(Missing):
            here.dispatch.retold_clip(draft(here), one.clip)
    assert not list(here.dispatch.config.data.rglob("brought"))
    left = here.dispatch.drop_retelling(made.id, "km", here.officer)
    assert [one.language for one in left.translations] == ["en"]


def test_what_is_approved_is_all_that_is_said(here: House, sound: bytes) -> None:
    """Nobody changes a language of what was handed in; sent back it is a draft, and must be handed in anew."""
    made = bilingual(here, sound)
    sent = here.dispatch.submit(made.id, made.version, here.officer)
    for change in (
        lambda: here.dispatch.retell_text(sent.id, "en", "Other words.", here.officer),
        lambda: here.dispatch.retell_recording(sent.id, "km", io.BytesIO(sound), here.officer),
        lambda: here.dispatch.drop_retelling(sent.id, "en", here.officer),
    ):
        with refused("bulletin.not_editable"):
            change()
    back = here.dispatch.reject(sent.id, sent.version, here.leader, reason="sai")
    again = here.dispatch.retell_text(back.id, "en", "Other words.", here.officer)
    assert again.state is State.DRAFT
    with refused("bulletin.changed_meanwhile"):
        here.dispatch.approve(sent.id, sent.version, here.leader)


def test_each_place_hears_its_languages(here: House, sound: bytes) -> None:
    """Vietnamese only where nothing is named; after it what the place and those above it speak, in one clip, longer."""
    speaking(here, c1="en", h1="km")
    made = approved(here, bilingual(here, sound))
    with here.dispatch.store.read() as tx:
        lengths = {one.language: row.duration.total_seconds() for one, row in here.dispatch.retold(tx, made)}
        plain = here.dispatch.clip_at(tx, made, "c2")
    assert plain is not None
    assert plain.sha256 == made.clip
    vietnamese = plain.duration.total_seconds()
    expected = {"c1": 2 * (lengths["en"] + 1), "h1": 2 * (lengths["en"] + lengths["km"] + 2)}
    for place, longer in expected.items():
        told = here.dispatch.add_entry(here.entry(made.id, targets=(place,)), here.officer).consequence
        assert told.duration.total_seconds() == pytest.approx(vietnamese + longer, abs=0.1)
        assert seconds(here, place) == pytest.approx(vietnamese, abs=0.1)
    render(here)
    for place, longer in expected.items():
        assert seconds(here, place) == pytest.approx(vietnamese + longer, abs=1.5)
        (item,) = airing(here, place).playlist.items
        assert here.dispatch.media(item.sha256).stat().st_size > 0  # type: ignore[union-attr]
    assert airing(here, "c1").playlist != airing(here, "h1").playlist
    assert here.dispatch.publish_due() == 0


def test_a_language_that_cannot_be_said_costs_no_vietnamese(here: House, sound: bytes) -> None:
    """A clip that is gone fails the joined sound, with its reason; the place hears what it heard."""
    speaking(here, c1="km")
    made = approved(here, bilingual(here, sound))
    here.dispatch.clips.path(made.translations[0].clip).unlink()
    here.dispatch.add_entry(here.entry(made.id), here.officer)
    before = airing(here, "c1")
    render(here)
    assert airing(here, "c1").playlist == before.playlist
    assert here.found(made.id).state is State.PUBLISHED


def test_other_languages_follow_the_voice_that_was_approved(here: House) -> None:
    """While that voice is away nothing is joined, for nobody heard the words in another; once it is back they are."""
    cloud = Loud("cloud", is_online=True)
    here.dispatch = replace(here.dispatch, engines=(*here.dispatch.engines, cloud))
    speaking(here, c1="en")
    made = draft(here, voice="cloud-south")
    here.dispatch.retell_text(made.id, "en", ENGLISH, here.officer)
    made = approved(here, made)
    here.dispatch.add_entry(here.entry(made.id), here.officer)
    plain = airing(here, "c1").playlist
    cloud.is_away = True
    shutil.rmtree(here.dispatch.config.data / "speech")
    render(here)
    assert airing(here, "c1").playlist == plain
    cloud.is_away = False
    here.clock.advance(RETRY_AFTER)
    render(here)
    assert airing(here, "c1").duration > plain.duration


def test_a_language_named_later_is_heard_later(here: House, sound: bytes) -> None:
    """What is published already follows the place; a language nobody names any more leaves again."""
    made = approved(here, bilingual(here, sound))
    here.dispatch.add_entry(here.entry(made.id), here.officer)
    plain = airing(here, "c1").playlist
    speaking(here, c1="en")
    rung = here.rung[0]
    here.dispatch.publish_due()
    assert here.rung[0] == rung + 1
    render(here)
    assert airing(here, "c1").duration > plain.duration
    speaking(here, c1="")
    assert airing(here, "c1").playlist == plain


def test_who_may_bring_one(here: House, sound: bytes, tmp_path: Path) -> None:
    """Whoever writes the bulletin; no language that is not of the list or that nobody can read; nothing too long."""
    made = draft(here)
    for act in (
        lambda: here.dispatch.retell_text(made.id, "en", ENGLISH, here.administrator),
        lambda: here.dispatch.drop_retelling(made.id, "en", here.administrator),
    ):
        with pytest.raises(Denied):
            act()
    with refused("translation.unreadable"):
        here.dispatch.retell_text(made.id, "km", "ទឹក", here.officer)
    with refused("language.missing"):
        here.dispatch.retell_text(made.id, "vi", "Xin chào", here.officer)
    with refused("translation.missing"):
        here.dispatch.drop_retelling(made.id, "en", here.officer)
    with refused("translation.long"):
        long = recorded(tmp_path, "mp3", seconds=310)
        here.dispatch.retell_recording(made.id, "km", io.BytesIO(long.read_bytes()), here.officer)
    with refused("recording.kind"):
        here.dispatch.retell_recording(made.id, "km", io.BytesIO(b"<html>" * 20), here.officer)
    assert here.found(made.id) == made


class Meanwhile(io.BytesIO):
    """A recording that takes so long to come that something else happens first."""

    def __init__(self, data: bytes, happens: Callable[[], object]) -> None:
        super().__init__(data)
        self.happens = happens

    def read(self, size: int | None = -1) -> bytes:
        """Let it happen, then give what was asked for."""
        self.happens()
        return super().read(size)


def test_words_changed_while_it_was_brought(here: House, sound: bytes) -> None:
    """What was said for other words is not kept; another language brought meanwhile stays."""
    made = draft(here)
    changed = here.draft(id=made.id, text="Mai cúp nước.")
    slow = Meanwhile(sound, lambda: here.dispatch.save_draft(changed, here.officer))
    with refused("bulletin.changed_meanwhile"):
        here.dispatch.retell_recording(made.id, "km", slow, here.officer)
    assert here.found(made.id).translations == ()
    slow = Meanwhile(sound, lambda: here.dispatch.retell_text(made.id, "en", ENGLISH, here.officer))
    both = here.dispatch.retell_recording(made.id, "km", slow, here.officer)
    assert [one.language for one in both.translations] == ["km", "en"]


def test_a_merger_keeps_what_is_said(here: House, sound: bytes) -> None:
    """A bulletin of a dissolved commune says in the successor what that one speaks."""
    made = approved(here, bilingual(here, sound))
    with here.dispatch.store.begin("test") as tx:
        localities.set_languages(tx, "c2", ["en"])
        localities.merge(tx, ["c1"], "c2")
        found = bulletin_rows.find(tx, made.id)
        assert [one.language for one in here.dispatch.said_at(tx, found, found.locality)] == ["en"]
