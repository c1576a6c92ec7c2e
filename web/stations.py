"""The stations: which are well, where they are, one in detail, orders to it. Figures come from the shared snapshot."""

import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, demand
from broadcaster.errors import BroadcasterError, Missing, Refused, Unavailable
from broadcaster.localities import Station
from broadcaster.messages import CommandName
from broadcaster.store import Slice, new_id
from broadcaster.store import as_run as as_run_rows
from broadcaster.store import commands as command_rows
from broadcaster.store import stations as station_rows
from broadcaster.store.as_run import AsRunFilter
from broadcaster.store.folding import fold
from broadcaster.store.stations import StationRow
from web import words
from web.bulletins import living
from web.forms import StationWords, read_mute, read_station, read_volume
from web.health import KINDS, Health, health, kind, newest_edition
from web.kept import Fields, kept_for, typed
from web.language import spoken
from web.pages import said
from web.parts import me, parts, tree
from web.reading import FormErrors
from web.tables import csv_file
from web.weeks import place_asked

stations = Blueprint("stations", __name__)

Answer = str | Response | tuple[str, int]
Faults = Mapping[str, BroadcasterError]
Seen = tuple[StationRow, str]
SHOWN = 60
ORDERS = {
    "volume": CommandName.VOLUME,
    "tone": CommandName.TONE,
    "stop": CommandName.STOP,
    "resume": CommandName.RESUME,
    "refresh": CommandName.REFRESH,
    "reboot": CommandName.REBOOT,
}


# ---------------------------------------------------------------- all of them


@stations.get("/stations")
def listed() -> Response:
    """Show the stations of a place, trouble first; an unchanged list answers 304."""
    return _live("stations/listed.html")


@stations.get("/stations/part")
def part() -> Response:
    """Show only the list and its figures; asked again by open pages."""
    return _live("stations/part.html")


def _live(template: str) -> Response:
    taken = parts().snapshot.taken()
    mark = f"{taken.etag}-{me().id}-{spoken()}-{parts().clock.now():%H%M}"
    if request.if_none_match.contains(mark) and template == "stations/part.html":
        return Response(status=304)
    seen = _seen(place_asked())
    counts = Counter(one for _row, one in seen)
    chosen = _chosen(seen)
    start = int(request.args["after"]) if request.args.get("after", "").isdecimal() else 0
    page = render_template(
        template,
        shown=_told(chosen[start : start + SHOWN]),
        found=len(chosen),
        counts=counts,
        total=len(seen),
        kinds=KINDS,
        where=place_asked(),
        codes=living(me().scope),
        at=taken.at,
        next=str(start + SHOWN) if start + SHOWN < len(chosen) else None,
    )
    response = make_response(page)
    response.set_etag(mark)
    return response


def _seen(where: str) -> list[Seen]:
    """Return the stations of a place with how they are, trouble first; the snapshot has them by name already."""
    now = parts().clock.now()
    seen = [(row, kind(row, now)) for row in parts().snapshot.taken().within(where)]
    return sorted(seen, key=lambda pair: KINDS.index(pair[1]))


def _chosen(seen: list[Seen]) -> list[Seen]:
    wanted, text = request.args.get("show", ""), fold(request.args.get("q", "")[:80])
    if wanted in KINDS:
        seen = [pair for pair in seen if pair[1] == wanted]
    if text:
        seen = [pair for pair in seen if text in fold(f"{pair[0].station.name} {pair[0].station.id}")]
    return seen


def _told(seen: list[Seen]) -> list[tuple[StationRow, Health]]:
    now = parts().clock.now()
    return [(row, health(row, now)) for row, _kind in seen]


@stations.get("/stations.csv")
def export() -> Response:
    """Answer the same list as CSV."""
    head = (_("Tên"), _("Mã"), _("Địa bàn"), _("Tình trạng"), _("Báo về lúc"), _("Âm lượng"), _("Vĩ độ"), _("Kinh độ"))
    rows = [
        (
            row.station.name,
            row.station.id,
            words.places([row.station.locality], tree()),
            one.label,
            words.exact(row.state_at) if row.state_at else "",
            row.station.volume,
            row.station.latitude,
            row.station.longitude,
        )
        for row, one in _told(_chosen(_seen(place_asked())))
    ]
    return csv_file("cum-loa", head, rows)


@stations.get("/stations/map")
def on_map() -> str:
    """Show the stations on a map; the list stays one tap away."""
    return render_template("stations/map.html", where=place_asked(), tiles=parts().settings.map_tiles)


@stations.get("/stations/points.json")
def points() -> Response:
    """Answer the points of the map."""
    located = _told([pair for pair in _seen(place_asked()) if pair[0].station.latitude is not None])
    return jsonify(
        [
            {
                "id": row.station.id,
                "name": row.station.name,
                "at": [row.station.latitude, row.station.longitude],
                "tone": one.tone,
                "words": one.label,
                "page": url_for(".show", station_id=row.station.id),
            }
            for row, one in located
        ]
    )


# ---------------------------------------------------------------- one of them


@stations.get("/stations/<station_id>")
def show(station_id: str) -> str:
    """Show one station: what sounds, whether it is well, what it did last, and the orders one may give it."""
    return _shown(station_id, {})


@stations.get("/stations/<station_id>/live")
def live(station_id: str) -> str:
    """Show only the live part of a station's page."""
    return render_template("stations/live.html", **_facts(_row(station_id)))


def _facts(row: StationRow) -> dict[str, object]:
    """Return what the live part of a station's page tells."""
    on_air = row.state.on_air if row.state else None
    with parts().store.read() as tx:
        title = as_run_rows.title(tx, on_air.airing_id) if on_air else ""
    edition = newest_edition(row.state) if row.state else None
    return {"row": row, "health": health(row, parts().clock.now()), "title": title, "edition": edition}


def _row(station_id: str) -> StationRow:
    with parts().store.read() as tx:
        row = station_rows.row(tx, station_id)
    demand(me(), Action.SEE, row.station.locality, tree())
    return row


def _shown(station_id: str, faults: Faults) -> str:
    row = _row(station_id)
    with parts().store.read() as tx:
        orders = command_rows.listed(tx, station_id, Slice(limit=5)).items
        heard = as_run_rows.listed(tx, AsRunFilter(station=station_id), Slice(limit=5)).items
    return render_template(
        "stations/show.html",
        **_facts(row),
        orders=orders,
        heard=heard,
        fields=Fields(typed() if faults else kept_for(request.path), volume=row.station.volume),
        faults=faults,
    )


@stations.post("/stations/<station_id>/order/<name>")
def order(station_id: str, name: str) -> Answer:
    """Send one order to a station; it answers within seconds if it is there."""
    if name not in (*ORDERS, "silence"):
        raise Missing("web.page_missing")
    row = _row(station_id)
    try:
        _send_order(station_id, name)
    except FormErrors as errors:
        return _shown(station_id, errors.faults), 422
    except Refused as fault:
        return _shown(station_id, FormErrors.of(fault).faults), 422
    except Unavailable as fault:
        return _shown(station_id, FormErrors.of(fault).faults), 503
    parts().snapshot.forget()
    said(_("Đã gửi lệnh “%(order)s” đến %(name)s.", order=words.COMMANDS[name], name=row.station.name))
    return redirect(url_for(".show", station_id=station_id), 303)


def _send_order(station_id: str, name: str) -> None:
    dispatch = parts().dispatch
    if name == "silence":
        dispatch.silence(f"station:{station_id}", me(), until=parts().clock.now() + read_mute(typed()))
    else:
        dispatch.command(station_id, ORDERS[name], me(), value=read_volume(typed()) if name == "volume" else None)


# ---------------------------------------------------------------- installing


@stations.get("/stations/new")
def new() -> str:
    """Show the form of a new station."""
    demand(me(), Action.INSTALL, me().scope, tree())
    return _form(Fields(kept_for(request.path), locality=me().scope, volume=80), None, {})


@stations.post("/stations/new")
def create() -> Answer:
    """Add a station and show its claim code."""
    try:
        station = _station(read_station(typed()), Station(id=new_id(), name="", locality=me().scope))
        code = parts().dispatch.add_station(station, me())
    except FormErrors as errors:
        return _form(Fields(typed()), None, errors.faults), 422
    except (Refused, Missing) as fault:
        return _form(Fields(typed()), None, FormErrors.of(fault).faults), 422
    parts().snapshot.forget()
    return _claim_page(station, code)


@stations.get("/stations/<station_id>/edit")
def edit(station_id: str) -> str:
    """Show a station's name, place and volume to change."""
    known = _row(station_id).station
    demand(me(), Action.INSTALL, known.locality, tree())
    fields = Fields(
        kept_for(request.path),
        name=known.name,
        locality=known.locality,
        volume=known.volume,
        latitude=known.latitude,
        longitude=known.longitude,
    )
    return _form(fields, known, {})


@stations.post("/stations/<station_id>/edit")
def change(station_id: str) -> Answer:
    """Keep a station's changed name, place and volume, and tell the station."""
    known = _row(station_id).station
    try:
        station = parts().dispatch.change_station(_station(read_station(typed()), known), me())
    except FormErrors as errors:
        return _form(Fields(typed()), known, errors.faults), 422
    except (Refused, Missing) as fault:
        return _form(Fields(typed()), known, FormErrors.of(fault).faults), 422
    parts().snapshot.forget()
    said(_("Đã lưu %(name)s.", name=station.name))
    return redirect(url_for(".show", station_id=station_id), 303)


@stations.post("/stations/<station_id>/claim")
def claim(station_id: str) -> str:
    """Show a fresh claim code for a station; earlier ones stop counting."""
    station = _row(station_id).station
    return _claim_page(station, parts().dispatch.new_claim(station_id, me()))


@stations.post("/stations/<station_id>/bundle")
def bundle(station_id: str) -> Response:
    """Answer all that a station without a network needs, as a file for a stick."""
    day = words.local(parts().clock.now()).date()
    with tempfile.TemporaryDirectory(dir=parts().dispatch.scratch) as folder:
        file = Path(folder) / "bundle.zip"
        parts().dispatch.bundle(station_id, file, me())
        opened = file.open("rb")  # read to its end though its name is gone
    return send_file(opened, "application/zip", as_attachment=True, download_name=f"{station_id}-{day}.zip")


@stations.post("/stations/<station_id>/revoke")
def revoke(station_id: str) -> Response:
    """Shut a station out: it no longer receives or reports anything."""
    station = _row(station_id).station
    parts().dispatch.revoke_station(station_id, me())
    parts().snapshot.forget()
    said(_("%(name)s đã bị thu hồi quyền truy cập.", name=station.name))
    return redirect(url_for(".listed"), 303)


def _claim_page(station: Station, code: str) -> str:
    return render_template(
        "stations/claim.html", station=station, code=code, address=parts().settings.address or request.host_url
    )


def _station(written: StationWords, known: Station) -> Station:
    return replace(
        known,
        name=written.name,
        locality=written.locality,
        volume=written.volume,
        latitude=written.latitude,
        longitude=written.longitude,
    )


def _form(fields: Fields, station: Station | None, faults: Faults) -> str:
    return render_template(
        "stations/form.html", fields=fields, faults=faults, station=station, codes=living(me().scope)
    )
