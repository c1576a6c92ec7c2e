"""Puts the sample province into an empty store: localities, stations, a few bulletins. Only for trying out."""

from broadcaster.accounts import Person, Role
from broadcaster.bulletins import Bulletin, Field
from broadcaster.errors import Refused
from broadcaster.localities import Kind, Locality, Station
from broadcaster.sample import bulletins as sample_bulletins
from broadcaster.sample import localities as sample_localities
from broadcaster.sample import stations as sample_stations
from broadcaster.store import Store, Transaction, bulletins, localities, new_id, people, stations
from schedules.priority import Priority

PRIORITIES = {"ordinary": Priority.ORDINARY, "priority": Priority.PRIORITY}


def load_sample(store: Store) -> dict[str, int]:
    """Load the sample and return how many rows of each kind; a store that holds localities is left alone."""
    with store.begin("sample") as tx:
        if localities.tree(tx).by_code:
            raise Refused("sample.not_empty")
        for place in sample_localities():
            localities.add(tx, Locality(place["code"], place["name"], Kind(place["kind"]), place["parent"] or None))
        for one in sample_stations():
            stations.add(
                tx,
                Station(one["id"], one["name"], one["locality"], latitude=one["latitude"], longitude=one["longitude"]),
            )
        return {
            "localities": len(sample_localities()),
            "stations": len(sample_stations()),
            "bulletins": _add_bulletins(tx),
        }


def _add_bulletins(tx: Transaction) -> int:
    author = Person(
        new_id(), "bien-tap-mau", "Biên tập mẫu", Role.OFFICER, sample_localities()[0]["code"], disabled_at=tx.now
    )
    people.add(tx, author, new_id() + new_id())
    rows = sample_bulletins()
    for row in rows:
        draft = Bulletin(
            id=new_id(),
            locality=row["locality"],
            title=row["title"],
            text=row["text"],
            author=author.id,
            created_at=tx.now,
            field=Field(row["field"]),
            priority=PRIORITIES[row["priority"]],
        )
        bulletins.add(tx, draft)
    return len(rows)
