"""The setting ``output`` of a station, read. Opens nothing: the station's main process reads it too."""

from dataclasses import dataclass

from broadcaster.errors import Refused

WAYS = {
    "auto": ("pulse", "pacat", "card", "aplay"),
    "device": ("card", "aplay"),
    "pulse": ("pulse", "pacat"),
    "wav": ("wav",),
    "silent": (),
}
"""The ways out for sound of each kind, the most exact first; each is taken when those before it fail."""


@dataclass(frozen=True, slots=True)
class OutputSetting:
    """The setting ``output``: its kind and what stands after the colon."""

    kind: str
    target: str

    @classmethod
    def parsed(cls, text: str) -> "OutputSetting":
        """Return the setting ``auto[:WAV] | device:NAME | pulse[:SINK] | wav:PATH | silent``; raises Refused."""
        kind, _, target = text.partition(":")
        if kind not in WAYS or (kind in ("device", "wav") and not target):
            raise Refused("player.setting", field="output", output=text)
        return cls(kind, target)

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways out for sound, the usual one first."""
        return WAYS[self.kind]
