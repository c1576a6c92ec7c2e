"""Every component in every state on one page, for those who build the pages. Only in development."""

from datetime import timedelta

from flask import Blueprint, render_template

from broadcaster.bulletins import State
from broadcaster.errors import Refused
from web.kept import Fields
from web.listen import outline
from web.parts import parts

styleguide = Blueprint("styleguide", __name__)

SAMPLE_WAVE = tuple(abs(((n * 37) % 100) - 50) / 50 * (0.35 + 0.6 * ((n // 9) % 2)) for n in range(100))


@styleguide.get("/styleguide")
def components() -> str:
    """Show the components."""
    now = parts().clock.now()
    fields = Fields(
        right="Thông báo họp dân", wrong="", area="Kính thưa bà con…", pick="2", ticked="yes", days=("1", "3")
    )
    return render_template(
        "styleguide.html",
        fields=fields,
        faults={"wrong": Refused("bulletin.title_empty", field="wrong")},
        states=tuple(State),
        wave=outline(SAMPLE_WAVE),
        ago=now - timedelta(minutes=3),
    )
