"""``broadcaster cap``: read a CAP document, place a point in it, replay a chain. Never fetches, never decides."""

import csv
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from broadcaster.cap import (
    MOST_BYTES,
    ActiveSet,
    Alert,
    Area,
    Effect,
    Finding,
    Info,
    State,
    Verdict,
    coded,
    end,
    holding,
    read,
    read_time,
    receive,
)
from broadcaster.cli import EXIT_FAULT, Context
from broadcaster.clock import SystemClock
from broadcaster.errors import Missing, Refused
from broadcaster.wording import told

EXIT_NOT_ACCEPTED = 3

HANDLING_WORDS = {
    "accept": "cap.handling_accept",
    "accept+warn": "cap.handling_accept_warn",
    "accept-or-refuse-version": "cap.handling_accept_or_refuse_version",
    "accept-text-refuse-fetch": "cap.handling_accept_text_refuse_fetch",
    "reject-if-signature-required": "cap.handling_reject_if_signature_required",
    "hold-for-person": "cap.handling_hold_for_person",
    "reject-or-hold": "cap.handling_reject_or_hold",
    "reject": "cap.handling_reject",
}
SIGNATURE_WORDS = {
    State.NONE: "cap.signature_none",
    State.VALID: "cap.signature_valid",
    State.INVALID: "cap.signature_invalid",
}
Row = dict[str, Any]
STEP = ("chain", "step", "received_at", "file")
file_argument = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
trust_option = click.option(
    "--trust",
    "roots",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="Root certificate (PEM) that signatures must lead to; may be given several times.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
required_option = click.option("--require-signature", is_flag=True, help="Accept only what is validly signed.")


@click.group("cap")
def cap() -> None:
    """Read, place and replay alert documents (CAP 1.0 to 1.2)."""


@cap.command("read")
@file_argument
@trust_option
@required_option
@json_option
@click.pass_obj
def read_command(context: Context, /, file: Path, **options: Any) -> None:
    """Read a document and say what a receiver should do with it.

    Exit codes: 0 accepted, 3 refused, 2 wrongly called.
    """
    verdict = judged(file, options)
    row = told_verdict(verdict, context.language)
    tell(row, lines_of(verdict, context.language), as_json=options["as_json"])
    leave_unless(verdict)


@cap.command("inside", context_settings={"ignore_unknown_options": True})
@file_argument
@click.argument("lat", type=click.FloatRange(-90, 90))
@click.argument("lon", type=click.FloatRange(-360, 360))
@json_option
@click.pass_obj
def inside_command(context: Context, /, file: Path, **options: Any) -> None:
    """Say which areas of a document hold the point LAT LON (degrees).

    Exit codes: 0 inside an area, 1 outside all shapes, 3 the document is refused, 2 wrongly called.
    """
    verdict = judged(file, options)
    row = told_place(verdict, (options["lat"], options["lon"]))
    refusal = lines_of(verdict, context.language)
    text = lines_of_place(row, context.language) if verdict.accepted else refusal
    tell(row, text, as_json=options["as_json"])
    leave_unless(verdict)
    if not row["inside"]:
        raise click.exceptions.Exit(EXIT_FAULT)


@cap.command("replay")
@click.argument("chain", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dir", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None)
@trust_option
@required_option
@json_option
@click.pass_obj
def replay_command(context: Context, /, chain: Path, **options: Any) -> None:
    """Feed the documents of a chain file (TSV) at their received_at; print what is in force after each step.

    Each chain begins with nothing in force. A step without a file only lets time pass. The files stand in --dir,
    by default beside the chain file.
    """
    rows = list(replayed(chain, options, context.language))
    tell(rows, (line for row in rows for line in lines_of_step(row)), as_json=options["as_json"])


def tell(rows: Any, lines: Iterator[str], *, as_json: bool) -> None:
    """Print a result: as JSON in one line, since an alert may have 200,000 points, or the lines for people."""
    click.echo(json.dumps(rows, ensure_ascii=False) if as_json else "\n".join(lines))


def judged(file: Path, options: dict[str, Any], now: datetime | None = None) -> Verdict:
    """Read a file as the options say; of a huge one no more than shows that it is too large."""
    trust = [one.read_bytes() for one in options.get("roots", ())]
    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    required = options.get("require_signature", False)
    return read(data, now=now or SystemClock().now(), trust=trust, signature_required=required)


def leave_unless(verdict: Verdict) -> None:
    """End with exit code 3 unless the document is accepted."""
    if not verdict.accepted:
        raise click.exceptions.Exit(EXIT_NOT_ACCEPTED)


def replayed(chain: Path, options: dict[str, Any], language: str) -> Iterator[Row]:
    """Give what stands after each step of each chain."""
    states: dict[str, ActiveSet] = {}
    sounding: dict[str, list[str]] = {}
    for step in steps_of(chain):
        name, now = step["chain"], moment_of(step)
        verdict = verdict_of(step, options["folder"] or chain.parent, options, now)
        state, remarks = states.get(name, ActiveSet()), tuple[Finding, ...]()
        if verdict:
            state, remarks = receive(state, verdict, now)
        before, active = sounding.get(name, []), state.active(now)
        states[name], sounding[name] = state, [one.identifier for one in active]
        ended = [f"stop {one}" for one in before if one not in sounding[name]]
        begun = [f"start {one}" for one in sounding[name] if one not in before]
        yield {
            **step,
            "accepted": verdict.accepted if verdict else None,
            "handling": verdict.handling if verdict else None,
            "effect": "; ".join([*ended, *begun]) or "nothing",
            "active": sounding[name],
            "alerts": [told_active(one) for one in active],
            "pending": [one.identifier for one in state.pending(now)],
            "cancelled": sorted({reference.identifier for reference, _ in state.tombstones}),
            "remarks": [said(one, language) for one in remarks],
            "codes": [one.code for one in remarks],
            "said": in_force_words(sounding[name], language),
        }


def steps_of(chain: Path) -> list[dict[str, str]]:
    """Return the rows of a chain file; raise ``Refused`` where it is none."""
    try:
        with chain.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE, restval=""))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise Refused("cap.chain_columns", file=chain.name) from fault
    if any(name not in row for row in rows for name in STEP):
        raise Refused("cap.chain_columns", file=chain.name)
    return [{name: row[name] for name in STEP} for row in rows]


def moment_of(step: dict[str, str]) -> datetime:
    """Return when a step's document came."""
    moment, _ = read_time(step["received_at"].strip())
    if moment is None:
        raise Refused("cap.chain_time", value=step["received_at"], step=step["step"])
    return moment


def verdict_of(step: dict[str, str], folder: Path, options: dict[str, Any], now: datetime) -> Verdict | None:
    """Judge a step's document at its time; None if the step has none."""
    name = step["file"].strip()
    if name in {"", "-"}:
        return None
    if not (folder / name).is_file():
        raise Missing("cap.chain_no_file", file=name, step=step["step"])
    return judged(folder / name, options, now)


# ---------------------------------------------------------------- in words


def said(one: Finding, language: str) -> str:
    """Return the sentence of a finding."""
    return told(one.code, language, dict(one.facts))


def told_verdict(verdict: Verdict, language: str) -> Row:
    """Return all there is to say of a document."""
    reason = verdict.reason
    return {
        "accepted": verdict.accepted,
        "handling": verdict.handling,
        "reason": said(reason, language) if reason else "",
        "code": reason.code if reason else "",
        "warnings": [said(one, language) for one in verdict.findings],
        "findings": [
            {"code": one.code, "effect": one.effect.name.lower(), "facts": dict(one.facts)} for one in verdict.findings
        ],
        "alert": told_alert(verdict.alert) if verdict.alert else None,
        "signature": verdict.signature.value,
    }


def told_alert(alert: Alert) -> Row:
    """Return an alert with the standard's names in snake_case; times with the offset they were written with."""
    row: Row = plain(alert)
    for info in row["infos"]:
        for one in info["resources"]:
            one["deref_uri"] = len(one["deref_uri"])
    return row


def plain(value: Any) -> Any:
    """Return values as JSON knows them: moments as text, points as pairs."""
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return value if is_ring(value) else [plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def is_ring(value: tuple[object, ...]) -> bool:
    """Tell whether a tuple holds points, of which there may be very many."""
    return bool(value) and isinstance(value[0], tuple) and isinstance(value[0][0], float)


def lines_of(verdict: Verdict, language: str) -> Iterator[str]:
    """Give the lines for people: what becomes of it, what it says and where, what was noticed."""
    yield told(HANDLING_WORDS[verdict.handling], language, {})
    alert = verdict.alert
    if alert is not None:
        yield f"{alert.identifier}  {alert.sender}  {alert.sent.isoformat()}"
        scope = alert.scope.value if alert.scope else "-"
        yield f"{alert.status.value}  {alert.msg_type.value}  {scope}  CAP {alert.version.value}"
        yield from (f"    < {one.sender},{one.identifier},{one.sent.isoformat()}" for one in alert.references)
        for info in alert.infos:
            yield from lines_of_info(info)
    yield told(SIGNATURE_WORDS[verdict.signature], language, {})
    yield from (f"{'-' if one.effect is Effect.NOTE else '!'} {said(one, language)}" for one in verdict.findings)


def lines_of_info(info: Info) -> Iterator[str]:
    """Give the lines of one info: words first, then the places."""
    expires = info.expires.isoformat() if info.expires else "-"
    yield f"  [{info.language}] {info.event}  {info.urgency}/{info.severity}/{info.certainty}  -> {expires}"
    yield from (f"    {text}" for text in (info.headline, info.description, info.instruction) if text)
    for area in info.areas:
        codes = " ".join(f"{one.value_name}={one.value}" for one in area.geocodes)
        yield f"    @ {area.area_desc}  ({len(area.polygons)} polygon, {len(area.circles)} circle)  {codes}".rstrip()


def told_place(verdict: Verdict, point: tuple[float, float]) -> Row:
    """Return which areas hold a point, and which only a code could place."""
    alert = verdict.alert if verdict.accepted else None
    found = holding(alert, point) if alert else ()
    unplaced = coded(alert) if alert else ()
    return {
        "accepted": verdict.accepted,
        "handling": verdict.handling,
        "point": list(point),
        "inside": bool(found),
        "areas": [told_area(info, area) for info, area in found],
        "by_code": [told_area(info, area) for info, area in unplaced],
    }


def told_area(info: Info, area: Area) -> Row:
    """Return an area in words, with the info it stands in."""
    codes = [f"{one.value_name}={one.value}" for one in area.geocodes]
    return {"area_desc": area.area_desc, "language": info.language, "event": info.event, "geocodes": codes}


def lines_of_place(row: Row, language: str) -> Iterator[str]:
    """Give the lines for people about a point."""
    yield told("cap.inside" if row["inside"] else "cap.outside", language, {"count": len(row["areas"])})
    yield from (f"  @ [{one['language']}] {one['event']}: {one['area_desc']}" for one in row["areas"])
    for one in row["by_code"]:
        area = f"[{one['language']}] {one['area_desc']} {' '.join(one['geocodes'])}".rstrip()
        yield "  ? " + told("cap.by_code", language, {"area": area})


def told_active(alert: Alert) -> Row:
    """Return what an alert in force says where, until when."""
    return {
        "identifier": alert.identifier,
        "sender": alert.sender,
        "sent": alert.sent.isoformat(),
        "status": alert.status.value,
        "areas": [area.area_desc for info in alert.infos for area in info.areas],
        "events": [info.event for info in alert.infos],
        "until": max(end(alert, info) for info in alert.infos).isoformat(),
    }


def in_force_words(names: list[str], language: str) -> str:
    """Return what is in force as a sentence."""
    if not names:
        return told("cap.nothing_in_force", language, {})
    return told("cap.in_force", language, {"alerts": ", ".join(names)})


def lines_of_step(row: Row) -> Iterator[str]:
    """Give the lines for people about one step."""
    yield f"{row['chain']}{row['step']}  {row['received_at']}  {row['file'] or '-'}  {row['handling'] or ''}".rstrip()
    yield from (f"    {one}" for one in row["remarks"])
    yield f"    {row['effect']}. {row['said']}"
