"""Comparing voices: the same draft in each, heard before one is chosen, and never in another's words."""

from collections.abc import Callable

from broadcaster.bulletins import Bulletin, State
from broadcaster.store.renders import RenderState
from tests.house import House
from tests.web.readers import Reader


def draft(here: House, **changes: object) -> Bulletin:
    """Keep a draft of the officer."""
    return here.dispatch.save_draft(here.draft(**changes), here.officer)


def test_two_voices_are_heard_and_one_is_chosen(officer: Reader, here: House) -> None:
    """Each makes its own sound of the same words, heard at that draft alone; choosing one makes it the draft's."""
    made = draft(here)
    page = f"/bulletins/{made.id}/voices"
    assert officer.read(page).count("Nghe giọng này") == 2
    for voice in ("espeak-south", "espeak-north"):
        assert officer.send(f"{page}/{voice}", {"do": "listen"}).status_code == 303
    assert "Đang tạo âm thanh" in officer.read(f"{page}/espeak-north")
    while here.dispatch.render_next():
        pass
    shown = officer.read(page)
    clips = {one.partition('"')[0] for one in shown.split('data-src="')[1:]}
    assert len(clips) == 2
    other = draft(here, text="Mai cúp nước từ tám giờ.")
    for clip in clips:
        assert officer.open(clip).status_code == 200
        assert officer.open(clip.replace(made.id, other.id)).status_code == 404
    assert officer.send(f"{page}/espeak-north", {"do": "choose"}).status_code == 303
    chosen = here.found(made.id)
    assert (chosen.voice, chosen.text, chosen.state) == ("espeak-north", made.text, State.DRAFT)
    with here.dispatch.store.read() as tx:
        render = here.dispatch.render_of(tx, chosen)
    assert render is not None
    assert (render.state, render.voice) == (RenderState.READY, "espeak-north")


def test_the_way_there_stands_beside_the_sound(officer: Reader, here: House) -> None:
    """A draft that was heard offers the other voices; one handed in does not."""
    made = draft(here)
    here.dispatch.preview(made)
    here.speak()
    assert f"/bulletins/{made.id}/voices" in officer.read(f"/bulletins/{made.id}/edit")
    sent = here.dispatch.submit(made.id, made.version, here.officer)
    assert f"/bulletins/{made.id}/voices" not in officer.read(f"/bulletins/{sent.id}")


def test_what_cannot_be_compared_is_refused(officer: Reader, signed_in: Callable[[str], Reader], here: House) -> None:
    """A voice nobody has, a bulletin handed in, another commune's, somebody who does not write: a plain answer."""
    made = draft(here)
    assert officer.open(f"/bulletins/{made.id}/voices/nobody").status_code in (400, 422)
    assert officer.send(f"/bulletins/{made.id}/voices/nobody", {"do": "listen"}).status_code in (400, 422)
    assert signed_in("quantri").open(f"/bulletins/{made.id}/voices").status_code == 403
    sent = here.submitted()
    assert officer.open(f"/bulletins/{sent.id}/voices").status_code in (400, 409, 422)
    assert officer.send(f"/bulletins/{sent.id}/voices/espeak-north", {"do": "choose"}).status_code in (400, 409, 422)
    assert here.found(sent.id).voice == "espeak-south"


def test_words_changed_meanwhile_are_not_compared(officer: Reader, here: House) -> None:
    """A sound asked for in another voice before an edit is given up, not made of the new words."""
    made = draft(here)
    officer.send(f"/bulletins/{made.id}/voices/espeak-north", {"do": "listen"})
    edited = here.dispatch.save_draft(here.draft(id=made.id, text="Mai cúp nước từ tám giờ."), here.officer)
    assert here.dispatch.render_next()
    with here.dispatch.store.read() as tx:
        assert here.dispatch.render_of(tx, edited) is None
