"""Which voice speaks a bulletin: the chosen one, else the next of the site; in an emergency none of the network."""

from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.dispatch import Dispatch
from broadcaster.errors import Unavailable
from broadcaster.speech import Engine, Voice
from broadcaster.speech.engines.espeak import Espeak
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
    bulletin = here.submitted(text=TEXT, **written)
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
