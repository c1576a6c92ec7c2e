"""Alarms at a station: at once, above everything, as often as ordered and no more, and then as before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.canary import EVERY, silent_alarm
from broadcaster.messages import (
    Alarm,
    AlarmAudio,
    AlarmProgress,
    AlarmRepeat,
    AlarmStatus,
    ClockTrust,
    CommandName,
    Heard,
)
from schedules.timetable import Late
from stations.playout import Past, State, cues
from stations.playout.alarms import DRILL, Run, voice_name
from tests.stations.alarm_book import SPEECH, AlarmBook, alarm, standing
from tests.stations.playbook import ONE, airing, moment, seconds

ONCE = AlarmRepeat(1)
TWICE = AlarmRepeat(2, timedelta(seconds=10))
EXERCISE = AlarmStatus.EXERCISE


def test_an_alarm_sounds_in_the_step_that_brings_it() -> None:
    """Mark in the journal, volume, amplifier, siren: in this order, in one step, before anything is only written."""
    book = AlarmBook()
    done = book.stand(standing(alarm("bao"), seq=4, arrived_at=moment(0)), at=0)
    assert [type(one).__name__ for one in done] == ["Begin", "Amplifier", "Volume", "Siren", "Tell", "Wake"]
    assert book.sounds() == [("tone", 0)]
    assert book.knob == [100]
    assert book.begun == [("bao", 1)]
    assert [(one.progress.value, one.seq) for one in book.reports] == [("received", 4), ("verified", 4)]


def test_a_message_is_attention_and_speech_and_is_repeated() -> None:
    """Tone, clip, pause of ten seconds, three times; then the volume of before and one report for the group."""
    book = AlarmBook()
    book.stand(alarm("bao"), at=0)
    book.play_to(200)
    assert book.sounds() == [("tone", 0), ("clip", 5), ("tone", 23), ("clip", 28), ("tone", 46), ("clip", 51)]
    assert book.story == [("bao", n, "finished", "") for n in (1, 2, 3)]
    assert {(row.heard, row.volume, row.clip) for row in book.rows} == {(Heard.YES, 100, SPEECH)}
    assert book.knob == [100, 60]
    assert [one[1] for one in book.progress] == ["verified", "sounding", "sounding", "sounding", "finished"]
    assert book.reports[-1].facts == {"messages": 3, "groups": 1, "speech": "clip"}


def test_a_siren_comes_before_a_tone_and_the_speech_joins_it() -> None:
    """The pattern of the source, four seconds of tone, speech, without a gap."""
    book = AlarmBook()
    book.stand(alarm("lu", siren="flood", repeat=ONCE), at=0)
    book.play_to(60)
    assert book.sounds() == [("siren+pause+siren+tone", 0), ("clip", 34)]


def test_cadence_sounds_group_after_group() -> None:
    """After each pause of the cadence one more group; between groups the volume is the programme's again."""
    book = AlarmBook()
    repeat = AlarmRepeat(2, timedelta(seconds=10), (timedelta(seconds=100), timedelta(seconds=200)))
    book.stand(alarm("bao", repeat=repeat), at=0)
    book.play_to(3000)
    starts = [at for what, at in book.sounds() if what == "tone"]
    assert starts == [0, 23, 136, 159, 372, 395]
    assert book.knob == [100, 60, 100, 60, 100, 60]
    assert [one.facts["groups"] for one in book.reports if one.progress is AlarmProgress.FINISHED] == [1, 2, 3]


def test_without_a_clip_the_tone_goes_on_until_the_station_speaks_itself() -> None:
    """No clip after the tone: five more seconds of tone, then the station's own reading, at the end of a tone."""
    book = AlarmBook(clip=False)
    book.stand(alarm("bao", audio=AlarmAudio(SPEECH, 4), repeat=ONCE), at=0)
    book.play_to(7)
    book.read_aloud()
    book.play_to(60)
    assert book.sounds() == [("tone", 0), ("tone", 5), (voice_name("Bão số 3."), 10)]
    assert book.rows[0].clip is None
    assert book.reports[-1].facts["speech"] == "own"


def test_a_clip_that_comes_in_time_is_preferred() -> None:
    """Own reading and clip both there: the clip speaks."""
    book = AlarmBook(clip=False)
    book.stand(alarm("bao", audio=AlarmAudio(SPEECH, 4), repeat=ONCE), at=0)
    book.read_aloud()
    book.tell(cues.MediaReady(SPEECH))
    book.play_to(60)
    assert book.sounds() == [("tone", 0), ("clip", 5)]


def test_without_any_speech_the_tone_alone_calls_and_the_report_says_so() -> None:
    """No espeak-ng, no clip: half a minute more of tone, then the message is over, and row and report name it."""
    book = AlarmBook(clip=False)
    book.stand(alarm("bao", audio=None, repeat=ONCE), at=0)
    book.tell(cues.VoiceFailed(voice_name("Bão số 3.")))
    book.play_to(100)
    assert book.sounds() == [("tone", at) for at in (0, 5, 10, 15, 20, 25, 30)]
    assert book.story == [("bao", 1, "finished", "station.alarm_no_speech")]
    assert book.progress[-1] == ("bao", "finished", "station.alarm_no_speech")
    book.stand(alarm("bao-2", audio=None))
    assert sum(isinstance(one, cues.Speak) and one.text == "Bão số 3." for one in book.done) == 2, "tried again"


def test_an_alarm_without_words_is_its_signal() -> None:
    """Neither text nor clip: the siren is all, and nothing is missing."""
    book = AlarmBook()
    book.stand(alarm("coi", audio=None, spoken_text="", repeat=ONCE), at=0)
    book.play_to(30)
    assert book.sounds() == [("tone", 0)]
    assert book.story == [("coi", 1, "finished", "")]


def test_an_exercise_says_so_before_and_after() -> None:
    """Tone, notice, speech, notice."""
    book = AlarmBook()
    book.stand(alarm("dt", status=EXERCISE, repeat=ONCE), at=0)
    book.play_to(60)
    assert [what for what, _ in book.sounds()] == ["tone", DRILL, "clip", DRILL]
    assert [at for _, at in book.sounds()] == pytest.approx([0, 5, 7, 15.1])
    assert book.story == [("dt", 1, "finished", "")]


def test_an_exercise_without_speech_still_ends_with_the_notice() -> None:
    """No words at all, or words that cannot be spoken: the notice stands at both ends."""
    book = AlarmBook(clip=False)
    book.stand(alarm("dt", status=EXERCISE, audio=None, spoken_text="", repeat=ONCE), at=0)
    book.play_to(30)
    assert [what for what, _ in book.sounds()] == ["tone", DRILL, DRILL]
    book.stand(alarm("dt2", status=EXERCISE, audio=None, repeat=ONCE), at=40)
    book.play_to(200)
    assert [what for what, _ in book.sounds("dt2")] == ["tone", DRILL, *["tone"] * 7, DRILL]


def test_an_exercise_that_cannot_be_announced_does_not_sound() -> None:
    """Until the notice is there it waits; without a voice it is refused, and the report says why."""
    book = AlarmBook(voices=False)
    book.stand(alarm("dt", status=EXERCISE), alarm("thu", status=AlarmStatus.TEST), at=0)
    book.play_to(20)
    assert book.sounds() == []
    book.tell(cues.VoiceFailed(DRILL))
    book.play_to(40)
    assert book.sounds() == []
    assert book.progress[-1] == ("dt", "refused", "station.alarm_no_notice")
    book.tell(cues.VoiceReady(DRILL, seconds(2)))
    assert book.sounds() == [("tone", 40)]


def test_a_notice_that_gets_lost_ends_the_exercise() -> None:
    """The recording of the notice cannot be opened any more: the exercise stops rather than sound real."""
    book = AlarmBook()
    book.stand(alarm("dt", status=EXERCISE), at=0)
    book.play_to(3)
    book.tell(cues.MediaLost(DRILL))
    assert book.story == [("dt", 1, "stopped", "station.alarm_no_notice")]


def test_a_test_never_sounds() -> None:
    """It is verified and reported, nothing else."""
    book = AlarmBook()
    book.stand(alarm("tham-do", status=AlarmStatus.TEST), at=0)
    book.play_to(300)
    assert (book.heard, book.rows, book.knob) == ([], [], [])
    assert book.progress == [("tham-do", "verified", "")]


def test_cancelled_it_is_quiet_at_once() -> None:
    """It left the set: the sound stops in that step, the row says why, the volume is back."""
    book = AlarmBook()
    book.stand(alarm("bao"), at=0)
    done = book.stand(at=7)
    assert [type(one).__name__ for one in done][:2] == ["Stop", "Volume"]
    book.play_to(300)
    assert book.story == [("bao", 1, "stopped", "station.alarm_cancelled")]
    assert book.progress[-1] == ("bao", "finished", "station.alarm_cancelled")
    assert book.sounds()[-1] == ("clip", 5)
    assert book.knob == [100, 60]


def test_what_was_opened_is_closed_with_the_message() -> None:
    """Cancelled while the clip waits for the tone's end: both are stopped."""
    book = AlarmBook()
    book.stand(alarm("bao"), at=0)
    book.play_to(3)
    done = book.stand()
    assert [one.token for one in done if isinstance(one, cues.Stop)] == ["alarm.bao.1.0", "alarm.bao.1.1"]


def test_it_ends_when_it_expires_and_is_refused_when_it_comes_too_late() -> None:
    """In the middle of a word, to the second; one that was over when it came never sounds."""
    book = AlarmBook()
    book.stand(alarm("bao", expires_at=moment(8)), alarm("cu", -100, expires_at=moment(-1)), at=0)
    book.play_to(60)
    assert book.heard[-1].ended == 8
    assert book.story == [("bao", 1, "stopped", "station.alarm_expired")]
    assert ("cu", "refused", "station.alarm_expired") in book.progress


def test_a_higher_alarm_cuts_in_and_the_lower_takes_its_turn_after_it() -> None:
    """In the step that brings it; then they alternate until both have sounded as often as ordered."""
    book = AlarmBook()
    book.stand(alarm("thap", level=2, repeat=TWICE), at=0)
    book.stand(alarm("thap", level=2, repeat=TWICE), alarm("cao", level=4, repeat=TWICE), at=7)
    assert book.sounds("cao") == [("tone", 7)]
    book.play_to(300)
    assert book.story == [
        ("thap", 1, "pre-empted", "station.alarm_higher"),
        ("cao", 1, "finished", ""),
        ("thap", 2, "finished", ""),
        ("cao", 2, "finished", ""),
    ]


def test_the_same_level_waits_for_the_end_of_the_message_and_no_longer() -> None:
    """A second alarm of the level begins as soon as the message ends; the province's before the commune's."""
    book = AlarmBook()
    first = standing(alarm("a", repeat=TWICE))
    book.stand(first, at=0)
    book.stand(standing(alarm("xa", repeat=ONCE), 2), standing(alarm("tinh", repeat=ONCE), 0), first, at=6)
    book.play_to(300)
    assert [one[0] for one in book.story] == ["a", "tinh", "xa", "a"]
    assert book.sounds("tinh")[0] == ("tone", 13)


def test_a_real_alarm_cuts_into_any_exercise_and_never_the_other_way() -> None:
    """Level 1 and real stands above level 5 and exercise."""
    book = AlarmBook()
    drill, real = alarm("dt", status=EXERCISE, level=5, repeat=ONCE), alarm("that", level=1, repeat=ONCE)
    book.stand(drill, at=0)
    book.stand(drill, real, at=6)
    assert book.sounds("that") == [("tone", 6)]
    other = AlarmBook()
    other.stand(real, at=0)
    other.stand(drill, real, at=6)
    other.play_to(10)
    assert other.sounds("dt") == []


def test_an_update_takes_the_place_of_the_old_one() -> None:
    """A new alarm that replaces the one on air begins in that step, even while the old one still stands somewhere."""
    book = AlarmBook()
    old, new = alarm("bao-1"), alarm("bao-2", 6, replaces=("bao-1",))
    book.stand(old, at=0)
    book.stand(standing(old, 1), standing(new), at=6)
    assert book.sounds("bao-2") == [("tone", 6)]
    book.play_to(300)
    assert book.story[0] == ("bao-1", 1, "stopped", "station.alarm_cancelled")
    assert {one[0] for one in book.story[1:]} == {"bao-2"}


def test_two_that_replace_each_other_do_not_both_fall_silent() -> None:
    """The older one stays; an exercise replaces no real alarm."""
    book = AlarmBook()
    book.stand(alarm("a", replaces=("b",)), alarm("b", replaces=("a",)), at=0)
    assert [one.alarm.id for one in book.state.alarms.in_force(moment(0), True)] == ["a"]
    book.stand(alarm("a"), alarm("dt", status=EXERCISE, replaces=("a",)))
    assert len(book.state.alarms.in_force(moment(0), True)) == 2


def test_one_alarm_in_several_places_is_one() -> None:
    """The same id in the sets of province and commune sounds once, as the province has it."""
    book = AlarmBook()
    book.stand(standing(alarm("bao", repeat=ONCE, volume=50), 2), standing(alarm("bao", repeat=ONCE), 0), at=0)
    book.play_to(100)
    assert len(book.rows) == 1
    assert book.knob[0] == 100


def test_a_programme_is_pre_empted_and_joins_again_where_it_would_be() -> None:
    """One row says it was pre-empted; when the alarm is over it goes on by its own rule, at its own volume."""
    book = AlarmBook(airing("news", 0, (ONE, 60)))
    book.play_to(10)
    book.stand(alarm("bao", repeat=TWICE), at=10)
    book.play_to(200)
    assert book.story == [
        ("news", 1, "pre-empted", "station.alarm"),
        ("bao", 1, "finished", ""),
        ("bao", 2, "finished", ""),
        ("news", 2, "finished", ""),
    ]
    again = next(one for one in book.heard if one.token.startswith("news") and one.at > 10)
    assert again.at == pytest.approx(46.3)
    assert book.offset == seconds(46.3)


def test_in_a_long_pause_programmes_go_on() -> None:
    """A tsunami's five minutes between messages belong to the programme."""
    book = AlarmBook(airing("news", 0, (ONE, 60), (ONE, 60)))
    book.stand(alarm("song-than", repeat=AlarmRepeat(2, timedelta(minutes=1))), at=5)
    book.play_to(400)
    assert [one[:3] for one in book.story] == [
        ("news", 1, "pre-empted"),
        ("song-than", 1, "finished"),
        ("news", 2, "finished"),
        ("news", 1, "pre-empted"),
        ("song-than", 2, "finished"),
        ("news", 2, "finished"),
    ]


def test_a_programme_whose_time_passes_meanwhile_is_reported() -> None:
    """It could have begun only while the alarm sounded: pre-empted, and the row says by what."""
    book = AlarmBook(airing("news", 20, (ONE, 60), latest_start=moment(25)))
    book.stand(alarm("bao"), at=10)
    book.play_to(200)
    assert ("news", 1, "pre-empted", "station.alarm") in book.story


def test_nothing_is_prepared_under_an_alarm_that_shall_sound_whole() -> None:
    """A programme that is to be heard whole begins after the alarm, from its beginning."""
    book = AlarmBook(airing("news", 20, (ONE, 60), late=Late.WHOLE))
    book.stand(alarm("bao", repeat=ONCE), at=15)
    book.play_to(200)
    assert book.story == [("bao", 1, "finished", ""), ("news", 1, "finished", "")]
    assert book.offset == seconds(0)


def test_the_test_tone_gives_way() -> None:
    """It is cut off by an alarm, and refused while one sounds."""
    book = AlarmBook()
    book.tell(cues.CommandReceived(command(CommandName.TONE)), 0)
    done = book.stand(alarm("bao"), at=3)
    assert cues.Stop("tone") in done
    assert answer(book, CommandName.TONE) == "station.busy"


@pytest.mark.parametrize(
    ("name", "code"), [(CommandName.STOP, "station.alarm_stays"), (CommandName.REBOOT, "station.busy")]
)
def test_no_command_ends_an_alarm(name: CommandName, code: str) -> None:
    """Only the alarm role does, by its set."""
    book = AlarmBook()
    book.stand(alarm("bao"), at=0)
    assert answer(book, name) == code


def test_silence_quiet_hours_and_an_unsure_clock_do_not_stop_an_alarm() -> None:
    """Muted, at three in the morning, with a clock nobody believes."""
    book = AlarmBook()
    book.tell(cues.ClockJudged(ClockTrust.UNTRUSTED))
    book.tell(cues.CommandReceived(command(CommandName.SILENCE, until=7200)), 0)
    book.stand(alarm("bao", -3600, expires_at=moment(-60)), at=1)
    assert book.sounds() == []
    book.stand(standing(alarm("bao2", -3600, expires_at=moment(-60)), ahead=timedelta(hours=1)))
    assert book.sounds() == [("tone", 1)]


def test_volume_commands_wait_for_the_end() -> None:
    """The knob is the alarm's; what was asked meanwhile holds afterwards; a new player gets the alarm's."""
    book = AlarmBook()
    book.stand(alarm("bao", repeat=ONCE), at=0)
    book.tell(cues.CommandReceived(command(CommandName.VOLUME, value=33)))
    book.tell(cues.PlayerDied())
    book.tell(cues.PlayerRestarted())
    book.play_to(100)
    assert book.knob == [100, 100, 33]


def test_what_was_surely_not_heard_does_not_count() -> None:
    """The player dies before the first sample: tried again a second later; after it, the message counts."""
    book = AlarmBook()
    book.stand(alarm("bao", repeat=ONCE), at=0)
    book.tell(cues.PlayerDied())
    book.tell(cues.PlayerRestarted(), 0.5)
    book.play_to(3)
    assert book.sounds() == [("tone", 0), ("tone", 1)]
    book.tell(cues.PlayerDied(), 3)
    book.tell(cues.PlayerRestarted(), 4)
    book.play_to(100)
    assert book.story == [("bao", 1, "failed", "station.player_died"), ("bao", 2, "failed", "station.player_died")]
    assert [row.heard for row in book.rows] == [Heard.NO, Heard.YES]


def test_a_dead_player_delays_and_does_not_use_up() -> None:
    """No player: nothing begins; with the next one it does, at once."""
    book = AlarmBook()
    book.tell(cues.PlayerDied())
    book.stand(alarm("bao"), at=0)
    book.play_to(30)
    assert book.begun == []
    book.tell(cues.PlayerRestarted(), 31)
    assert book.sounds() == [("tone", 31)]


def test_at_the_start_an_alarm_waits_for_the_player_to_warm_up() -> None:
    """Ordered before the output takes sound, the siren would be half over when it is heard."""
    book = AlarmBook(state=replace(State("s1", volume=60), warming=True))
    book.stand(alarm("bao"), at=0)
    book.play_to(4)
    assert book.begun == []
    book.tell(cues.PlayerRestarted())
    assert book.sounds() == [("tone", 4)]


def test_a_clip_that_cannot_be_played_gives_way_to_the_own_voice() -> None:
    """It fails when opened, or breaks off: the tone goes on and the station speaks itself."""
    for fault in ("opening", "playing", "dying"):
        book = AlarmBook()
        book.stand(alarm("bao", audio=AlarmAudio(SPEECH, 4), repeat=TWICE), at=0)
        book.read_aloud()
        book.play_to(3 if fault == "opening" else 6)
        token = next(token for token, source in book.opened.items() if source == SPEECH)
        if fault == "opening":
            book.tell(cues.PlayerFailed(token, "player.undecodable"))
        elif fault == "playing":
            book.tell(cues.PlayerEnded(token, moment(6), "failed", None))
        else:
            book.tell(cues.PlayerDied())
            book.tell(cues.PlayerRestarted())
        book.play_to(60)
        assert book.sounds().count(("clip", 5)) == (fault != "opening")
        assert voice_name("Bão số 3.") in [what for what, _ in book.sounds()], fault


def test_an_exercise_whose_clip_breaks_off_does_not_end_without_its_notice() -> None:
    """The closing notice that was open already waits for the other speech."""
    book = AlarmBook()
    book.stand(alarm("dt", status=EXERCISE, audio=AlarmAudio(SPEECH, 4), repeat=ONCE), at=0)
    book.read_aloud()
    book.play_to(9)
    book.tell(cues.PlayerEnded(book.state.alarms.message.piece.token, moment(9), "failed", -20.0))  # type: ignore[union-attr]
    book.play_to(60)
    assert [what for what, _ in book.sounds()] == ["tone", DRILL, "clip", voice_name("Bão số 3."), DRILL]


def test_a_signal_that_fails_is_tried_again() -> None:
    """The player takes no order: the message failed, and the next attempt follows, more slowly each time."""
    book = AlarmBook()
    book.stand(alarm("bao"), at=0)
    for _ in range(3):
        book.tell(cues.PlayerFailed(book.state.alarms.message.piece.token, "player.crowded"))  # type: ignore[union-attr]
        book.tell(cues.Tick(), book.at + 40)
    assert [one[1] for one in book.begun] == [1, 2, 3, 4]
    assert {row.heard for row in book.rows} == {Heard.NO}


def test_a_lost_clip_is_not_used_and_one_that_comes_back_is() -> None:
    """Spoiled on the disk when it is opened: the station speaks itself; fetched again it is used."""
    book = AlarmBook()
    book.stand(alarm("bao", repeat=TWICE), at=0)
    book.play_to(3)
    book.tell(cues.MediaLost(SPEECH))
    book.read_aloud()
    book.play_to(20)
    book.tell(cues.MediaReady(SPEECH))
    book.play_to(60)
    assert [what for what, _ in book.sounds()] == ["tone", voice_name("Bão số 3."), "tone", "clip"]


def test_a_sound_that_never_began_is_no_sound() -> None:
    """A player that never says it began: failed, not counted."""
    book = AlarmBook()
    book.stand(alarm("bao", audio=None, spoken_text="", repeat=ONCE), at=0)
    book.tell(cues.Tick(), 7)
    assert book.story == [("bao", 1, "failed", "station.player_silent")]


def test_a_clip_without_end_is_ended() -> None:
    """Twenty minutes after its start a clip of which no end was heard counts as over."""
    book = AlarmBook()
    book.stand(alarm("bao", repeat=ONCE), at=0)
    book.play_to(6)
    book.tell(cues.Tick(), 1300)
    assert book.story == [("bao", 1, "finished", "")]


def test_after_a_restart_only_what_is_left_sounds() -> None:
    """Two of three may have been heard when the process died: the third follows, the server hears nothing twice."""
    past = Past(runs={"bao": Run(2, 2, moment(-5), was_whole=False)}, verified=frozenset({"bao"}))
    book = AlarmBook(state=State.after("s1", past))
    book.stand(alarm("bao"), at=0)
    book.play_to(600)
    assert book.begun == [("bao", 3)]
    assert [one[1] for one in book.progress] == ["sounding", "finished"]


def test_a_group_that_the_end_of_the_process_completed_is_reported() -> None:
    """The last message was cut off with the process: it counts, and the group is told of at the next start."""
    past = Past(runs={"bao": Run(3, 3, moment(-5), was_whole=False, reason="station.restarted")})
    book = AlarmBook(state=State.after("s1", past))
    book.stand(alarm("bao"), at=0)
    assert book.sounds() == []
    assert book.progress[-1] == ("bao", "finished", "station.restarted")


def test_a_clock_set_back_silences_nobody() -> None:
    """The clock was a day ahead: the pause is counted from now on."""
    past = Past(runs={"bao": Run(1, 1, moment(86400))})
    book = AlarmBook(state=State.after("s1", past))
    book.stand(alarm("bao"), alarm("moi", repeat=ONCE), at=0)
    book.play_to(60)
    assert [ident for ident, _ in book.begun] == ["moi", "bao", "bao"]


def test_a_clock_set_forward_in_a_message_loses_no_word() -> None:
    """The end of the tone lies an hour back all at once: the speech begins now, at its beginning."""
    book = AlarmBook()
    book.stand(alarm("bao", expires_at=moment(9000)), at=0)
    book.play_to(3)
    book.tell(cues.Tick(), 3600)
    assert book.sounds()[-1] == ("clip", 3600.1)


def test_a_tone_that_ends_early_is_followed_at_once() -> None:
    """The clock was set back: the player's word counts, not the clock's."""
    book = AlarmBook()
    book.stand(alarm("bao"), at=0)
    book.play_to(3)
    token = book.state.alarms.message.piece.token  # type: ignore[union-attr]
    book.tell(cues.PlayerEnded(token, moment(3), "finished", None))
    assert book.sounds()[-1] == ("clip", 3.1)


def test_what_the_player_says_of_other_tokens_changes_nothing() -> None:
    """Events of pieces that are no longer ours."""
    book = AlarmBook()
    book.stand(alarm("bao"), at=0)
    before = book.state
    book.tell(cues.PlayerStarted("alarm.x.1.1", moment(0), 0.0))
    assert book.state == before


def command(name: CommandName, *, value: int | None = None, until: float | None = None) -> "cues.Command":
    """Return a command."""
    return cues.Command("c1", name, value, None if until is None else moment(until))


def answer(book: AlarmBook, name: CommandName) -> str:
    """Return the code with which a command is refused."""
    done = book.tell(cues.CommandReceived(command(name)))
    return next(one.ack.code for one in done if isinstance(one, cues.Answer))


repeats = st.builds(
    lambda count, gap, cadence: AlarmRepeat(
        count, timedelta(seconds=gap), tuple(timedelta(seconds=n) for n in cadence)
    ),
    st.integers(1, 3),
    st.sampled_from([0, 5, 10, 30, 45]),
    st.lists(st.sampled_from([20, 90, 200]), max_size=2),
)
alarms = st.lists(
    st.builds(
        lambda start, life, level, status, siren, audio, text, repeat, volume: (
            (start, life, level, status, siren, audio, text, repeat, volume)
        ),
        st.integers(0, 200),
        st.integers(1, 600),
        st.integers(1, 5),
        st.sampled_from(AlarmStatus),
        st.sampled_from(["", "flood"]),
        st.booleans(),
        st.booleans(),
        repeats,
        st.sampled_from([70, 100]),
    ),
    min_size=1,
    max_size=4,
).map(lambda drawn: [_drawn(n, *one) for n, one in enumerate(drawn)])
happenings = st.lists(
    st.tuples(st.integers(0, 600), st.sampled_from(["died", "lost", "ready", "voice", "cancel", "crash", "order"])),
    max_size=6,
).map(sorted)


def _drawn(n: int, start: int, life: int, level: int, *rest: object) -> Alarm:
    status, siren, has_audio, has_text, repeat, volume = rest
    return alarm(
        f"a{n}",
        start,
        expires_at=moment(start + life),
        level=level,
        status=status,
        siren=siren,
        audio=AlarmAudio(SPEECH, 4) if has_audio else None,
        spoken_text=f"Bài {n}" if has_text else "",
        repeat=repeat,
        volume=volume,
    )


class Crashing(AlarmBook):
    """An alarm book that can be killed and started again from what its journal holds."""

    def crash(self) -> None:
        """End the process without a word and begin the next one."""
        runs = dict(self.state.alarms.runs)
        message = self.state.alarms.message
        if message is not None:
            run = runs[message.alarm.id]
            runs[message.alarm.id] = replace(run, sounded=run.sounded + 1, ended_at=moment(self.at), was_whole=False)
        standings, airings = self.state.alarms.standings, self.state.airings
        for one in self.heard:
            one.ended = min(self.at, one.at + one.length) if one.ended is None else one.ended
        self.state = State.after("s1", Past(runs=runs, verified=self.state.alarms.verified))
        self.state = replace(self.state, volume=60)
        self.knob.append(60)
        events: list[cues.Event] = [
            cues.ClockJudged(ClockTrust.TRUSTED),
            cues.MediaReady(ONE),
            cues.MediaReady(SPEECH),
            cues.VoiceReady(DRILL, seconds(2)),
            cues.TimetableChanged(airings),
            cues.AlarmsChanged(standings),
        ]
        for event in events:
            self.tell(event)

    def happen(self, what: str, standings: list[Alarm]) -> list[Alarm]:
        """Let one thing happen and return the alarms that stand from now on."""
        events: dict[str, list[cues.Event]] = {
            "died": [cues.PlayerDied(), cues.PlayerRestarted()],
            "lost": [cues.MediaLost(SPEECH)],
            "ready": [cues.MediaReady(SPEECH)],
        }
        if what == "died":
            for one in self.heard:
                one.ended = min(self.at, one.at + one.length) if one.ended is None else one.ended
        for event in events.get(what, []):
            self.tell(event)
        if what == "voice":
            self.read_aloud()
        if what == "crash":
            self.crash()
        if what == "cancel":
            standings = standings[1:]
        if what in ("cancel", "order"):
            self.stand(*reversed(standings))
        return standings


def _check(book: AlarmBook, known: dict[str, Alarm]) -> None:
    """Check what holds after each step of every story."""
    message, now, found = book.state.alarms.message, moment(book.at), book.state.alarms.in_force(moment(book.at), True)
    due = [one for one in found if book.state.alarms.is_due(one, now, True)]
    if book.state.player_alive:
        assert message is not None or not due, "silent although one is due"
    if message is not None:
        assert message.alarm.status is not AlarmStatus.TEST
        assert now < message.alarm.expires_at
        assert message.alarm.id in {one.alarm.id for one in book.state.alarms.standings}, "it was cancelled"
        fresh = [one for one in due if not book.state.alarms.run(one.alarm.id).sounded]
        assert all(one.rank <= message.standing.rank for one in fresh), "a higher one waits"
        assert not book.state.tracks
        assert book.knob[-1] == message.alarm.volume
        assert book.state.amplifier
    elif not book.state.is_alarmed(now):
        assert (book.knob or [60])[-1] == 60
    for ident, one in known.items():
        limit = one.repeat.count * (1 + len(one.repeat.cadence))
        assert book.state.alarms.run(ident).sounded <= limit


class Checked(Crashing):
    """A book that checks its promises after each event."""

    known: dict[str, Alarm]

    def tell(self, event: cues.Event, at: float | None = None) -> list[cues.Cue]:
        done = super().tell(event, at)
        if hasattr(self, "known"):
            _check(self, self.known)
        return done


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(alarms, happenings)
def test_the_promises_hold_whatever_happens(drawn: list[Alarm], story: list[tuple[int, str]]) -> None:
    """Never more than ordered, never silent while due, the higher at once, nothing cancelled, expired or a test."""
    book = Checked(airing("news", 0, *[(ONE, 60)] * 10))
    book.known = {one.id: one for one in drawn}
    standings = drawn
    book.stand(*standings, at=0)
    for at, what in story:
        book.play_to(at)
        standings = book.happen(what, standings)
    book.play_to(1500)
    _check_sounds(book)
    for row in book.rows:
        if row.alarm_id is not None and row.ended_how.value == "finished":
            _check_message(book, row.alarm_id, row.attempt)
    if not any(what in ("died", "crash") for _, what in story):
        keys = [(row.alarm_id or row.airing_id, row.item, row.attempt) for row in book.rows]
        assert len(keys) == len(set(keys))


def _check_sounds(book: Checked) -> None:
    """One message at a time, each inside the life of its alarm, each attempt begun once."""
    assert len(book.begun) == len(set(book.begun)) or any("news" in str(one) for one, _ in book.begun)
    for ident, one in book.known.items():
        for sound in book.heard:
            if sound.token.startswith(f"alarm.{ident}.") and sound.started and sound.ended is not None:
                assert moment(sound.at) >= one.starts_at - seconds(0.5)
                assert moment(sound.ended) <= one.expires_at + seconds(0.5)


def _check_message(book: Checked, ident: str, attempt: int) -> None:
    """Look at a message that was heard whole: no gap, and the notice at both ends of an exercise."""
    heard = [one for one in book.heard if one.token.startswith(f"alarm.{ident}.{attempt}.")]
    for one, other in zip(heard, heard[1:], strict=False):
        assert other.at - (one.ended if one.ended is not None else one.at + one.length) <= 0.3
    if book.known[ident].status is EXERCISE:
        assert [one.what for one in heard][-1] == DRILL
        spoken = [n for n, one in enumerate(heard) if "tone" not in one.what]
        assert heard[spoken[0]].what == DRILL


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.permutations(range(4)), alarms)
def test_the_order_of_the_sets_does_not_matter(order: list[int], drawn: list[Alarm]) -> None:
    """The same alarms in another order, even some twice, lead to the same sounds."""
    layered = [standing(one, n % 3) for n, one in enumerate(drawn)]
    twice = [standing(drawn[0], 2), *layered]
    one, other = AlarmBook(), AlarmBook()
    one.stand(*layered, at=0)
    other.stand(*(twice[n] for n in order if n < len(twice)), *layered, at=0)
    one.play_to(900)
    other.play_to(900)
    assert one.sounds() == other.sounds()
    assert one.story == other.story


@pytest.mark.slow
def test_silent_tests_are_verified_and_never_sound() -> None:
    """A day of them: each is reported once, nothing sounds or moves, the programme plays on, and no state grows."""
    book = AlarmBook(airing("tin", 600, (ONE, 60)))
    before = book.state.alarms
    rounds = [silent_alarm(moment(0) + n * EVERY) for n in range(288)]
    for n, one in enumerate(rounds):
        book.stand(standing(one, seq=n, arrived_at=one.starts_at), at=n * EVERY.total_seconds())
    book.play_to(86_400)
    assert [one.progress.value for one in book.reports] == ["received", "verified"] * 288
    assert book.story == [("tin", 1, "finished", "")]
    assert [one.what for one in book.heard] == [ONE]
    assert book.knob == []
    assert not any(isinstance(one, cues.Speak | cues.Siren) for one in book.done)
    after = book.state.alarms
    assert replace(after, standings=(), verified=frozenset()) == before
    assert after.verified == {rounds[-1].id}


def test_a_test_neither_sounds_nor_silences_whatever_it_says() -> None:
    """With words, clip, siren, highest level and a real alarm to replace: its signed status alone counts."""
    loud = alarm("thử", status=AlarmStatus.TEST, level=9, siren="flood", replaces=("bao",))
    book = AlarmBook()
    book.stand(loud, at=0)
    assert book.heard == []
    book.stand(loud, alarm("bao", 60, repeat=ONCE), at=60)
    book.play_to(200)
    assert book.sounds() == book.sounds("bao") == [("tone", 60), ("clip", 65)]


def test_a_silent_test_does_not_touch_an_alarm_that_sounds() -> None:
    """A set that brings one in the middle of a message lets it go on to the sample."""
    alone, beside = AlarmBook(), AlarmBook()
    for book in (alone, beside):
        book.stand(alarm("bao"), at=0)
    beside.stand(alarm("bao"), silent_alarm(moment(7)), at=7)
    beside.stand(alarm("bao"), at=30)
    for book in (alone, beside):
        book.play_to(200)
    assert beside.sounds() == alone.sounds()
    assert (beside.story, beside.knob) == (alone.story, alone.knob)
