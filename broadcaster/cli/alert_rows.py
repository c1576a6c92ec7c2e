"""How alerts and their boards stand on a terminal: as data for ``--json``, as lines for people. Changes none."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from broadcaster.alerts import EDITABLE, Alert, State, spoken
from broadcaster.areas import Cover
from broadcaster.cli.office import Office
from broadcaster.dispatch import Board, Call, CommuneTally, Line, LogRow, Reach
from broadcaster.languages import LANGUAGES, added
from broadcaster.localities import TIMEZONE
from broadcaster.messages import AlarmStatus
from broadcaster.store import localities as locality_rows
from broadcaster.store import stations as station_rows
from broadcaster.wording import told

KINDS = {
    AlarmStatus.ACTUAL: "alert.kind_actual",
    AlarmStatus.EXERCISE: "alert.kind_exercise",
    AlarmStatus.TEST: "alert.kind_test",
}
STATES = {
    State.DRAFT: "alert.state_draft",
    State.CONFIRMED: "alert.state_confirmed",
    State.RELEASED: "alert.state_released",
    State.ACTIVE: "alert.state_active",
    State.UPDATED: "alert.state_updated",
    State.CANCELLED: "alert.state_cancelled",
    State.EXPIRED: "alert.state_expired",
}
NAMES_SHOWN = 10
MILLISECOND = timedelta(milliseconds=1)
MINUTE = timedelta(minutes=1)
STEPS = ("received_at", "verified_at", "sounding_at", "finished_at", "refused_at")
LOG_COLUMNS = ("at", "kind", "what", "by", "station", "detail")
Row = dict[str, object]


def alert_row(alert: Alert) -> Row:
    """Return an alert as data; ``version`` is what confirming and releasing ask for."""
    return {
        "id": alert.id,
        "status": alert.status.value,
        "state": alert.state.value,
        "version": alert.version,
        "hazard": alert.hazard,
        "level": alert.level,
        "title": alert.title,
        "text": alert.text,
        "origin": alert.origin,
        "localities": list(alert.localities),
        "stations": list(alert.stations),
        "drawn": list(alert.drawn),
        "lists": [asdict(one) for one in alert.lists],
        "translations": [asdict(one) for one in alert.translations],
        "unsaid": list(alert.unsaid),
        "lasts_s": int(alert.lasts.total_seconds()),
        "updates": alert.updates,
        "author": alert.author,
        "confirmed_by": alert.confirmed_by,
        "released_by": alert.released_by,
        "released_at": stamp(alert.released_at),
        "expires_at": stamp(alert.expires_at),
        "ended_at": stamp(alert.ended_at),
        "reason": alert.reason,
    }


def order_row(here: Office, alert: Alert) -> Row:
    """Return an alert with the words that will sound and whom it reaches."""
    reach = here.dispatch.reach(alert)
    heard = {"stations": len(reach.stations), "online": reach.online, "communes": list(reach.communes)}
    return alert_row(alert) | {"spoken": spoken(alert, zone_of(here, alert)), "reach": heard}


def order_lines(here: Office, alert: Alert, language: str) -> Iterator[str]:
    """Give what somebody reads before standing for an alert."""
    kind, state = told(KINDS[alert.status], language, {}), told(STATES[alert.state], language, {})
    heading = {"kind": kind, "level": alert.level, "state": state, "id": alert.id}
    yield told("alert.line_heading", language, heading)
    yield alert.title
    yield told("alert.line_says", language, {"text": spoken(alert, zone_of(here, alert))})
    yield from language_lines(here, alert, language)
    lasting = {"count": alert.repeat.count, "minutes": alert.lasts // MINUTE}
    yield told("alert.line_lasts", language, lasting)
    reach = here.dispatch.reach(alert)
    facts = {"count": len(reach.stations), "online": reach.online, "communes": _communes(here, reach)}
    yield told("alert.line_reach", language, facts)
    if alert.drawn:
        yield told("alert.line_drawn", language, {"shapes": "; ".join(alert.drawn)})
    yield from list_lines(here, alert, language)


def list_lines(here: Office, alert: Alert, language: str) -> Iterator[str]:
    """Give by which saved lists its targets were chosen, how many stations each reaches, and what of it was gone."""
    for one in alert.lists:
        with here.dispatch.store.read() as tx:
            count = station_rows.hearing(tx, one.localities, one.stations)
        yield told("list.line_used", language, {"name": one.name, "version": one.version, "count": count})
        if one.gone:
            yield told("list.line_gone", language, {"name": one.name, "gone": _listed(one.gone)})


def language_lines(here: Office, alert: Alert, language: str) -> Iterator[str]:
    """Give which languages follow the Vietnamese words and which do not; before the release, what nobody has kept."""
    said = [one.language for one in alert.translations]
    if said:
        longer = added(here.dispatch.lengths_of(alert.translations))
        facts = {"languages": _named(said, language), "seconds": round(longer.total_seconds())}
        yield told("translation.line_said", language, facts)
    if alert.unsaid:
        yield told("translation.line_unsaid", language, {"languages": _named(alert.unsaid, language)})
    if alert.is_real and alert.state in EDITABLE:
        choice = here.dispatch.choose_translations(alert.hazard, alert.localities, alert.stations)
        warnings = {"translation.line_missing": choice.missing, "translation.line_crowded": choice.crowded}
        for code, languages in warnings.items():
            if languages:
                yield told(code, language, {"languages": _named(languages, language)})


def cover_lines(cover: Cover, language: str) -> Iterator[str]:
    """Give what an area left out."""
    if cover.unplaced:
        yield told("alert.line_unplaced", language, {"ids": _listed(cover.unplaced)})
    if cover.beyond:
        yield told("alert.line_beyond", language, {"ids": _listed(cover.beyond)})


def board_row(board: Board) -> Row:
    """Return a board as data; times are ISO 8601 in UTC, latency is in milliseconds."""
    return {
        "alert": alert_row(board.alert),
        "at": stamp(board.at),
        "sent_at": stamp(board.sent_at),
        "tally": asdict(board.tally),
        "latency_ms": _latency_row(board),
        "stations": [_line_row(one) for one in board.lines],
        "communes": [_commune_row(one) for one in board.communes],
        "calls": [_call_row(one) for one in board.calls],
    }


def board_lines(board: Board, language: str) -> Iterator[str]:
    """Give what a person on duty must know: the counts, how fast it went, and whom to call."""
    alert = board.alert
    kind, state = told(KINDS[alert.status], language, {}), told(STATES[alert.state], language, {})
    heading = {"kind": kind, "level": alert.level, "state": state, "id": alert.id}
    yield told("alert.line_heading", language, heading)
    yield alert.title
    yield told("alert.line_tally", language, asdict(board.tally))
    latency = _latency_row(board)
    if latency is not None:
        yield told("alert.line_latency", language, latency)
    for one in board.communes:
        yield f"  {one.name}: {one.tally.heard}/{one.tally.stations}"
    for call in board.calls:
        named = ", ".join(f"{one.name} {one.phone}".strip() for one in call.people)
        people = named or told("alert.line_nobody", language, {})
        stations = _listed([f"{one.station.id} ({one.stage.value})" for one in call.lines])
        yield told("alert.line_call", language, {"name": call.name, "people": people, "stations": stations})


def log_rows(rows: Sequence[LogRow]) -> list[Row]:
    """Return the log of an alert as data."""
    return [asdict(one) | {"at": stamp(one.at)} for one in rows]


def log_csv(rows: Sequence[LogRow]) -> str:
    """Return the log of an alert as CSV with a heading."""
    text = io.StringIO()
    writer = csv.DictWriter(text, LOG_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(log_rows(rows))
    return text.getvalue().rstrip("\n")


def stamp(moment: datetime | None) -> str | None:
    """Return a moment as ISO 8601."""
    return None if moment is None else moment.isoformat(timespec="milliseconds")


def zone_of(here: Office, alert: Alert) -> str:
    """Return the time zone in which an alert speaks of hours."""
    with here.dispatch.store.read() as tx:
        known = locality_rows.tree(tx).by_code.get(alert.origin)
    return TIMEZONE if known is None else known.timezone


def local(moment: datetime, zone: str) -> str:
    """Return a moment as people read it where the alert sounds."""
    return moment.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")


def _communes(here: Office, reach: Reach) -> str:
    with here.dispatch.store.read() as tx:
        tree = locality_rows.tree(tx)
    return _listed([tree.name(code) for code in reach.communes])


def _named(codes: Iterable[str], language: str) -> str:
    return ", ".join(LANGUAGES[code].names[language == "en"] if code in LANGUAGES else code for code in codes)


def _listed(names: Sequence[str]) -> str:
    more = [f"... (+{len(names) - NAMES_SHOWN})"] if len(names) > NAMES_SHOWN else []
    return ", ".join([*names[:NAMES_SHOWN], *more])


def _latency_row(board: Board) -> dict[str, int] | None:
    taken = board.latency
    if taken is None:
        return None
    lengths = {name: round(getattr(taken, name) / MILLISECOND) for name in ("least", "median", "p99")}
    return {"count": taken.count, **lengths}


def _line_row(line: Line) -> Row:
    return {
        "id": line.station.id,
        "name": line.station.name,
        "commune": line.commune,
        "online": line.station.is_online,
        "stage": line.stage.value,
        **{name: stamp(getattr(line.told, name)) for name in STEPS},
        "code": line.told.code,
    }


def _commune_row(commune: CommuneTally) -> Row:
    return {"code": commune.code, "name": commune.name, **asdict(commune.tally)}


def _call_row(call: Call) -> Row:
    people = [{"name": one.name, "role": one.role.value, "phone": one.phone} for one in call.people]
    return {
        "commune": call.commune,
        "name": call.name,
        "stations": [one.station.id for one in call.lines],
        "people": people,
    }
