"""Orders of voices: who may name one, what holds where, undone, and pinned when a bulletin is handed in."""

from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.dispatch import Dispatch
from broadcaster.errors import Denied, Missing, Refused
from broadcaster.speech import Engine, Voice
from broadcaster.speech.engines.espeak import Espeak
from broadcaster.store import audit, localities
from broadcaster.voices import Fitness, Rank
from tests.house import House
from tests.refusals import refused

LAST = Rank("espeak-south", Fitness.ALWAYS)


class Named(Engine):
    """A voice that is only there."""

    def __init__(self, name: str, *, is_online: bool) -> None:
        self.name, self.is_online = name, is_online

    def voices(self) -> tuple[Voice, ...]:
        """Return its one voice, which counts as northerners do."""
        return (Voice(self.name, self.name, self.name, self.name, "north"),)

    def synthesise(self, text: str, *, voice: str, rate: float, to: Path) -> None:
        """Speak like espeak-ng."""
        Espeak().synthesise(text, voice="espeak-north", rate=rate, to=to)


ENGINES = (Espeak(), Named("cloud", is_online=True), Named("disk", is_online=False))


@pytest.fixture
def office(here: House) -> Dispatch:
    """A site with two more voices that asks for the cloud first."""
    config = replace(here.dispatch.config, speech_voices="cloud, espeak-central")
    return replace(here.dispatch, engines=ENGINES, config=config)


def test_the_site_speaks_where_nobody_names_an_order(office: Dispatch) -> None:
    """Its settings hold, and the last resort stands behind them."""
    standing = office.standing_at("h1")
    assert standing.source is None
    assert standing.ranks == (Rank("cloud", Fitness.ONLINE), Rank("espeak-central", Fitness.ALWAYS), LAST)


def test_an_order_holds_below_and_can_be_undone(office: Dispatch, here: House) -> None:
    """A commune's order holds in its hamlets and not in the next commune; undoing brings back what was before."""
    assert office.set_voices("c1", ["disk", "", "cloud", "disk"], here.leader) == ("disk", "cloud")
    assert office.standing_at("h1").source == "c1"
    assert [one.voice for one in office.standing_at("h1").ranks] == ["disk", "cloud", "espeak-south"]
    assert office.standing_at("c2").source is None
    office.set_voices("c1", ["espeak-north"], here.leader)
    with refused("voices.changed_meanwhile"):
        office.undo_voices("c1", here.leader, change=1)
    assert office.undo_voices("c1", here.leader, change=2) == ("disk", "cloud")
    assert office.undo_voices("c1", here.leader, change=3) == ("espeak-north",)
    with refused("voices.changed_meanwhile"):
        office.undo_voices("c2", here.administrator, change=0)


def test_the_same_order_again_is_no_change(office: Dispatch, here: House) -> None:
    """Nothing is written to the history or the log."""
    office.set_voices("c1", ["disk"], here.leader)
    with office.store.read() as tx:
        rows = audit.head(tx)
    office.set_voices("c1", ["disk"], here.leader)
    with office.store.read() as tx:
        assert audit.head(tx) == rows
        assert localities.voice_changes(tx, "c1") == [()]


def test_a_voice_that_went_away_may_stay_and_none_such_is_added(office: Dispatch, here: House) -> None:
    """It is shown as absent; another name that nobody has is refused."""
    office.set_voices("c1", ["disk", "cloud"], here.leader)
    poorer = replace(office, engines=(Espeak(),))
    assert [one.fitness for one in poorer.standing_at("c1").ranks] == [Fitness.ABSENT, Fitness.ABSENT, Fitness.ALWAYS]
    assert poorer.set_voices("h1", ["cloud"], here.leader) == ("cloud",)
    with refused("speech.voice_unknown"):
        poorer.set_voices("c2", ["cloud"], here.administrator)


def test_only_who_leads_or_manages_may_name_one(office: Dispatch, here: House) -> None:
    """Not an officer, nor the leader of another place; not where nothing is, nor where a place was dissolved."""
    for code, by in (("c1", here.officer), ("79", here.leader), ("c2", here.leader)):
        with pytest.raises(Denied):
            office.set_voices(code, ["disk"], by)
        with pytest.raises(Denied):
            office.undo_voices(code, by, change=0)
    with pytest.raises(Missing):
        office.set_voices("zz", ["disk"], here.administrator)
    with office.store.begin("test") as tx:
        localities.merge(tx, ["c2"], "c1")
    with pytest.raises(Refused):
        office.set_voices("c2", ["disk"], here.administrator)


def test_a_bulletin_is_handed_in_with_the_order_that_holds(office: Dispatch, here: House) -> None:
    """It keeps that order whatever the place says later; a draft has the newest; a choice of one's own goes first."""
    office.set_voices("c1", ["disk", "cloud"], here.leader)

    def sent(voice: str) -> tuple[str, tuple[str, ...]]:
        kept = office.save_draft(here.draft(voice=voice), here.officer)
        handed = office.submit(kept.id, kept.version, here.officer)
        return handed.id, handed.voices

    ident, order = sent("")
    assert order == ("disk", "cloud")
    with office.store.read() as tx:
        before = office.recipe(here.found(ident))
        assert office.render_of(tx, here.found(ident)) is not None
    office.set_voices("c1", ["espeak-north"], here.leader)
    with office.store.read() as tx:
        assert office.voices_of(tx, here.found(ident)) == ("disk", "cloud")
        assert office.recipe(office.as_spoken(tx, here.found(ident))) == before
    assert sent("espeak-central")[1] == ("espeak-north",)
    office.set_voices("c1", [], here.leader)
    assert sent("espeak-central")[1] == ()
    assert sent("")[1] == ("cloud", "espeak-central")


def test_an_order_makes_a_sound_of_its_own(office: Dispatch, here: House) -> None:
    """Who stands in belongs to the sound; without any order a chosen voice keeps the name it always had."""
    draft = here.draft(voice="disk")
    ordered = replace(draft, voice="", voices=("disk", "cloud"))
    assert office.recipe(ordered) == office.recipe(replace(draft, voices=("cloud",)))
    assert len({office.recipe(one) for one in (draft, ordered, replace(ordered, voices=("cloud", "disk")))}) == 3


def test_a_text_is_read_as_the_first_voice_that_is_there_counts(office: Dispatch, here: House) -> None:
    """Before anything is spoken, the compose page reads like the place's first voice, or the one that was chosen."""
    office.set_voices("c1", ["disk"], here.leader)
    first, chosen = (
        office.read_draft("Có 1.004 hộ", "c1", here.officer, voice=voice).spoken for voice in ("", LAST.voice)
    )
    assert ("nghìn" in first, "ngàn" in chosen) == (True, True)
