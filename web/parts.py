"""What every page is handed: store, dispatch, clock, settings. Never opens or closes any of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import current_app, g

from broadcaster.accounts import Person
from broadcaster.clock import Clock
from broadcaster.dispatch import Dispatch
from broadcaster.localities import Tree
from broadcaster.store import Store
from web.lately import Lately
from web.snapshot import Snapshot

EXTENSION = "broadcaster"


@dataclass(frozen=True, slots=True)
class Settings:
    """How the pages behave here; ``secret`` signs form tokens and must survive a restart.

    ``voice_labels`` are what engines call their voices, in Vietnamese and in English.
    """

    secret: str
    site_name: str = "Truyền thanh cơ sở"
    language: str = "vi"
    development: bool = False
    behind_front: bool = False
    voices: tuple[str, ...] = ("espeak-south", "espeak-north")
    voice_labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    map_tiles: str = ""
    contact: str = ""
    address: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """The things of this application."""

    store: Store
    dispatch: Dispatch
    clock: Clock
    settings: Settings
    snapshot: Snapshot
    lately: Lately


def parts() -> Parts:
    """Return the parts of the running application."""
    found: Parts = current_app.extensions[EXTENSION]
    return found


def me() -> Person:
    """Return who is signed in; only for pages behind the sign-in."""
    person: Person = g.person
    return person


def tree() -> Tree:
    """Return the localities as the database has them now."""
    found: Tree = g.tree
    return found
