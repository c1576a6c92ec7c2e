"""The recording in the compose form: taken before anything else is read, so that no fault beside it loses it.

What comes as a file is replaced in the form by the name under which the server keeps it.
"""

from collections.abc import Mapping

from flask import request

from broadcaster.bulletins import Bulletin
from broadcaster.errors import BroadcasterError, Missing, Refused, Unavailable
from broadcaster.recordings import MOST_BYTES
from broadcaster.store.recordings import Recording
from web.listen import outline
from web.parts import me, parts
from web.reading import Typed, one

Faults = Mapping[str, BroadcasterError]
FORMS = frozenset({"bulletins.create", "bulletins.change", "languages.keep", "retelling.keep"})
LARGEST_UPLOAD = MOST_BYTES + 20_000_000
"""Somewhat more than is taken, so that a file a little too large is refused beside its field."""
FULL = 100


def make_room() -> None:
    """Let the forms that carry a recording be as large as one may be; to be asked before any form is read.

    Only forms with files: those without are read into memory whole.
    """
    if request.endpoint in FORMS and request.mimetype == "multipart/form-data":
        request.max_content_length = LARGEST_UPLOAD


def brought(typed: Typed) -> tuple[Typed, Faults]:
    """Return the form with the recording that came along kept and named in it, and what is wrong with it."""
    if one(typed, "sound") != "recording":
        return typed, {}
    try:
        return {**typed, "recording": [_taken(one(typed, "recording"))]}, {}
    except (Missing, Refused, Unavailable) as fault:
        if not fault.code.startswith("recording."):
            raise
        return typed, {"recording": fault}


def _taken(kept: str) -> str:
    """Take in the file that came along, or go on with the one that is kept; return its name."""
    file = request.files.get("recording_file")
    if file is not None and file.filename:
        return parts().dispatch.receive(file.stream, me()).sha256
    if kept and known_recording(kept) is None:
        raise Refused("recording.missing", field="recording")
    if not kept:
        raise Refused("recording.none", field="recording")
    return kept


def choice_of(bulletin: Bulletin) -> dict[str, str]:
    """Return the fields that a bulletin fills in here."""
    return {
        "sound": "voice" if bulletin.recording is None else "recording",
        "recording": bulletin.recording or "",
        "twice": "yes" if bulletin.twice else "",
    }


def known_recording(sha256: str) -> Recording | None:
    """Return what is known of a recording, None for none."""
    with parts().store.read() as tx:
        return parts().dispatch.recording_of(tx, sha256 or None)


def drawn(recording: Recording) -> str:
    """Return the waveform of a recording as an SVG path, 200 wide and 40 high."""
    return outline(tuple(level / FULL for level in recording.outline))
