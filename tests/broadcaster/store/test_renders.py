"""The queue of sounds: each made once, by one worker, found again after a crash."""

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from broadcaster.errors import Faulty, Missing, Refused, Unavailable
from broadcaster.store import Store, Transaction, renders
from broadcaster.store.renders import ClipRow, Outcome, Render, RenderState

from .conftest import START, Watch

OUTCOME = Outcome(
    clip="c" * 64,
    duration=timedelta(seconds=12, milliseconds=345),
    lufs=-16.1,
    peak_dbtp=-1.5,
    bytes=34567,
    codec="mp3",
    voice="espeak-south",
    reading="mời bà con",
    warnings=("speech.abbreviation",),
    passed_over=(("cloud-south", '{"code":"voices.absent","facts":{}}'),),
)


def want(store: Store, *recipes: str) -> None:
    """Queue recipes."""
    for recipe in recipes:
        with store.begin() as tx:
            renders.want(tx, recipe, f"b-{recipe}")


def test_render_comes_back_whole(store: Store) -> None:
    """From queued over rendering to ready, with everything that was measured, and its clip unpublished."""
    with store.begin() as tx:
        assert renders.find(tx, "r") is None
        assert renders.want(tx, "r", "b") == Render("r", "b", RenderState.QUEUED)
        assert renders.claim(tx) == Render("r", "b", RenderState.RENDERING, claimed_at=START)
        assert renders.claim(tx) is None
        renders.finish(tx, "r", **OUTCOME)
    with store.read() as tx:
        assert renders.find(tx, "r") == Render("r", "b", RenderState.READY, claimed_at=START, **OUTCOME)  # type: ignore[arg-type]
        row = ClipRow("c" * 64, 34567, OUTCOME["duration"], -16.1, "mp3", published=False)
        assert renders.clip(tx, "c" * 64) == row


def test_same_words_are_made_once(store: Store) -> None:
    """Wanting what is queued, being made or ready changes nothing; two recipes may give the same clip."""
    want(store, "r1", "r2")
    for recipe in ("r1", "r2"):
        with store.begin() as tx:
            renders.claim(tx)
            assert renders.want(tx, recipe, "other").state is RenderState.RENDERING
            renders.finish(tx, recipe, **OUTCOME)
            assert renders.want(tx, recipe, "other").bulletin_id == f"b-{recipe}"
            assert renders.claim(tx) is None or recipe == "r1"
            renders.unclaim_all(tx)


def test_failed_render_says_why_and_is_tried_again_when_wanted(store: Store) -> None:
    """A fault stands on the row; wanting the same once more queues it again."""
    fault = Faulty("audio.silent", seconds=3)
    with store.begin() as tx:
        renders.want(tx, "r", "b")
        renders.claim(tx)
        renders.fail(tx, "r", fault)
        failed = renders.find(tx, "r")
        assert failed is not None
        assert (failed.state, failed.failure) == (RenderState.FAILED, fault.stored())
        assert renders.claim(tx) is None
        assert renders.want(tx, "r", "b2") == Render("r", "b2", RenderState.QUEUED, claimed_at=START)


def test_passing_fault_rests(store: Store, watch: Watch) -> None:
    """A render put back is claimed by nobody before its rest is over, and others go first."""
    want(store, "r1", "r2")
    with store.begin() as tx:
        renders.claim(tx)
        renders.put_back(tx, "r1", Unavailable("programs.disk_full"), until=START + timedelta(seconds=30))
        second, third = renders.claim(tx), renders.claim(tx)
    assert second is not None
    assert (second.recipe, third) == ("r2", None)
    watch.forward(timedelta(seconds=30))
    with store.begin() as tx:
        again = renders.claim(tx)
    assert again is not None
    assert again.recipe == "r1"


def test_crash_puts_work_back(store: Store) -> None:
    """What a worker left in the middle is queued again at the next start."""
    want(store, "r")
    with store.begin() as tx:
        renders.claim(tx)
    with store.begin() as tx:
        assert renders.unclaim_all(tx) == 1
        assert renders.unclaim_all(tx) == 0
        assert renders.claim(tx) is not None


def test_only_the_claimed_is_settled(store: Store) -> None:
    """A worker that lost its claim cannot finish, fail or put back."""
    want(store, "r")
    settlements: tuple[Callable[[Transaction], None], ...] = (
        lambda tx: renders.finish(tx, "r", **OUTCOME),
        lambda tx: renders.fail(tx, "r", Faulty("x")),
        lambda tx: renders.put_back(tx, "r", Faulty("x"), until=START),
    )
    for settle in settlements:
        with pytest.raises(Refused) as caught, store.begin() as tx:
            settle(tx)
        assert caught.value.code == "render.not_claimed"


def test_missing_clip(store: Store) -> None:
    """A clip nobody made is Missing."""
    with pytest.raises(Missing) as caught, store.read() as tx:
        renders.clip(tx, "f" * 64)
    assert caught.value.code == "render.clip_missing"


def test_publishing_a_clip(store: Store) -> None:
    """A clip is served only after it was published; unknown ones are passed over."""
    want(store, "r")
    with store.begin() as tx:
        renders.claim(tx)
        renders.finish(tx, "r", **OUTCOME)
        renders.publish_clips(tx, ["c" * 64, "f" * 64])
        assert renders.clip(tx, "c" * 64).published


def test_a_claim_in_progress_holds_up_nobody(store: Store) -> None:
    """While one PostgreSQL transaction claims, the next worker takes the next render; SQLite's take turns anyway."""
    want(store, "r1", "r2")
    with store.begin() as first:
        taken = [renders.claim(first)]
        if first.is_postgresql:
            with store.begin() as second:
                taken.append(renders.claim(second))
        else:
            taken.append(renders.claim(first))
    assert [one.recipe for one in taken if one is not None] == ["r1", "r2"]


def test_threads_never_claim_the_same(store: Store) -> None:
    """Four workers empty a queue of forty; every render is taken exactly once."""
    want(store, *(f"r{number:02}" for number in range(40)))
    taken: list[str] = []

    def work() -> None:
        while True:
            with store.begin() as tx:
                found = renders.claim(tx)
            if found is None:
                return
            taken.append(found.recipe)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == [f"r{number:02}" for number in range(40)]


WORKER = """
import sys
from broadcaster.store import Store, renders
store = Store.open(sys.argv[1])
sys.stdin.readline()
while True:
    with store.begin() as tx:
        found = renders.claim(tx)
    if found is None:
        break
    print(found.recipe)
store.close()
"""


@pytest.mark.slow
def test_processes_never_claim_the_same(store: Store, url: str) -> None:
    """Two servers on one database share the work without doing any twice."""
    want(store, *(f"r{number:02}" for number in range(40)))
    command = [sys.executable, "-c", WORKER, url]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [worker.communicate(timeout=60)[0].split() for worker in workers]
    assert sorted(told[0] + told[1]) == [f"r{number:02}" for number in range(40)]


def test_a_sound_of_nobodys_is_kept_at_once(province: Store) -> None:
    """The tune is ready without waiting in the queue; made twice at once, the first stays and no worker takes it."""
    with province.begin() as tx:
        kept = renders.keep(tx, "ident-1", **OUTCOME)
        again = renders.keep(tx, "ident-1", **OUTCOME | {"clip": "e" * 64})
        assert kept == again == renders.find(tx, "ident-1")
        assert (kept.state, kept.clip, kept.bulletin_id) == (RenderState.READY, OUTCOME["clip"], "")
        assert renders.clip(tx, OUTCOME["clip"]).bytes == OUTCOME["bytes"]
        assert renders.claim(tx) is None
