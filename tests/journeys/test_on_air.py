"""From the form to the loudspeaker: a bulletin on two real receivers; the server dead; a receiver killed."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.journeys.hearing import QUIET_DBFS, find, recorded, sounding_seconds, volume_db
from tests.journeys.pages import Phone, Row, phone
from tests.journeys.world import (
    World,
    approved_bulletin,
    next_minute,
    next_second,
    schedule_once,
    until,
    until_moment,
)
from tests.sound import RATE, Recorder, Recording, Sound, decoded, loudness_lufs, onset

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.journey, pytest.mark.timed]

TITLE = "Mời họp khu phố"
TEXT = "Kính mời bà con họp khu phố lúc mười chín giờ tối nay."
OTHER_TEXT = "Trạm y tế phường thông báo lịch tiêm chủng cho trẻ em vào sáng thứ bảy."
PASSWORD = "nắng sớm trên sông"
VOLUME = 80
START_SECONDS = 0.150
APART_SECONDS = 0.050
RESUME_SECONDS = 0.300


@pytest.fixture(scope="module")
def officer(running: World, browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    """The officer of the commune, who has just chosen a password."""
    with phone(browser, running.address, tmp_path_factory.mktemp("officer")) as mine:
        mine.sign_in("canbo", running.accounts["canbo"].password, PASSWORD)
        yield mine


def test_a_bulletin_walks_from_the_form_to_two_loudspeakers(
    here: World, officer: Phone, browser: "Browser", tmp_path: Path
) -> None:
    """Written, heard, handed in, scheduled outside the hours, approved and let by another; both stations play it."""
    officer.compose(TITLE, TEXT)
    draft = officer.hear()
    bulletin_id = officer.submit()
    start = next_minute(24)
    officer.place(bulletin_id, start)
    officer.consequence("ngoài giờ")
    officer.give_reason("họp đột xuất")
    officer.consequence("Phát tại")
    officer.save_plan()
    with phone(browser, here.address, tmp_path) as leader:
        leader.sign_in("lanhdao", here.accounts["lanhdao"].password, PASSWORD)
        assert leader.approve(TITLE) == draft
        leader.allow_outside(TITLE)
    await_fetched(here, draft.sha256)

    with recorded(here.speakers, sinks_of(here), tmp_path) as recorders:
        until_moment(start)
        rows = await_rows(officer, bulletin_id, 2, within=draft.seconds + 20)
    assert_finished(rows, here)
    clip = here.clip(draft.sha256)
    assert abs(len(decoded(clip)) / RATE - draft.seconds) < 0.1
    assert_played_together(recorders, clip, start)
    assert_is_no_other(recorders[0].recording, clip, here, tmp_path)
    assert here.audit_holds()


def test_stations_keep_their_promise_with_the_server_dead(here: World, officer: Phone, tmp_path: Path) -> None:
    """Server, broker and front are killed once the clip is fetched; both stations sound; each row arrives once."""
    bulletin_id = approved_bulletin(here, "Thử loa", "Đây là bản tin thử loa.")
    sha256 = officer.clip_of(bulletin_id)
    clip = here.clip(sha256)
    start = next_second(10)
    schedule_once(here, bulletin_id, start)
    await_fetched(here, sha256)
    with recorded(here.speakers, sinks_of(here), tmp_path) as recorders:
        here.crash_server()
        until_moment(start + timedelta(seconds=len(decoded(clip)) / RATE + 1))
    assert_played_together(recorders, clip, start)
    assert all(one.unreported() == 1 for one in here.receivers)

    here.start_server()
    until(lambda: not any(one.unreported() for one in here.receivers), within=75, what="reports of both stations")
    assert_finished(await_rows(officer, bulletin_id, 2, within=10), here)
    assert here.audit_holds()


def test_a_killed_station_goes_on_where_its_neighbour_is(here: World, officer: Phone, tmp_path: Path) -> None:
    """SIGKILL in the middle: the sound stops, comes back at the right place, never begins again; one story is told."""
    bulletin_id = approved_bulletin(here, TITLE, TEXT)
    sha256 = officer.clip_of(bulletin_id)
    clip = decoded(here.clip(sha256))
    start = next_second(10)
    schedule_once(here, bulletin_id, start)
    await_fetched(here, sha256)
    killed, neighbour = here.receivers
    with recorded(here.speakers, sinks_of(here), tmp_path) as recorders:
        until_moment(start + timedelta(seconds=4))
        killed.crash()
        crashed_at = time.time()
        killed.start()
        rows = await_rows(officer, bulletin_id, 3, within=45)
    mine, theirs = (one.recording for one in recorders)
    began_at = find(theirs, clip).at
    assert_goes_on(mine, clip, began_at, crashed_at)
    told = {station: [row.words for row in rows if row.station == station] for station in (killed.name, neighbour.name)}
    assert [len(one) for one in told.values()] == [2, 1]
    assert "Phát xong" in told[killed.name][0] and "Có tiếng" in told[killed.name][0]
    assert "Lỗi khi phát" in told[killed.name][1]
    assert "Phát xong" in told[neighbour.name][0]


def sinks_of(here: World) -> list[str]:
    """Return the loudspeakers of the commune's receivers."""
    return [one.sink for one in here.receivers]


def await_fetched(here: World, sha256: str) -> None:
    """Wait until every receiver has the clip on its disk."""
    until(lambda: all(one.holds(sha256) for one in here.receivers), within=20, what="the clip at every station")


def await_rows(reader: Phone, bulletin_id: str, count: int, *, within: float) -> list[Row]:
    """Wait until the as-run page shows so many rows of a bulletin; there must never be more."""

    def rows() -> list[Row] | None:
        """Return the rows when they are as many."""
        found = reader.as_run(bulletin_id)
        assert len(found) <= count, found
        return found if len(found) == count else None

    return until(rows, within=within, what=f"{count} rows in the as-run log", every=0.5)


def assert_finished(rows: list[Row], here: World) -> None:
    """Every receiver has told once that it played to the end and was heard."""
    assert sorted(row.station for row in rows) == sorted(one.name for one in here.receivers)
    assert all("Phát xong" in row.words and "Có tiếng" in row.words for row in rows), rows


def assert_played_together(recorders: list[Recorder], clip: Path, start: datetime) -> None:
    """Every recording is this clip, whole, as loud as the knob says, at ``start``, and together with the others."""
    samples = decoded(clip)
    law = volume_db(VOLUME)
    length = sounding_seconds(Recording(samples, 0.0), quiet_dbfs=QUIET_DBFS - law)
    loudness = loudness_lufs(samples) + law
    begins = []
    for heard in (one.recording for one in recorders):
        match = find(heard, samples)
        begins.append(match.at - start.timestamp())
        assert match.score > 0.8
        assert abs(sounding_seconds(heard) - length) < 0.3
        played = heard.between(match.at, match.at + len(samples) / RATE)
        assert abs(loudness_lufs(played.samples) - loudness) < 0.5
    print(
        "begin:",
        ", ".join(f"{one * 1000:+.0f} ms" for one in begins),
        f"; {length:.1f} s at {loudness:.1f} LUFS",
    )
    assert max(map(abs, begins)) < START_SECONDS
    assert max(begins) - min(begins) < APART_SECONDS


def assert_is_no_other(heard: Recording, clip: Path, here: World, folder: Path) -> None:
    """What was heard is far more like its own clip than like another bulletin with the same opening tune."""
    other = folder / "other.webm"
    here.cli("say", OTHER_TEXT, "-o", str(other))
    own, others = find(heard, decoded(clip)).score, find(heard, decoded(other)).score
    print(f"like its own clip {own:.3f}, like another {others:.3f}")
    assert others < own / 2


def assert_goes_on(heard: Recording, clip: Sound, began_at: float, crashed_at: float) -> None:
    """After the crash there is a gap, then the rest of the clip at its place, and nowhere its beginning again."""
    ends_at = began_at + len(clip) / RATE
    after = heard.between(crashed_at + 1, ends_at + 5)
    back_at = onset(after)
    assert back_at is not None and back_at > after.began, "it never fell silent, or never came back"
    rest = after.between(back_at, ends_at)
    padded = Recording(np.concatenate([clip, np.zeros(RATE)]), 0.0)
    near = padded.between(back_at - began_at - 1, len(padded.samples) / RATE)
    place = find(near, rest.samples)  # the message is said twice: what is left may lie in both readings
    print(f"silent for {back_at - crashed_at:.1f} s, then {(place.at - (back_at - began_at)) * 1000:+.0f} ms off")
    assert place.score > 0.8
    assert abs(place.at - (back_at - began_at)) < RESUME_SECONDS
    opening = clip[: 2 * RATE]
    assert find(heard.between(crashed_at - 60, crashed_at), opening).score > 0.8
    assert find(after, opening).score < 0.5
    assert onset(heard.between(ends_at + 0.5, ends_at + 60)) is None
