"""The errors of the whole product: a code and its facts, told to the reader in the reader's language.

Every I/O module turns foreign exceptions into one of these in one place; ``permanent`` decides about retrying.
The texts live in ``broadcaster.wording``; this module never formats anything by itself.
"""

import json
from typing import ClassVar, Self

from broadcaster.wording import DEFAULT_LANGUAGE, told


class BroadcasterError(Exception):
    """A fault with a wording code (``area.fault``) and the facts its sentence needs.

    ``field`` names the form field or option the fault belongs to, if there is one.
    """

    permanent: ClassVar[bool] = True

    def __init__(self, code: str, /, *, field: str | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts

    def told(self, language: str = DEFAULT_LANGUAGE) -> str:
        """Return the sentence for a reader of ``language`` (``vi`` or ``en``)."""
        return told(self.code, language, self.facts)

    def __str__(self) -> str:
        return self.told()

    def stored(self) -> str:
        """Return the JSON text under which the fault stands on a database row."""
        facts = {name: value if isinstance(value, int | float) else str(value) for name, value in self.facts.items()}
        return json.dumps({"code": self.code, "facts": facts}, ensure_ascii=False)

    @classmethod
    def restored(cls, text: str) -> Self:
        """Return the fault a row tells of; the reverse of ``stored``."""
        kept = json.loads(text)
        return cls(kept["code"], **kept["facts"])


class Refused(BroadcasterError):
    """What was asked is not valid or not allowed by the rules; asking again the same way will not help."""


class Denied(BroadcasterError):
    """This person may not do this here."""


class Missing(BroadcasterError):
    """What was asked for does not exist."""


class Faulty(BroadcasterError):
    """An outside thing answered, and the answer is wrong for good."""


class Unavailable(BroadcasterError):
    """An outside thing is away for now; the same call may succeed later."""

    permanent: ClassVar[bool] = False
