"""Playout as a table of stories: what the station is told, and exactly what it does."""

from dataclasses import replace
from datetime import time

import pytest

from broadcaster.messages import AckResult, ClockTrust, CommandName, Heard
from schedules.playlist import ClipItem, Playlist, RelayItem
from schedules.priority import Priority
from schedules.timetable import Resume, resolve
from schedules.windows import Rules, Window
from stations.playout import Past, State, cues
from stations.playout.running_order import slots
from stations.playout.state import MOST_ATTEMPTS
from tests.stations.playbook import NOTHING, ONE, SIX, THREE, TWO, Playbook, airing, assignment, moment, seconds

NEWS = airing("news", 0, (ONE, 60))


def test_an_airing_is_prepared_armed_started_and_reported() -> None:
    """One clip on time: opened 10 s ahead, told its moment 3 s ahead, amplifier 2 s before, one row, amplifier off."""
    book = Playbook(NEWS)
    assert book.wake == moment(-3600 + 60)
    assert book.tick(-10.1) == []
    assert book.wake == moment(-10)
    assert book.tick(-10) == [cues.Prepare("news.0.0", ONE, NOTHING)]
    assert book.wake == moment(-3)
    assert book.tick(-3) == [cues.Begin("news", 0, 1, moment(0)), cues.Start("news.0.0", moment(0), 0.0)]
    assert book.tick(-2) == [cues.Amplifier(True)]
    assert book.tell(cues.PlayerStarted("news.0.0", moment(0), 1.5), 0.01) == []
    assert book.state.on_air is not None
    book.tell(cues.PlayerSounding("news.0.0", -18.0), 1)
    [report] = book.tell(cues.PlayerEnded("news.0.0", moment(60), "finished", None), 60)
    assert isinstance(report, cues.Report)
    assert (report.row.start_error_ms, report.row.heard, report.row.clip) == (1.5, Heard.YES, ONE)
    assert report.closes is cues.Closes.ITEM
    assert book.tick(64.9) == []
    assert book.tick(65) == [cues.Amplifier(False)]
    assert book.story == [("news", 0, 1, "finished", "")]


def test_items_follow_each_other_without_a_gap_and_the_amplifier_holds() -> None:
    """Two items with a pause between: each starts at its place, the relay switches once on and once off."""
    book = Playbook(airing("news", 0, (ONE, 20), ("", 3), (TWO, 10)))
    done = book.play_to(60)
    assert [one.at for one in done if isinstance(one, cues.Start)] == [moment(0), moment(23)]
    assert [one.on for one in done if isinstance(one, cues.Amplifier)] == [True, False]
    assert book.story == [("news", 0, 1, "finished", ""), ("news", 2, 1, "finished", "")]


def test_a_loop_counts_its_items_on_and_ends_with_the_airing() -> None:
    """A looping airing cut by its own end is finished, not pre-empted, and every pass has its own rows."""
    book = Playbook(airing("loop", 0, (ONE, 20), loop=True, end=moment(50)))
    done = book.play_to(60)
    assert [row[:4] for row in book.story] == [("loop", n, 1, "finished") for n in range(3)]
    assert cues.Stop("loop.2.2") in done


def test_a_relay_sounds_its_stand_in() -> None:
    """Until stations relay, the fallback clip sounds; without one nothing does and that is said."""
    relay = Playlist((RelayItem(("http://a",), seconds(30), TWO),))
    dead = Playlist((RelayItem(("http://a",), seconds(30), ""),))
    book = Playbook(
        replace(NEWS, playlist=relay, end=moment(30)), airing("dead", 100, (ONE, 30), playlist=dead, end=moment(130))
    )
    book.play_to(300)
    assert book.story == [("news", 0, 1, "finished", ""), ("dead", 0, 1, "failed", "station.media_missing")]


@pytest.mark.parametrize(("now", "offset"), [(10, 12), (100, 102)])
def test_a_late_station_joins_its_neighbours_until_the_latest_start(now: float, offset: float) -> None:
    """Power comes back in the middle: the amplifier wakes, then the clip goes on where the neighbours are."""
    book = Playbook(airing("news", 0, (ONE, 300)), ready=())
    assert book.tell(cues.MediaReady(ONE), now) == [
        cues.Prepare("news.0.0", ONE, seconds(offset)),
        cues.Begin("news", 0, 1, moment(offset)),
        cues.Start("news.0.0", moment(offset), 0.0),
        cues.Amplifier(True),
    ]


@pytest.mark.parametrize(
    ("ready", "muted", "why"),
    [
        ((), False, ("failed", "station.media_missing")),
        ((ONE,), False, ("missed", "station.was_away")),
        ((ONE,), True, ("skipped", "station.muted")),
    ],
)
def test_after_the_latest_start_an_airing_is_missed_with_its_reason(
    ready: tuple[str, ...], muted: bool, why: tuple[str, str]
) -> None:
    """Too late is too late: one row that says why, and nothing sounds, even if the clip arrives after all."""
    book = Playbook(
        airing("news", 0, (ONE, 600)), ready=ready, state=State("s1", muted_until=moment(200) if muted else None)
    )
    if not ready:
        assert book.tick(100) == []
        assert book.wake == moment(120.001)
    book.tick(121)
    book.tell(cues.MediaReady(ONE), 250)
    assert book.story == [("news", 0, 1, *why)]
    assert book.state.tracks == ()


def test_a_blocked_airing_is_missed_with_the_reason_of_the_timetable() -> None:
    """What another airing kept off the air past its latest start is reported with that reason."""
    book = Playbook(airing("long", 0, (ONE, 200)), airing("short", 10, (TWO, 10)))
    book.play_to(210)
    assert ("short", 0, 1, "missed", "schedules.missed") in book.story


def test_with_an_unknown_clock_the_schedule_waits() -> None:
    """Nothing starts and nothing is judged missed while nobody knows the time; what sounds already goes on."""
    book = Playbook(airing("news", 0, (ONE, 60)), airing("more", 100, (TWO, 60)))
    book.play_to(5)
    book.tell(cues.ClockJudged(ClockTrust.UNTRUSTED), 6)
    assert book.state.on_air is not None
    book.play_to(600)
    assert book.story == [("news", 0, 1, "finished", "")]
    book.tell(cues.ClockJudged(ClockTrust.SIGNED), 601)
    assert book.story[1:] == [("more", 0, 1, "missed", "station.was_away")]


def test_in_a_begun_airing_a_missing_item_is_left_out() -> None:
    """Neighbours do not wait for a clip this station lacks: it is silent there, says so, and goes on with the next."""
    book = Playbook(airing("news", 0, (ONE, 20), (TWO, 10), (ONE, 20)), ready=(ONE,))
    book.play_to(25)
    assert len(book.rows) == 1
    book.play_to(100)
    assert book.story == [
        ("news", 0, 1, "finished", ""),
        ("news", 1, 1, "failed", "station.media_missing"),
        ("news", 2, 1, "finished", ""),
    ]


def test_a_spoiled_clip_is_dropped_and_taken_up_when_it_is_whole_again() -> None:
    """A clip lost before its start is not played; fetched again in time it is; one that sounds already goes on."""
    book = Playbook(NEWS)
    book.tick(-9)
    assert book.tell(cues.MediaLost(ONE), -8) == [cues.Stop("news.0.0")]
    assert book.tick(-3) == []
    assert cues.Prepare("news.0.1", ONE, NOTHING) in book.tell(cues.MediaReady(ONE), -2.5)
    book.play_to(5)
    assert book.tell(cues.MediaLost(ONE), 6) == []


def test_a_more_urgent_airing_cuts_in_and_the_other_resumes() -> None:
    """Pre-empted at the very second, then resumed where it was cut as a second attempt."""
    urgent = airing("urgent", 20, (TWO, 15), priority=Priority.EMERGENCY)
    book = Playbook(NEWS, urgent)
    done = book.play_to(120)
    assert [(one.token[:4], one.at) for one in done if isinstance(one, cues.Start)] == [
        ("news", moment(0)),
        ("urge", moment(20)),
        ("news", moment(35)),
    ]
    assert [one.offset for one in done if isinstance(one, cues.Prepare)] == [NOTHING, NOTHING, seconds(20)]
    assert book.story == [
        ("news", 0, 1, "pre-empted", ""),
        ("urgent", 0, 1, "finished", ""),
        ("news", 0, 2, "finished", ""),
    ]


def test_a_priority_airing_lets_the_item_on_air_end() -> None:
    """It begins where the next item would; nothing is cut off, and the other goes on with that item."""
    news = airing("news", 0, (ONE, 30), (THREE, 30))
    book = Playbook(news, airing("urgent", 20, (TWO, 15), priority=Priority.PRIORITY))
    done = book.play_to(120)
    assert [one.at for one in done if isinstance(one, cues.Start)] == [moment(0), moment(30), moment(45)]
    assert book.story == [
        ("news", 0, 1, "finished", ""),
        ("urgent", 0, 1, "finished", ""),
        ("news", 1, 1, "finished", ""),
    ]


def test_a_base_programme_goes_on_under_what_is_inserted() -> None:
    """Also at a station that comes to it long after its latest start: it joins where its neighbours are."""
    music = airing("music", 0, *[(ONE, 20)] * 30, base=True)
    inserted = airing("notice", 305, (TWO, 15))
    book = Playbook(music, inserted, ready=())
    book.tick(250)
    book.tell(cues.MediaReady(ONE), 290)
    book.tell(cues.MediaReady(TWO), 290)
    book.play_to(360)
    assert book.story == [
        ("music", 14, 1, "finished", ""),
        ("music", 15, 1, "finished", ""),
        ("notice", 0, 1, "finished", ""),
        ("music", 16, 1, "finished", ""),
    ]


def test_a_short_interruption_near_the_end_leaves_the_rest_in_peace() -> None:
    """The same item sounds before and after a one-second cut: both stretches are in sight at once, each plays once."""
    urgent = airing("urgent", 50, (TWO, 1), priority=Priority.EMERGENCY)
    book = Playbook(NEWS, urgent)
    done = book.play_to(100)
    assert [one.at for one in done if isinstance(one, cues.Start)] == [moment(0), moment(50), moment(51)]
    assert [row[:4] for row in book.story] == [
        ("news", 0, 1, "pre-empted"),
        ("urgent", 0, 1, "finished"),
        ("news", 0, 2, "finished"),
    ]


def test_a_restarted_airing_plays_its_finished_items_again() -> None:
    """An airing that restarts after a cut begins with its first item, though that had ended."""
    base = airing("news", 0, (ONE, 10), (TWO, 50), resume=Resume.RESTART)
    book = Playbook(base, airing("urgent", 20, (TWO, 15), priority=Priority.EMERGENCY))
    book.play_to(200)
    assert [row[:4] for row in book.story] == [
        ("news", 0, 1, "finished"),
        ("news", 1, 1, "pre-empted"),
        ("urgent", 0, 1, "finished"),
        ("news", 0, 2, "finished"),
        ("news", 1, 2, "finished"),
    ]


def test_a_new_edition_pre_empts_at_once() -> None:
    """An urgent airing that begins now stops what sounds now."""
    book = Playbook(NEWS)
    book.play_to(10)
    urgent = airing("urgent", 10, (TWO, 15), priority=Priority.EMERGENCY)
    done = book.tell(cues.TimetableChanged((NEWS, urgent)), 10.2)
    assert done[0] == cues.Stop("news.0.0")
    assert cues.Prepare("urgent.0.1", TWO, seconds(0.5)) in done
    assert book.story == [("news", 0, 1, "pre-empted", "")]


BEGUN = -3


@pytest.mark.parametrize("at", [-5, -2, 30])
def test_a_cancelled_airing_stops_and_does_not_come_back(at: float) -> None:
    """What the new edition no longer holds ends at once; if it had begun it stays ended."""
    book = Playbook(NEWS)
    book.play_to(at)
    done = book.tell(cues.TimetableChanged(()), at)
    assert cues.Stop("news.0.0") in done
    begun = [("news", 0, 1, "stopped", "station.cancelled")]
    assert book.story == (begun if at > BEGUN else [])
    book.tell(cues.TimetableChanged((NEWS,)), at + 1)
    assert len(book.state.tracks) == (0 if at > BEGUN else 1)


def test_a_boost_goes_to_the_player() -> None:
    """The louder voice of a plan is passed on."""
    book = Playbook(replace(NEWS, volume_boost_db=3.0))
    assert cues.Start("news.0.0", moment(0), 3.0) in book.play_to(0)


def test_a_stop_ends_this_airing_only() -> None:
    """All items of the airing on air are over for good, the next airing sounds as planned."""
    book = Playbook(airing("news", 0, (ONE, 8), (TWO, 50)), airing("more", 100, (ONE, 10)))
    book.play_to(4)
    done = book.command(CommandName.STOP, 4)
    assert done[:2] == [cues.Stop("news.0.0"), cues.Report(book.rows[0], cues.Closes.AIRING, moment(8))]
    assert cues.Stop("news.1.1") in done
    book.play_to(200)
    assert book.story == [("news", 0, 1, "stopped", "station.stopped"), ("more", 0, 1, "finished", "")]


def test_silence_mutes_all_but_emergencies_until_its_end_or_resume() -> None:
    """Silence stops what sounds; resume lets it go on where it would be; an emergency sounds through."""
    alarm = airing("alarm", 30, (TWO, 5), priority=Priority.EMERGENCY)
    book = Playbook(airing("news", 0, (ONE, 300)), alarm)
    book.play_to(10)
    done = book.command(CommandName.SILENCE, 10, until=1000)
    assert cues.Remember("muted_until", moment(1000).isoformat()) in done
    book.play_to(99)
    assert book.story == [("news", 0, 1, "stopped", "station.muted"), ("alarm", 0, 1, "finished", "")]
    done = book.command(CommandName.RESUME, 100)
    assert cues.Remember("muted_until", None) in done
    [prepared] = [one for one in done if isinstance(one, cues.Prepare)]
    assert prepared.offset == seconds(102 - 5)


def test_a_silence_ends_by_itself() -> None:
    """When the silence is over the station joins in without being told."""
    book = Playbook(airing("news", 0, (ONE, 300)))
    book.command(CommandName.SILENCE, -50, until=60)
    book.play_to(59)
    assert book.wake == moment(60)
    assert any(isinstance(one, cues.Prepare) for one in book.tick(60))


@pytest.mark.parametrize(
    ("name", "value", "until", "refusal"),
    [
        (CommandName.STOP, None, None, "station.nothing_on_air"),
        (CommandName.VOLUME, None, None, "station.volume_missing"),
        (CommandName.VOLUME, 30, None, ""),
        (CommandName.SILENCE, None, None, "station.silence_over"),
        (CommandName.SILENCE, None, -3000.0, "station.silence_over"),
        (CommandName.TONE, 3, None, ""),
        (CommandName.REFRESH, None, None, ""),
        (CommandName.REBOOT, None, None, ""),
    ],
)
def test_every_command_is_answered(name: CommandName, value: int | None, until: float | None, refusal: str) -> None:
    """Each command is done or refused with a reason, and the server is told which."""
    book = Playbook()
    answer = next(one for one in book.command(name, -1000, value, until) if isinstance(one, cues.Answer))
    assert answer.ack.command_id == "c1"
    assert (answer.ack.result, answer.ack.code) == (AckResult.REFUSED if refusal else AckResult.OK, refusal)


def test_the_volume_is_turned_and_remembered() -> None:
    """A commanded volume reaches the player, the journal and the rows."""
    book = Playbook(NEWS)
    assert book.command(CommandName.VOLUME, -100, 0)[:2] == [cues.Volume(0), cues.Remember("volume", 0)]
    book.play_to(100)
    assert book.rows[0].volume == 0


def test_an_assignment_sets_rules_and_volume() -> None:
    """The knob moves only if the assignment says so; a command's volume is not undone by an old assignment."""
    book = Playbook()
    new = assignment(Rules((Window(time(7), time(8)),)))
    assert book.tell(cues.AssignmentChanged(new, 70), -100) == [cues.Volume(70)]
    assert book.tell(cues.AssignmentChanged(new, None), -99) == []
    assert (book.state.volume, book.state.rules) == (70, new.rules)


def test_the_tone_sounds_with_the_amplifier_on() -> None:
    """Two seconds for the amplifier, then the tone, then off; an airing that comes later waits for its end."""
    book = Playbook()
    done = book.command(CommandName.TONE, -100)
    assert done[0] == cues.Tone(5.0, moment(-98))
    assert cues.Amplifier(True) in done
    assert book.wake == moment(-93)
    done = book.tell(cues.TimetableChanged((airing("now", -100, (ONE, 60)),)), -97)
    assert cues.Prepare("now.0.0", ONE, seconds(7)) in done


@pytest.mark.parametrize(
    ("at", "prepare", "refusal"),
    [
        (30, [], "station.busy"),
        (-14, [], "station.busy"),
        (-3000, [cues.PlayerDied()], "station.player_died"),
        (-1000, ["silence"], "station.muted"),
        (-3590, ["night"], "station.quiet_hours"),
    ],
)
def test_the_tone_is_refused_when_it_would_disturb(at: float, prepare: list[object], refusal: str) -> None:
    """No test tone into a programme, a silence, the night, or a dead player."""
    book = Playbook(NEWS)
    for one in prepare:
        if one == "silence":
            book.command(CommandName.SILENCE, at - 1, until=-500)
        elif one == "night":
            book.tell(cues.AssignmentChanged(assignment(Rules((Window(time(6), time(8)),))), None), at - 1)
        else:
            book.tell(one, at - 1)  # type: ignore[arg-type]
    book.play_to(at) if at == 30 else None
    answers = [one for one in book.command(CommandName.TONE, at) if isinstance(one, cues.Answer)]
    assert [one.ack.code for one in answers] == [refusal]


def test_a_reboot_ends_what_sounds_and_is_refused_in_an_emergency() -> None:
    """The row says that the station was restarted, so that the next run goes on; nobody reboots an emergency away."""
    book = Playbook(NEWS)
    book.play_to(10)
    assert cues.Reboot() in book.command(CommandName.REBOOT, 10)
    assert book.story == [("news", 0, 1, "failed", "station.restarted")]
    book = Playbook(replace(NEWS, priority=Priority.EMERGENCY))
    book.play_to(10)
    assert cues.Reboot() not in book.command(CommandName.REBOOT, 10)
    assert book.state.on_air is not None


EVENING = 15.25 * 3600.0  # 21:15
TEN = 16 * 3600.0
NIGHT = 18 * 3600.0  # midnight
FOUR = 22 * 3600.0  # the next morning


@pytest.mark.parametrize(
    ("at", "more", "sounds"),
    [
        (EVENING, {}, False),
        (EVENING, {"outside_reason": "Lũ về"}, True),
        (EVENING, {"outside_reason": " "}, False),
        (EVENING, {"priority": Priority.PRIORITY}, False),
        (EVENING, {"priority": Priority.EMERGENCY}, True),
        (TEN - 31, {"outside_reason": "Lũ về"}, True),
        (TEN - 29, {"outside_reason": "Lũ về"}, False),
        (NIGHT, {}, False),
        (NIGHT, {"outside_reason": "Lũ về"}, False),
        (NIGHT, {"priority": Priority.PRIORITY, "outside_reason": "Lũ về"}, False),
        (NIGHT, {"priority": Priority.EMERGENCY}, True),
        (FOUR, {"outside_reason": "Lũ về"}, False),
    ],
)
def test_hours_hold_whatever_the_timetable_says(at: float, more: dict[str, object], sounds: bool) -> None:
    """Outside the hours a permission is asked for, from 22:00 to 05:00 none helps: the rest is reported once."""
    book = Playbook(airing("night", at, (ONE, 30), **more))
    done = book.play_to(at + 300)
    assert any(isinstance(one, cues.Start) for one in done) is sounds
    expected = ("night", 0, 1, "finished", "") if sounds else ("night", 0, 1, "skipped", "station.quiet_hours")
    assert book.story == [expected]


@pytest.mark.parametrize(
    ("rules", "more", "sounds"),
    [
        (Rules(quiet=(Window(time(6), time(7)),)), {"outside_reason": "Lũ về"}, False),
        (Rules(quiet=(Window(time(6), time(7)),)), {"priority": Priority.EMERGENCY}, True),
        (Rules(weekdays=frozenset({5, 6})), {}, False),
        (Rules(weekdays=frozenset({5, 6})), {"outside_reason": "Bầu cử"}, True),
        (Rules(weekdays=frozenset({1})), {}, True),
        (Rules(minutes_per_day=0, sessions_per_day=0), {}, True),
    ],
)
def test_the_rules_are_those_of_the_assignment(rules: Rules, more: dict[str, object], sounds: bool) -> None:
    """A station asks its own locality's hours and days, whoever sent the plan; amounts are the server's to count."""
    book = Playbook(airing("a", 60, (ONE, 30), **more))
    book.tell(cues.AssignmentChanged(assignment(rules), None), -100)
    done = book.play_to(300)
    assert any(isinstance(one, cues.Start) for one in done) is sounds
    expected = ("a", 0, 1, "finished", "") if sounds else ("a", 0, 1, "skipped", "station.quiet_hours")
    assert book.story == [expected]


def test_new_quiet_hours_stop_what_sounds() -> None:
    """When the allowed hours shrink under a running airing it ends, for good."""
    book = Playbook(NEWS)
    book.play_to(10)
    book.tell(cues.AssignmentChanged(assignment(Rules((Window(time(7), time(8)),))), None), 10)
    book.play_to(200)
    assert book.story == [("news", 0, 1, "stopped", "station.quiet_hours")]


def test_a_dead_player_costs_one_row_and_the_sound_goes_on() -> None:
    """The child dies: what sounded failed; with the new child the airing goes on at its place, volume set again."""
    book = Playbook(NEWS)
    book.play_to(10)
    book.tell(cues.PlayerDied(), 10)
    assert book.story == [("news", 0, 1, "failed", "station.player_died")]
    assert book.tick(11) == []
    done = book.tell(cues.PlayerRestarted(), 12)
    assert done[:2] == [cues.Volume(80), cues.Prepare("news.0.1", ONE, seconds(12.3))]
    book.play_to(100)
    assert book.story[1:] == [("news", 0, 2, "finished", "")]


def test_a_clip_that_kills_the_player_is_given_up() -> None:
    """After five attempts the item is closed, so that one clip cannot keep a station busy for ever."""
    book = Playbook(airing("news", 0, (ONE, 300)))
    for n in range(MOST_ATTEMPTS + 2):
        book.play_to(10 + 10 * n)
        book.tell(cues.PlayerDied(), 10 + 10 * n)
        book.tell(cues.PlayerRestarted(), 10 + 10 * n)
    assert len(book.rows) == MOST_ATTEMPTS


@pytest.mark.parametrize("at", [-5, 5])
def test_an_undecodable_clip_is_reported_and_the_next_item_sounds(at: float) -> None:
    """Whether it fails when opened or when played: one row, no second try, the rest of the airing at its place."""
    book = Playbook(airing("news", 0, (ONE, 20), (TWO, 10)))
    book.play_to(at)
    book.tell(cues.PlayerFailed("news.0.0", "player.undecodable"), at)
    book.play_to(100)
    assert book.story == [("news", 0, 1, "failed", "player.undecodable"), ("news", 1, 1, "finished", "")]


def test_a_play_that_breaks_off_is_reported() -> None:
    """A player that ends a track by itself without finishing it has failed."""
    book = Playbook(NEWS)
    book.play_to(10)
    book.tell(cues.PlayerEnded("news.0.0", moment(10), "failed", -60.0), 10)
    assert (book.story, book.rows[0].heard) == ([("news", 0, 1, "failed", "station.player_failed")], Heard.NO)


def test_words_about_unknown_tracks_change_nothing() -> None:
    """Late events of tracks long stopped are ignored."""
    book = Playbook()
    for event in (
        cues.PlayerStarted("x", SIX, 0),
        cues.PlayerSounding("x", 0),
        cues.PlayerEnded("x", SIX, "finished", 0),
        cues.PlayerFailed("x", "y"),
    ):
        assert book.tell(event, 0) == []


@pytest.mark.parametrize(("started", "how"), [(False, ("failed", "station.player_silent")), (True, ("finished", ""))])
def test_a_player_that_never_says_the_end_is_not_waited_for(started: bool, how: tuple[str, str]) -> None:
    """One second after its end a track is over, with or without a word from the player."""
    book = Playbook(NEWS)
    book.tick(-10)
    book.tick(-3)
    if started:
        book.tell(cues.PlayerStarted("news.0.0", moment(0), 0), 0)
    assert cues.Stop("news.0.0") not in book.tick(60.9)
    assert cues.Stop("news.0.0") in book.tick(61)
    assert book.story == [("news", 0, 1, *how)]
    assert book.rows[0].heard is Heard.UNKNOWN


def test_a_clip_longer_than_it_was_said_to_be_gives_way() -> None:
    """An overrunning clip ends a tenth of a second into the next one."""
    book = Playbook(airing("news", 0, (ONE, 20), (TWO, 30)))
    book.play_to(19)
    book.tell(cues.PlayerStarted("news.1.1", moment(20), 0), 20)
    assert cues.Stop("news.0.0") not in book.tick(20.05)
    assert cues.Stop("news.0.0") in book.tick(20.1)


def test_what_was_begun_before_a_crash_goes_on_and_what_ended_does_not() -> None:
    """The next run knows the past: it continues after the latest start, as the next attempt, and repeats nothing."""
    news = airing("news", 0, (ONE, 100), (TWO, 300))
    other = airing("other", 500, (ONE, 30))
    past = Past({"news": {0: 1, 1: 1}, "other": {0: 1}}, {("news", 0): moment(100)}, frozenset({"other"}))
    state = State.after("s1", past, muted_until=None)
    book = Playbook(ready=(), state=state)
    book.tell(cues.TimetableChanged((news, other)), 200)
    book.tell(cues.MediaReady(ONE), 200.5)
    begun = book.tell(cues.MediaReady(TWO), 201)
    assert [one.offset for one in begun if isinstance(one, cues.Prepare)] == [seconds(103)]
    book.now = moment(201)
    book.play_to(700)
    assert book.story == [("news", 1, 2, "finished", "")]


def test_a_clip_shorter_than_it_was_said_to_be_is_not_played_twice() -> None:
    """What ended early has ended: the rest of its slot is silent."""
    book = Playbook(NEWS)
    book.play_to(10)
    book.tell(cues.PlayerEnded("news.0.0", moment(40), "finished", -20.0), 40)
    book.play_to(100)
    assert book.story == [("news", 0, 1, "finished", "")]


def test_too_little_is_left_to_be_worth_a_start() -> None:
    """Joining in the last instant of a clip would be a click, not a message."""
    book = Playbook(airing("news", 0, (ONE, 20)), ready=())
    assert book.tell(cues.MediaReady(ONE), 18) == []


def test_what_left_the_timetable_is_forgotten_once_it_is_much() -> None:
    """The memory of a station that runs for years stays small; what may still sound stays known."""
    many = frozenset(f"old-{n}" for n in range(3000))
    state = State("s1", closed_airings=many | {"news"}, attempts={"old-1": {0: 1}}, closed_items={("old-1", 0): SIX})
    book = Playbook(NEWS, state=state)
    assert book.state.closed_airings == {"news"}
    assert (book.state.attempts, book.state.closed_items) == ({}, {})


def test_slots_of_a_span_begin_where_the_clock_is() -> None:
    """The running order from the middle of an item still names its true beginning and offset."""
    [span] = resolve([airing("news", 0, (ONE, 20), (TWO, 30))]).spans
    [first, second] = slots([span], moment(10), moment(100))
    assert (first.start, first.offset, second.start, second.origin) == (moment(0), NOTHING, moment(20), moment(20))
    assert slots([replace(span, end=moment(90))], moment(60), moment(100)) == []


def test_the_clip_items_of_this_file_are_real() -> None:
    """Guard of the playbook itself: an airing's length is its items' length."""
    assert NEWS.playlist == Playlist((ClipItem(ONE, seconds(60)),))
    assert NEWS.duration == seconds(60)
