"""The setting ``output`` of a station, read. Opens nothing: the station's main process reads it too."""

from dataclasses import dataclass

from broadcaster.errors import Refused

KINDS = ("auto", "device", "pulse", "wav", "silent")


@dataclass(frozen=True, slots=True)
class OutputSetting:
    """The setting ``output``: its kind and what stands after the colon."""

    kind: str
    target: str

    @classmethod
    def parsed(cls, text: str) -> "OutputSetting":
        """Return the setting ``auto[:WAV] | device:NAME | pulse[:SINK] | wav:PATH | silent``; raises Refused."""
        kind, _, target = text.partition(":")
        if kind not in KINDS or (kind in ("device", "wav") and not target):
            raise Refused("player.setting", field="output", output=text)
        return cls(kind, target)
