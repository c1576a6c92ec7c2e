"""One specimen of every document and report, as the golden copies in tests/golden hold them. Builds values only."""

from datetime import UTC, datetime, time, timedelta

from broadcaster.messages import (
    Ack,
    AckResult,
    Alarm,
    AlarmAudio,
    AlarmProgress,
    AlarmRepeat,
    AlarmReport,
    AlarmSet,
    AlarmStatus,
    AsRun,
    AsRunBatch,
    Assignment,
    Availability,
    CapOrigin,
    Clip,
    ClockState,
    ClockTrust,
    Command,
    CommandName,
    Document,
    Edition,
    EndedHow,
    Endpoint,
    EnrolReply,
    EnrolRequest,
    EnrolState,
    Fault,
    Head,
    Heard,
    Inbox,
    KeySet,
    Kind,
    Letter,
    MachineState,
    OnAir,
    Presence,
    PublicKey,
    RenewRequest,
    Report,
    Role,
    StationState,
    Topics,
    Up,
)
from schedules.playlist import ClipItem, Content, PauseItem, Playlist, RelayItem
from schedules.priority import Priority
from schedules.timetable import Airing, Late, Resume
from schedules.windows import Rules, Window

NOW = datetime(2026, 3, 2, 3, 4, 5, 678000, tzinfo=UTC)
SITE = "vn-79"
TOPICS = Topics(SITE)
STATION = "loa-01"
SHA = "ab" * 32
OTHER_SHA = "cd" * 32

AIRING = Airing(
    id="lich-7-20260302t110000z",
    plan_id="lich-7",
    title="Thông báo tiêm chủng",
    start=NOW,
    latest_start=NOW + timedelta(minutes=5),
    end=NOW + timedelta(seconds=93.5),
    priority=Priority.PRIORITY,
    bulletin_ids=("bt-1",),
    playlist=Playlist(
        (
            ClipItem(OTHER_SHA, timedelta(seconds=2.75), role=Content.IDENT),
            ClipItem(SHA, timedelta(seconds=31.25), bulletin_id="bt-1"),
            PauseItem(timedelta(seconds=2)),
            RelayItem(("https://vov.example/vov1",), timedelta(minutes=1), OTHER_SHA),
        )
    ),
    loop=False,
    volume_boost_db=1.5,
    resume=Resume.RESTART,
    outside_reason="",
    layer=2,
    base=True,
    ahead_of=("lich-3",),
    late=Late.WHOLE,
)
KEY_SET = KeySet(
    3,
    tuple(PublicKey(f"{number:02x}" * 32, role, f"{number + 16:02x}" * 32) for number, role in enumerate(Role)),
    dict.fromkeys(Role, 1),
)
DOCUMENTS: dict[Kind, tuple[str, Document]] = {
    Kind.KEYS: (TOPICS.keys, KEY_SET),
    Kind.HEAD: (TOPICS.head, Head(NOW, {TOPICS.timetable("25747"): 41})),
    Kind.TIMETABLE: (
        TOPICS.timetable("25747"),
        Edition(
            41,
            NOW,
            NOW + timedelta(days=7),
            (AIRING,),
            {SHA: Clip(SHA, 65536, timedelta(seconds=31.25), -16.2, "webm", "https://cdn.example/a")},
        ),
    ),
    Kind.ALARMS: (
        TOPICS.alarms("25747"),
        AlarmSet(
            (
                Alarm(
                    id="bao-3",
                    status=AlarmStatus.EXERCISE,
                    starts_at=NOW,
                    expires_at=NOW + timedelta(hours=1),
                    level=3,
                    siren="wail",
                    audio=AlarmAudio(SHA, 4, inline="AAAA", url="https://cdn.example/b"),
                    spoken_text="Bão số 3 sắp đổ bộ.",
                    repeat=AlarmRepeat(3, timedelta(seconds=20), (timedelta(minutes=5),)),
                    volume=90,
                    replaces=("bao-2",),
                    cap=CapOrigin("urn:oid:2.49.0.0.704.0.1", "cap@example.vn", NOW),
                    order=2,
                ),
                Alarm("tham-do", AlarmStatus.TEST, NOW, NOW + timedelta(minutes=10)),
            )
        ),
    ),
    Kind.ASSIGNMENT: (
        TOPICS.assignment(STATION),
        Assignment(
            name="Loa nhà văn hóa",
            path=("79", "25747", "25747-01"),
            groups=("truong-hoc",),
            volume=80,
            rules=Rules(
                (Window(time(5, 30), time(21, 0)),),
                90,
                quiet=(Window(time(21, 30), time(5, 0)),),
                weekdays=frozenset(range(6)),
                minutes_per_session=45,
                sessions_per_day=2,
                most_repeats=3,
            ),
            timezone="Asia/Ho_Chi_Minh",
            media_url="https://cdn.example",
        ),
    ),
    Kind.COMMAND: (TOPICS.command(STATION), Command("lenh-1", CommandName.SILENCE, 10, NOW + timedelta(hours=2))),
}
REPORTS: dict[Up, Report] = {
    Up.AVAILABILITY: Availability(Presence.ONLINE, "boot-1", NOW),
    Up.STATE: StationState(
        at=NOW,
        boot="boot-1",
        volume=80,
        on_air=OnAir("bao-3", SHA, NOW, "bao-3"),
        editions={TOPICS.timetable("25747"): 41},
        clock=ClockState(-12.5, ClockTrust.TRUSTED),
        disk_free_bytes=7_000_000_000,
        temperature_c=51.5,
        link="mqtt",
        version="0.1.0",
        faults=(Fault("station.clock", NOW, {"offset_ms": 1200, "source": "ntp", "sure": True, "drift": 1.5}),),
        muted_until=NOW,
        machine=MachineState(200_000_000, True, 3, 55, "Viettel", "pulse:loa"),
    ),
    Up.AS_RUN: AsRunBatch(
        "lo-1",
        (
            AsRun(STATION, AIRING.id, None, 0, 1, EndedHow.FINISHED, Heard.YES, NOW, 3.5, NOW, 80, SHA, "", "pulse"),
            AsRun(STATION, None, "bao-3", 0, 1, EndedHow.MISSED, reason="off"),
        ),
    ),
    Up.ALARM: AlarmReport("bao-3", AlarmProgress.REFUSED, NOW, 7, "wire.expired", {"topic": "x"}),
    Up.ACK: Ack("lenh-1", AckResult.REFUSED, NOW, "wire.role", {"role": "schedule"}),
}
ENROLMENT: dict[str, object] = {
    "enrol-request": EnrolRequest("AAAA-BBBB", "10000000abcd", "-----BEGIN CERTIFICATE REQUEST-----"),
    "enrol-reply": EnrolReply(
        EnrolState.ACCEPTED,
        STATION,
        SITE,
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----",
        "secret",
        KEY_SET.keys[:1],
        1,
        Endpoint("loa.example.vn", 8883),
        "https://loa.example.vn",
        "https://cdn.example",
    ),
    "renew-request": RenewRequest("-----BEGIN CERTIFICATE REQUEST-----"),
    "inbox": Inbox((Letter(TOPICS.keys, "{}"),)),
}
