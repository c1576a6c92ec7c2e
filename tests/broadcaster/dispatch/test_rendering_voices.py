"""Which voice speaks a bulletin: the chosen one, else the next of its place; in an emergency none of the network."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.dispatch import Dispatch
from broadcaster.errors import BroadcasterError, Unavailable
from broadcaster.speech import Engine, Voice
from broadcaster.speech.engines.espeak import Espeak
from broadcaster.store import localities
from broadcaster.store.renders import Render, RenderState
from schedules.priority import Priority
from tests.house import House

TEXT = "Chiều mai cúp nước từ Cầu Ông Bố đến chợ."


class Loud(Engine):
    """A voice that speaks like espeak-ng, or is away, and counts how often it was asked."""

    def __init__(self, name: str, *, is_online: bool, is_away: bool = False) -> None:
        self.name, self.is_online, self.is_away = name, is_online, is_away
        self.times = 0

    def voices(self) -> tuple[Voice, ...]:
        """Return its one voice."""
        return (Voice(f"{self.name}-south", self.name, self.name, self.name),)

    def synthesise(self, text: str, *, voice: str, rate: float, to: Path) -> None:
        """Speak, or not."""
        self.times += 1
        if self.is_away:
            raise Unavailable("speech.online_refused", status=503)
        Espeak().synthesise(text, voice="espeak-central", rate=rate, to=to)


def made(here: House, engines: tuple[Engine, ...], *, voices: str, **written: object) -> Render:
    """Make the sound of a bulletin at a site with these engines and this order, and return its render."""
    config = replace(here.dispatch.config, speech_voices=voices)
    dispatch: Dispatch = replace(here.dispatch, engines=(Espeak(), *engines), config=config)
    kept = dispatch.save_draft(here.draft(text=TEXT, **written), here.officer)
    bulletin = dispatch.submit(kept.id, kept.version, here.officer)
    assert dispatch.render_next()
    with dispatch.store.read() as tx:
        render = dispatch.render_of(tx, bulletin)
    assert render is not None
    assert render.state is RenderState.READY
    return render


@pytest.mark.slow
def test_the_chosen_voice_speaks(here: House) -> None:
    """The chosen voice is asked first, whatever the order of the site."""
    render = made(here, (Loud("cloud", is_online=True),), voices="espeak-north", voice="cloud-south")
    assert render.voice == "cloud-south"


@pytest.mark.slow
def test_the_next_of_the_site_speaks_when_it_is_away(here: House) -> None:
    """The site's order decides who stands in, and the render tells who really spoke."""
    cloud, disk = Loud("cloud", is_online=True, is_away=True), Loud("disk", is_online=False)
    render = made(here, (cloud, disk), voices="cloud-south, disk-south, espeak-north", voice="cloud-south")
    assert (render.voice, cloud.times) == ("disk-south", 1)


@pytest.mark.slow
def test_a_voice_that_was_removed_leads_to_the_next(here: House) -> None:
    """A bulletin written for a voice that is no longer installed is spoken all the same."""
    assert made(here, (), voices="espeak-north", voice="piper-gone").voice == "espeak-north"


@pytest.mark.slow
def test_an_emergency_never_waits_for_the_network(here: House) -> None:
    """An online voice is not even asked, though it was chosen; one on the disk may speak, and slower than usual."""
    cloud, disk = Loud("cloud", is_online=True), Loud("disk", is_online=False)
    render = made(
        here, (cloud, disk), voices="cloud-south disk-south", voice="cloud-south", priority=Priority.EMERGENCY
    )
    usual = made(here, (disk,), voices="disk-south", voice="disk-south")
    assert (render.voice, cloud.times) == ("disk-south", 0)
    assert render.duration is not None
    assert usual.duration is not None
    assert render.duration > usual.duration


@pytest.mark.slow
def test_the_same_words_are_not_spoken_twice(here: House) -> None:
    """The same words with another codec come from the cache: the voice is not asked again."""
    disk = Loud("disk", is_online=False)
    made(here, (disk,), voices="disk-south", voice="disk-south")
    config = replace(here.dispatch.config, media_codec="mp3")
    other = replace(here.dispatch, engines=(disk,), config=config)
    bulletin = here.submitted(text=TEXT, voice="disk-south")
    other.preview(bulletin)
    while other.render_next():
        continue
    assert disk.times == 1


def ordered(here: House, code: str, *names: str) -> None:
    """Let a locality name an order, as a site did that had all its voices."""
    with here.dispatch.store.begin("test") as tx:
        localities.set_voices(tx, code, names)


def reasons(render: Render) -> list[tuple[str, str]]:
    """Return who was passed over, each with the code of why."""
    return [(voice, BroadcasterError.restored(fault).code) for voice, fault in render.passed_over]


@pytest.mark.slow
def test_the_order_of_the_place_decides(here: House, caplog: pytest.LogCaptureFixture) -> None:
    """Above the site's; who could not speak before is told with why, kept with the sound, and loudly logged."""
    ordered(here, "79", "gone", "cloud-south", "disk-south", "espeak-north")
    cloud, disk = Loud("cloud", is_online=True, is_away=True), Loud("disk", is_online=False)
    with caplog.at_level(logging.WARNING):
        render = made(here, (cloud, disk), voices="espeak-central", voice="")
    assert (render.voice, cloud.times) == ("disk-south", 1)
    assert reasons(render) == [("gone", "voices.absent"), ("cloud-south", "speech.online_refused")]
    assert [one.message for one in caplog.records if "disk-south speaks" in one.message and "not gone" in one.message]


@pytest.mark.slow
def test_what_an_officer_chose_goes_before_the_place(here: House) -> None:
    """The chosen voice speaks, and nobody was passed over; when it cannot, the place's order follows."""
    ordered(here, "c1", "disk-south", "espeak-north")
    disk = Loud("disk", is_online=False)
    render = made(here, (disk,), voices="espeak-south", voice="espeak-central")
    assert (render.voice, disk.times, render.passed_over) == ("espeak-central", 0, ())
    render = made(here, (disk,), voices="espeak-south", voice="gone")
    assert (render.voice, reasons(render)) == ("disk-south", [("gone", "voices.absent")])


@pytest.mark.slow
def test_an_order_never_brings_the_network_into_an_emergency(here: House) -> None:
    """An online voice that a place names first is passed over with that reason, and not asked."""
    ordered(here, "c1", "cloud-south", "gone")
    cloud = Loud("cloud", is_online=True)
    render = made(here, (cloud,), voices="cloud-south", voice="", priority=Priority.EMERGENCY)
    assert (render.voice, cloud.times) == ("espeak-south", 0)
    assert reasons(render) == [("cloud-south", "voices.online_urgent"), ("gone", "voices.absent")]


@pytest.mark.slow
def test_a_draft_is_compared_in_another_voice_than_the_order(here: House) -> None:
    """A sound asked for in one voice is made in that one, though the draft itself chose none."""
    ordered(here, "c1", "espeak-north")
    kept = here.dispatch.save_draft(here.draft(text=TEXT, voice=""), here.officer)
    other = replace(kept, voice="espeak-central")
    for one in (kept, other):
        here.dispatch.preview(one)
        assert here.dispatch.render_next()
    with here.dispatch.store.read() as tx:
        renders = [here.dispatch.render_of(tx, one) for one in (kept, other)]
    assert [one.voice for one in renders if one is not None] == ["espeak-north", "espeak-central"]
