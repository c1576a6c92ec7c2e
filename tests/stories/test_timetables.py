"""Twenty days as they really happened to Vietnam's loudspeakers, and what our timetable makes of each.

Every story runs through the pure code that server, pages and stations share: plans are compiled under the rules of the
house, the editions of nested localities are merged, and ``resolve`` says what is heard.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schedules.holidays import Holidays
from schedules.playlist import ClipItem, PauseItem, Playlist, RelayItem
from schedules.priority import Priority
from schedules.programme import Candidate, Fill, Pool, Programme
from schedules.recurrence import Recurrence, daily, once, weekly
from schedules.timetable import (
    Airing,
    Compiled,
    How,
    Late,
    Plan,
    Resume,
    compile_timetable,
    merge,
    next_free,
    overlaps,
    resolve,
    sounding,
)
from schedules.windows import DEFAULT_RULES, NO_RULES, Rules, Window, outside, tighten

HOME = "Asia/Ho_Chi_Minh"
ZONE = ZoneInfo(HOME)
MONDAY = date(2026, 11, 23)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WEEKDAYS = frozenset(range(5))
NATIONAL = "https://relay.example/vov1"


def at(clock: str, day: date = MONDAY) -> datetime:
    """Return a local time of one day."""
    return datetime.combine(day, time.fromisoformat(clock), ZONE).astimezone(UTC)


def said(minutes: float, name: str = "a") -> Playlist:
    """Return one spoken bulletin of a length."""
    return Playlist((ClipItem(name * 64, minutes * MINUTE, bulletin_id=name),))


def relayed(minutes: float) -> Playlist:
    """Return a relay of the national radio."""
    return Playlist((RelayItem((NATIONAL,), minutes * MINUTE, ""),))


def plan(name: str, when: Recurrence, playlist: Playlist, *, priority: Priority = Priority.ORDINARY) -> Plan:
    """Return a plan called ``name`` that plays the bulletins of its playlist."""
    return Plan(name, name, priority, when, playlist, bulletin_ids=playlist.bulletin_ids())


def on(*clocks: str, day: date = MONDAY) -> Recurrence:
    """Return some times of one day."""
    return once(day, *(time.fromisoformat(one) for one in clocks))


def compiled(plans: Iterable[Plan], rules: Rules = DEFAULT_RULES, *, layer: int = 1, days: int = 7) -> Compiled:
    """Return what becomes of plans in the week from the Monday on."""
    since = at("00:00")
    return compile_timetable(plans, rules, HOME, since=since, until=since + days * DAY, layer=layer)


def codes(result: Compiled) -> list[str]:
    """Return why plans were refused."""
    return [refusal.reason.code.removeprefix("schedules.") for refusal in result.refusals]


def starts(airings: Iterable[Airing], day: date = MONDAY) -> list[str]:
    """Return the local start times of airings on one day."""
    local = (airing.start.astimezone(ZONE) for airing in airings)
    return [f"{moment:%H:%M}" for moment in local if moment.date() == day]


def heard(airings: Iterable[Airing]) -> list[tuple[str, str, str]]:
    """Return what is heard, in order: title, local begin and end."""
    spans = resolve(airings).spans
    return [
        (one.airing.title, f"{one.start.astimezone(ZONE):%H:%M}", f"{one.end.astimezone(ZONE):%H:%M}") for one in spans
    ]


# ---------------------------------------------------------------- at night


def test_the_national_radio_does_not_wake_a_commune_at_a_quarter_past_three() -> None:
    """A relay set to 03:15 by mistake is refused by the server, whatever reason stands with it, and by the station."""
    relay = replace(plan("relay", on("03:15"), relayed(20)), outside_reason="thử máy sau sửa chữa")
    result = compiled([relay])
    assert (result.airings, codes(result)) == ((), ["quiet_hours"])
    assert outside(Rules(), at("03:15"), at("03:35"), HOME)


def test_four_bulletins_before_half_past_five_are_moved() -> None:
    """Four slots from 04:45 on are refused one by one, and each is told the first free place after 05:30."""
    early = [plan(f"b{n}", on(clock), said(5)) for n, clock in enumerate(("04:45", "05:00", "05:10", "05:20"))]
    result = compiled(early)
    assert codes(result) == ["quiet_hours", "outside_hours", "outside_hours", "outside_hours"]
    placed: list[Airing] = []
    for one in early:
        free = next_free(placed, at("04:45"), 5 * MINUTE, rules=Rules(), timezone=HOME)
        assert free is not None
        placed.append(one.airing_at(free))
    assert starts(placed) == ["05:30", "05:35", "05:40", "05:45"]


def test_a_relay_at_five_needs_a_reason_and_a_second_person() -> None:
    """05:00 lies outside the allowed hours but not in the quiet ones: it waits until somebody else has let it."""
    relay = plan("relay", on("05:00"), relayed(30))
    assert codes(compiled([replace(relay, outside_asked="cả xã đi làm đồng sớm")])) == ["outside_waits"]
    assert starts(compiled([replace(relay, outside_reason="cả xã đi làm đồng sớm")]).airings) == ["05:00"]


def test_a_flood_night_sounds_every_quarter_of_an_hour_until_morning() -> None:
    """Emergency bulletins go on from 21:00 through the quiet hours; an ordinary one at 21:30 does not."""
    rule = "FREQ=MINUTELY;INTERVAL=15;COUNT=40"
    flood = plan("flood", Recurrence(MONDAY, (time(21),), rule), said(4), priority=Priority.EMERGENCY)
    result = compiled([flood, plan("song", on("21:30"), said(4, "b"))], Rules(minutes_per_day=30))
    assert (len(result.airings), codes(result)) == (40, ["outside_hours"])
    assert result.airings[-1].start == at("06:45", MONDAY + DAY)


# ---------------------------------------------------------------- too much


def test_a_town_ward_has_two_short_sessions_on_working_days() -> None:
    """At most two sessions a day of a quarter of an hour, Monday to Friday: the third, the long and the Sunday fall."""
    town = Rules(weekdays=WEEKDAYS, sessions_per_day=2, minutes_per_session=15)
    every = [
        plan(name, daily(MONDAY, time.fromisoformat(clock), last=MONDAY + 6 * DAY), said(10, name))
        for name, clock in (("a", "07:00"), ("b", "12:00"), ("c", "17:00"))
    ]
    long = plan("d", on("07:05", day=MONDAY + DAY), said(6, "d"))
    result = compiled([*every, long], town)
    assert [starts(result.airings, MONDAY + n * DAY) for n in range(7)] == [["07:00", "12:00"]] * 5 + [[], []]
    assert [codes(result).count(one) for one in ("too_many_sessions", "session_too_long", "weekday")] == [5, 1, 6]


def test_a_village_session_counts_its_relay() -> None:
    """Forty-five minutes a session with the relay: half an hour of radio leaves room for fifteen minutes."""
    village = Rules(minutes_per_session=45)
    relay = plan("relay", on("17:00"), relayed(30))
    assert codes(compiled([relay, plan("news", on("17:30"), said(20))], village)) == ["session_too_long"]
    assert codes(compiled([relay, plan("news", on("17:30"), said(15))], village)) == []


def test_a_ward_that_starts_later_cannot_be_woken_by_the_province() -> None:
    """A ward may only be stricter than its province, and what is planned there keeps to the stricter hours."""
    ward = tighten(Rules(), Rules((Window(time(7), time(22)),)))
    assert ward.windows == (Window(time(7), time(21)),)
    assert codes(compiled([plan("news", on("06:30", "07:30"), said(5))], ward)) == ["outside_hours"]


def test_the_same_bulletin_is_not_heard_all_day() -> None:
    """Where a bulletin may sound twice a day, the third and fourth time are refused, in whichever plan they stand."""
    twice = Rules(most_repeats=2)
    morning, evening = plan("m", on("06:00", "11:00"), said(2)), plan("e", on("17:00", "18:00"), said(2))
    result = compiled([evening, morning], twice)
    assert (starts(result.airings), codes(result)) == (["06:00", "11:00"], ["too_repeated", "too_repeated"])


# ---------------------------------------------------------------- days


def test_an_election_is_announced_five_times_a_day_and_on_sunday() -> None:
    """A week of five times a day, Sunday too, is thirty-five airings, each at its time."""
    times = ("06:00", "09:00", "11:00", "15:00", "17:00")
    call = plan("election", daily(MONDAY, *(time.fromisoformat(one) for one in times), last=MONDAY + 6 * DAY), said(3))
    result = compiled([call])
    assert [starts(result.airings, MONDAY + n * DAY) for n in range(7)] == [list(times)] * 7
    assert codes(compiled([call], Rules(weekdays=WEEKDAYS))) == ["weekday"] * 10


def test_a_storm_is_told_every_hour_from_seven_to_twenty() -> None:
    """One rule gives the fourteen hours of a storm day; as an emergency no limit of minutes stops it."""
    rule = "FREQ=HOURLY;BYHOUR=7,8,9,10,11,12,13,14,15,16,17,18,19,20;COUNT=14"
    storm = plan("storm", Recurrence(MONDAY, (time(7),), rule), said(5), priority=Priority.EMERGENCY)
    hours = [f"{hour:02}:00" for hour in range(7, 21)]
    assert starts(compiled([storm], Rules(minutes_per_day=10)).airings) == hours
    kept = compiled([replace(storm, priority=Priority.PRIORITY)], Rules(minutes_per_day=10))
    assert (starts(kept.airings), codes(kept)) == (hours[:2], ["over_quota"] * 12)


def test_the_reform_column_sounds_on_wednesdays_only() -> None:
    """A weekly column has its one day, and an exception date leaves out just that one."""
    column = weekly(MONDAY, frozenset({2}), time(17), exceptions=frozenset({date(2026, 12, 2)}))
    result = compiled([plan("reform", column, said(10))], days=21)
    assert [airing.start for airing in result.airings] == [
        at("17:00", date(2026, 11, 25)),
        at("17:00", date(2026, 12, 9)),
    ]


def test_the_pagoda_is_announced_by_the_moon() -> None:
    """The first and the fifteenth of the lunar month fall where Vietnam's calendar has them, also around Tết."""
    moon = Recurrence(date(2026, 1, 1), (time(17),), "RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=1,15")
    days = moon.days(date(2026, 2, 1), date(2026, 3, 31))
    assert list(days) == [date(2026, 2, 2), date(2026, 2, 17), date(2026, 3, 3), date(2026, 3, 19)]


def test_nobody_is_called_to_work_during_tet() -> None:
    """A daily call that leaves out public holidays is silent over Tết and back afterwards."""
    call = daily(date(2026, 2, 1), time(6), holidays=Holidays.SKIP)
    days = {
        one.astimezone(ZONE).date()
        for one in call.between(at("00:00", date(2026, 2, 14)), at("00:00", date(2026, 2, 24)))
    }
    silent = {date(2026, 2, 14) + n * DAY for n in range(10)} - days
    assert date(2026, 2, 17) in silent
    assert {date(2026, 2, 14), date(2026, 2, 23)} <= days


# ---------------------------------------------------------------- together


def test_three_stations_within_earshot_speak_with_one_voice() -> None:
    """Hamlets that hear the same province programme begin it at the same instant and stay together to its end."""
    province = compiled([plan("news", on("17:00"), said(10), priority=Priority.PRIORITY)], layer=0).airings
    own = [
        compiled([plan(f"hamlet{n}", on(clock), said(5, "b"))], layer=2).airings
        for n, clock in enumerate(("16:50", "17:02", "18:00"))
    ]
    moments = [at("17:00") + n * MINUTE for n in range(10)]
    told = [[sounding(merge([province, one]), moment) for moment in moments] for one in own]
    offsets = [[(one.airing.title, one.offset) for one in station if one is not None] for station in told]
    assert offsets[0] == offsets[1] == offsets[2] == [("news", n * MINUTE) for n in range(10)]


def test_yesterdays_programme_is_not_repeated_this_morning() -> None:
    """The morning programme takes the newest bulletin nobody has heard, not the one of yesterday at five."""
    approved = at("09:00", MONDAY - DAY)
    old, new = (
        Candidate(name, name, 1, approved + n * MINUTE, ClipItem(name * 64, 3 * MINUTE)) for n, name in enumerate("ab")
    )
    template = Programme(15 * MINUTE, (Fill(frozenset({1})),))
    pool = Pool((old, new), since=at("00:00"), before=frozenset({"a"}))
    morning = Plan("m", "m", Priority.ORDINARY, on("05:30"), Playlist(()), programme=template, pool=pool)
    result = compiled([morning])
    assert [airing.bulletin_ids for airing in result.airings] == [("b",)]
    assert [(one.bulletin_id, one.reason.code) for one in result.left_out] == [("a", "schedules.fill_heard_before")]


def test_notices_stand_inside_the_relay_of_the_radio() -> None:
    """The relay is the base programme: a notice cuts in at its minute, and the live radio goes on to its own end."""
    relay = replace(plan("radio", on("05:30"), relayed(30)), base=True, latest_start_after=timedelta())
    notice = plan("notice", on("05:40"), said(4))
    airings = compiled([relay, notice]).airings
    assert heard(airings) == [("radio", "05:30", "05:40"), ("notice", "05:40", "05:44"), ("radio", "05:44", "06:00")]


def test_an_evacuation_cuts_off_the_news_which_then_goes_on() -> None:
    """An emergency sounds at its second; the bulletin it cut goes on where it was, another is dropped as it wishes."""
    news = plan("news", on("17:00"), Playlist((ClipItem("a" * 64, 10 * MINUTE), PauseItem(MINUTE))))
    flood = plan("flood", on("17:04"), said(3, "b"), priority=Priority.EMERGENCY)
    together = compiled([news, flood]).airings
    assert heard(together) == [("news", "17:00", "17:04"), ("flood", "17:04", "17:07"), ("news", "17:07", "17:14")]
    assert [one.how for one in resolve(together).spans][-1] is How.RESUMED
    dropped = compiled([replace(news, resume=Resume.DROP), flood]).airings
    assert heard(dropped)[-1] == ("flood", "17:04", "17:07")


def test_the_commune_decides_when_two_priority_items_collide() -> None:
    """The province's priority item goes first unless the commune decided that its own does; then the province waits."""
    province = compiled([plan("vaccination", on("17:00"), said(5), priority=Priority.PRIORITY)], layer=0).airings
    own = plan("dyke", on("17:00"), said(5, "b"), priority=Priority.PRIORITY)
    undecided = merge([province, compiled([own]).airings])
    assert [title for title, _, _ in heard(undecided)] == ["vaccination", "dyke"]
    decided = merge([province, compiled([replace(own, ahead_of=(province[0].id,))]).airings])
    assert [title for title, _, _ in heard(decided)] == ["dyke", "vaccination"]
    assert [one.winner.title for one in overlaps(decided)] == ["dyke"]


def test_merged_communes_keep_their_programmes_and_share_one_measure() -> None:
    """After a merger the plans of both communes sound under one limit; no airing gets another id by it."""
    first = [plan(f"x{n}", on(clock), said(10, "a")) for n, clock in enumerate(("06:00", "17:00"))]
    second = [plan(f"y{n}", on(clock), said(10, "b")) for n, clock in enumerate(("06:30", "17:30"))]
    limit = Rules(minutes_per_day=30)
    before = {one.id for half in (first, second) for one in compiled(half, limit).airings}
    after = compiled([*second, *first], limit)
    assert {one.id for one in after.airings} < before
    assert (starts(after.airings), codes(after)) == (["06:00", "06:30", "17:00"], ["over_quota"])


def test_a_power_cut_is_joined_late_or_not_at_all() -> None:
    """What may not begin late is missed behind another programme; what may, waits whole; a station joins in between."""
    long = plan("speech", on("17:00"), said(12))
    strict = replace(plan("anthem", on("17:10"), said(3, "b")), late=Late.SKIP)
    patient = plan("market", on("17:10"), said(3, "c"))
    airings = compiled([long, strict, patient], NO_RULES).airings
    assert heard(airings) == [("speech", "17:00", "17:12"), ("market", "17:12", "17:15")]
    assert [(one.airing.title, one.reason.code) for one in resolve(airings).missed] == [("anthem", "schedules.missed")]
    back = sounding(airings, at("17:05"))
    assert back is not None
    assert (back.airing.title, back.offset) == ("speech", 5 * MINUTE)
