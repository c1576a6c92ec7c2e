"""The sample province that a new installation and the demo start with. Reads its own tables; never stores anything."""

import csv
from importlib.resources import files
from typing import TypedDict


class LocalityRow(TypedDict):
    """One locality; ``kind`` is province, group, commune or hamlet; the root's ``parent`` is empty."""

    code: str
    name: str
    kind: str
    parent: str


class StationRow(TypedDict):
    """One station; degrees in WGS 84."""

    id: str
    name: str
    locality: str
    latitude: float
    longitude: float


class BulletinRow(TypedDict):
    """One bulletin; ``field`` is the ministry's code 1-6, ``priority`` is ordinary or priority."""

    locality: str
    field: int
    priority: str
    title: str
    text: str


def localities() -> list[LocalityRow]:
    """Return the localities, parents before children."""
    return [
        LocalityRow(code=row["code"], name=row["name"], kind=row["kind"], parent=row["parent"])
        for row in rows("localities.csv")
    ]


def stations() -> list[StationRow]:
    """Return the stations, two to four in each commune."""
    return [
        StationRow(
            id=row["id"],
            name=row["name"],
            locality=row["locality"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
        )
        for row in rows("stations.csv")
    ]


def bulletins() -> list[BulletinRow]:
    """Return a dozen bulletins as communes write them."""
    return [
        BulletinRow(
            locality=row["locality"],
            field=int(row["field"]),
            priority=row["priority"],
            title=row["title"],
            text=row["text"],
        )
        for row in rows("bulletins.csv")
    ]


def rows(name: str) -> list[dict[str, str]]:
    """Read a table of the sample; lines that begin with # tell where it comes from."""
    table = files("broadcaster").joinpath("sample_data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in table.splitlines() if not line.startswith("#")))
