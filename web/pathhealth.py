"""What is silent on the alarm path, for those who can mend it: the province's staff and technicians. Only reads."""

from dataclasses import dataclass

from broadcaster.accounts import Role
from broadcaster.canary import Gap, Silent
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
    if not _mends():
        return []
    try:
        health = parts().lately.told(HEALTH, HEALTH_SECONDS, parts().dispatch.path_health)
    except BroadcasterError:  # the page that tells of a broken database says so itself
        return []
    return [_warning(one) for one in health.gaps if _concerns(one)][:SHOWN]


def _mends() -> bool:
    return me().role is Role.TECHNICIAN or tree().path(me().scope)[:-1] == ()


def _concerns(gap: Gap) -> bool:
    """A technician of a few communes is told of these, and of what is wrong for all."""
    return gap.silent is not Silent.STATIONS or not gap.commune or tree().is_within(gap.commune, me().scope)


def _warning(gap: Gap) -> PathWarning:
    place = tree().name(gap.commune or tree().path(me().scope)[0])
    facts = {"since": shown(gap.since), "place": place, "count": gap.count, "online": gap.online}
    return PathWarning("fault" if gap.is_grave else "heed", told(gap.code, spoken(), facts))
