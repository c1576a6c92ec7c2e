"""One cleaned line on its way through the recognisers, and the looks around a place in it. Values only."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from broadcaster.speech.normalise.numbers import Region
from broadcaster.speech.normalise.tokens import Found

WINDOW = 60
"""How far back a recogniser looks, in characters: a clause."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, cleaned; ``shouted`` if it is all in capitals."""

    text: str
    region: Region
    shouted: bool = False

    def follows(self, pattern: re.Pattern[str], at: int) -> bool:
        """Tell whether what stands before ``at`` ends as the pattern (with its own ``$``) says."""
        return pattern.search(self.text, max(0, at - WINDOW), at) is not None

    def precedes(self, pattern: re.Pattern[str], at: int) -> bool:
        """Tell whether what stands from ``at`` on begins as the pattern says."""
        return pattern.match(self.text, at) is not None

    def is_whole(self, start: int, end: int) -> bool:
        """Tell whether nothing but blanks and marks stands around a stretch."""
        return not any(map(str.isalnum, self.text[:start])) and not any(map(str.isalnum, self.text[end:]))


Recogniser = Callable[[Line, int], Found | None]
