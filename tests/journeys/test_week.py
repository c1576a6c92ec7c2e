"""An officer's week, on a phone and on a desktop: planned in the pages, promised by them, and heard as promised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.hearing import find, recorded
from tests.journeys.officer import Officer, Promise, clock
from tests.journeys.pages import DESK, FINGER, Phone, phone
from tests.journeys.world import LOCAL, Receiver, World, next_minute, until, until_moment
from tests.sound import RATE, Recording, Sound, decoded, onset

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.journey

COMMUNE, STATION = "25760", "bd-25760-01"
PASSWORD = "mưa tạnh trời quang"
TEXT = "Kính mời bà con họp tổ dân phố tối nay."
FIELD = 5
FIELD_NAME = "Kiến thức, kinh nghiệm"
PLANNING = 7
"""All that must be done before the first minute that is listened to takes at most so many times as long as writing."""
SHORTEST = timedelta(seconds=60)
LEAD = timedelta(seconds=5)
OFFERED, THEIRS = "Nộp thuế đất", "Lịch cắt điện"
WRITTEN, UNDONE, FILLED, OURS = "Mời họp tổ", "Dời buổi tiêm", "Phòng bệnh cho gà", "Sơ tán dân"
PROGRAMME = "Chuyện nhà nông"
WIDE = (OFFERED, THEIRS)
ALL = (OFFERED, WRITTEN, UNDONE, FILLED)
START_SECONDS = 0.5
SURE = 0.75


@dataclass
class Office:
    """One commune's office: an officer with a phone and a desktop, a leader, one receiver, bulletins by title."""

    phone: Officer
    desk: Officer
    leader: Phone
    receiver: Receiver
    bulletins: dict[str, str]


@dataclass(frozen=True)
class Times:
    """The two minutes that are listened to, and when the urgent programmes will meet."""

    first: datetime
    second: datetime
    later: datetime


@pytest.fixture
def later() -> datetime:
    """When the urgent programmes meet: late enough to decide which goes first."""
    return next_minute(3 * 3600)


@pytest.fixture
def receiver(here: World) -> Iterator[Receiver]:
    """The only receiver of a commune whose hours are open."""
    code = here.cli("station", "claim", STATION, "--by", "quantri")["claim_code"]
    enrolled = here.enrol(STATION, STATION, code, here.speakers.sinks[-2])
    enrolled.start()
    yield enrolled
    enrolled.stop()


@pytest.fixture
def office(here: World, receiver: Receiver, browser: "Browser", tmp_path: Path, later: datetime) -> Iterator[Office]:
    """The people of that commune, signed in; what they do not write themselves is written, the province has spoken."""
    once = here.add_account("canbotuan", "Cán bộ xã", "officer", COMMUNE)
    approves = here.add_account("lanhdaotuan", "Lãnh đạo xã", "leader", COMMUNE)
    told = province_speaks(here, later)
    mine = {one: written(here, one, COMMUNE, by="canbotuan", and_by="lanhdaotuan") for one in (UNDONE, FILLED, OURS)}
    place(here, mine[OURS], COMMUNE, later, by="canbotuan", priority="priority")
    with (
        phone(browser, here.address, tmp_path, kind=FINGER) as small,
        phone(browser, here.address, tmp_path, kind=DESK) as large,
        phone(browser, here.address, tmp_path) as leader,
    ):
        small.sign_in("canbotuan", once, PASSWORD)
        large.sign_in_again("canbotuan", PASSWORD)
        leader.sign_in("lanhdaotuan", approves, PASSWORD)
        yield Office(Officer(small, mouse=False), Officer(large, mouse=True), leader, receiver, {**told, **mine})


def province_speaks(here: World, at: datetime) -> dict[str, str]:
    """Have the province offer a bulletin to every commune, and place an urgent one."""
    here.add_account("tructuan", "Trực tỉnh", "operator", here.config.province)
    here.add_account("duyettuan", "Lãnh đạo tỉnh", "leader", here.config.province)
    found = {one: written(here, one, here.config.province, by="tructuan", and_by="duyettuan") for one in WIDE}
    place(here, found[OFFERED], here.config.province, at, by="tructuan")
    place(here, found[THEIRS], here.config.province, at, by="tructuan", priority="priority")
    return found


def written(here: World, title: str, where: str, *, by: str, and_by: str) -> str:
    """Have a bulletin written and approved on the command line; only FILLED is of the field that is asked for."""
    text = f"{title}. Kính mời bà con {title.lower()} theo thông báo."
    field = ["--field", str(FIELD if title == FILLED else 1)]
    added = here.cli("bulletin", "add", title, text, "--locality", where, "--by", by, *field)
    here.cli("bulletin", "approve", added["id"], "--by", and_by)
    return str(added["id"])


def place(here: World, bulletin_id: str, where: str, start: datetime, *, by: str, priority: str = "ordinary") -> None:
    """Put a bulletin on air once, on the command line."""
    local = start.astimezone(LOCAL)
    when = ["--date", f"{local:%Y-%m-%d}", "--at", f"{local:%H:%M}"]
    here.cli("schedule", "add", bulletin_id, "--to", where, *when, "--by", by, "--priority", priority)


def test_what_the_pages_of_a_week_promise_is_what_sounds(
    here: World, later: datetime, office: Office, tmp_path: Path
) -> None:
    """Written, approved, daily, skipped, moved, undone, filled, taken from the inbox: heard, and nothing else."""
    begun = datetime.now(UTC)
    write_and_approve(office)
    writing = datetime.now(UTC) - begun
    first = next_minute(max(PLANNING * writing, SHORTEST).total_seconds())
    times = Times(first, first + timedelta(minutes=1), later)
    plan_the_week(office, times)
    ahead = (first - datetime.now(UTC)).total_seconds()
    print(f"written in {writing.total_seconds():.0f} s, planned {ahead:.0f} s before the first minute")
    shown = [one.promises([clock(times.first), clock(times.second)], 3) for one in (office.phone, office.desk)]
    assert shown[0] == shown[1]
    clips = clips_of(here, office)
    assert datetime.now(UTC) < first - LEAD, "this machine was too slow to plan in time"
    with recorded(here.speakers, [office.receiver.sink], tmp_path) as (recorder,):
        until_moment(first + timedelta(seconds=20))
        go_on_with_the_week(office.phone, times, days=3)
        go_on_with_the_week(office.desk, times, days=4)
        until_moment(times.second + timedelta(seconds=40))
    assert_sounded(recorder.recording, shown[0], clips, times)
    assert here.audit_holds()


def write_and_approve(office: Office) -> None:
    """The officer writes and hears a bulletin on the phone; the leader hears the same and approves it."""
    screen = office.phone.screen
    screen.compose(WRITTEN, TEXT)
    draft = screen.hear()
    office.bulletins[WRITTEN] = screen.submit()
    assert office.leader.approve(WRITTEN) == draft


def plan_the_week(office: Office, times: Times) -> None:
    """Every day from today, but today skipped and tomorrow's moved to today; one undone; one filled; one taken."""
    bulletins, tomorrow = office.bulletins, times.first + timedelta(days=1)
    plan = office.phone.schedule(bulletins[WRITTEN], times.first, "Hằng ngày")
    office.phone.skip(WRITTEN, times.first)
    office.desk.fill_programme(PROGRAMME, FIELD_NAME, times.second)
    office.desk.move(WRITTEN, tomorrow, times.first + timedelta(minutes=5))
    office.phone.move(WRITTEN, times.first + timedelta(minutes=5), times.second)
    office.desk.schedule(bulletins[UNDONE], times.first, "Một lần")
    office.desk.undo()
    office.phone.take_offer(OFFERED, times.first)
    office.desk.await_stations(plan)


def go_on_with_the_week(officer: Officer, times: Times, *, days: int) -> None:
    """Copy a day and undo it, decide what collides, and find all of it again on the pages and on paper."""
    to = (times.first + timedelta(days=days)).astimezone(LOCAL).date()
    assert "Đã chép" in officer.copy_day(times.first, to)
    officer.undo("lịch vừa chép")
    officer.put_first(OURS, THEIRS)
    met = officer.promises([clock(times.later)], 2)
    assert {one.title: one.waits for one in met} == {OURS: False, THEIRS: True}, met
    paper = officer.paper()
    for title in (OFFERED, PROGRAMME, WRITTEN, OURS, THEIRS):
        assert title in paper
    assert UNDONE not in paper


def clips_of(here: World, office: Office) -> dict[str, Sound]:
    """Wait until the receiver has what it will play, and return the sound of every bulletin by its title."""
    names = {title: office.phone.screen.clip_of(office.bulletins[title]) for title in ALL}
    for title in (OFFERED, WRITTEN, FILLED):
        until(lambda one=names[title]: office.receiver.holds(one), within=20, what=f"{title} at the receiver")  # type: ignore[misc]
    return {title: decoded(here.clip(sha256)) for title, sha256 in names.items()}


def assert_sounded(heard: Recording, lines: list[Promise], clips: dict[str, Sound], times: Times) -> None:
    """Each line sounded at its minute, or right after the one it waits for; nothing else sounded at all."""
    assert (lines[0].title, {one.title for one in lines[1:]}) == (OFFERED, {WRITTEN, PROGRAMME})
    quiet_from = heard.began
    second = sorted(lines[1:], key=lambda one: one.waits)
    assert [one.waits for one in second] == [False, True]
    starts = [times.first.timestamp(), times.second.timestamp(), None]
    for line, start in zip([lines[0], *second], starts, strict=True):
        clip = clips[FILLED if line.title == PROGRAMME else line.title]
        promised = quiet_from if start is None else start
        found = find(heard.between(promised - 2, promised + len(clip) / RATE + 4), clip)
        print(f"{line.clock} {line.title}: {(found.at - promised) * 1000:+.0f} ms, {found.score:.2f}")
        assert found.score > SURE
        assert abs(found.at - promised) < START_SECONDS
        assert onset(heard.between(quiet_from + START_SECONDS, found.at - START_SECONDS)) is None
        quiet_from = found.at + len(clip) / RATE
    assert onset(heard.between(quiet_from + START_SECONDS, quiet_from + 60)) is None
    for title in (WRITTEN, UNDONE, FILLED):
        assert find(heard.between(heard.began, times.second.timestamp() - 1), clips[title]).score < SURE
