"""What is silent on the alarm path, for those who can mend it: the province's staff and technicians. Only reads."""

from collections.abc import Mapping
from dataclasses import dataclass

from broadcaster.accounts import Role
from broadcaster.canary import Gap, Silent
from broadcaster.dispatch import PathHealth
from broadcaster.errors import BroadcasterError
from broadcaster.wording import told
from web.language import spoken
from web.pages import shown
from web.parts import me, parts, tree

HEALTH = "alarm path"
HEALTH_SECONDS = 5.0
SHOWN = 5


@dataclass(frozen=True, slots=True)
class PathWarning:
    """One part of the path that is silent: ``tone`` is fault (red) or heed (amber)."""

    tone: str
    text: str


def path_warnings() -> list[PathWarning]:
    """Return what the reader must know of the alarm path, the gravest first; nothing for the staff of communes."""
    health = _health() if _mends() else None
    return [_warning(one) for one in health.gaps if _concerns(one)][:SHOWN] if health else []


def path_round() -> str:
    """Return how the newest round of the silent alarm went, for whom warnings are; empty before the first."""
    last = health.last if _mends() and (health := _health()) else None
    if last is None:
        return ""
    facts = {"at": last.signed_at, "asked": last.asked, "answered": last.answered, "mute": last.asked - last.answered}
    if last.median is None or last.p99 is None:
        return told("canary.mute_round", spoken(), _shown(facts))
    times = {"median": round(last.median.total_seconds(), 2), "p99": round(last.p99.total_seconds(), 2)}
    return told("canary.round", spoken(), _shown(facts | times))


def _shown(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: shown(fact) for name, fact in facts.items()}


def _health() -> PathHealth | None:
    """Return how the path is; None while the store is away, of which the page itself tells."""
    try:
        return parts().lately.told(HEALTH, HEALTH_SECONDS, parts().dispatch.path_health)
    except BroadcasterError:
        return None


def _mends() -> bool:
    return me().role is Role.TECHNICIAN or tree().path(me().scope)[:-1] == ()


def _concerns(gap: Gap) -> bool:
    """A technician of a few communes is told of these, and of what is wrong for all."""
    return gap.silent is not Silent.STATIONS or not gap.commune or tree().is_within(gap.commune, me().scope)


def _warning(gap: Gap) -> PathWarning:
    place = tree().name(gap.commune or tree().path(me().scope)[0])
    facts = {"since": gap.since, "place": place, "count": gap.count, "online": gap.online}
    return PathWarning("fault" if gap.is_grave else "heed", told(gap.code, spoken(), _shown(facts)))
