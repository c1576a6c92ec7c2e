"""CAP 1.2 (OASIS) in and out: tolerant in reading, strict in trust. Never fetches, never makes anything sound.

``read`` judges bytes, ``holding`` places a point, ``receive`` folds documents into the active set.
"""

from broadcaster.cap.areas import coded, holding
from broadcaster.cap.chains import ActiveSet, end, receive
from broadcaster.cap.document import Alert, Area, Circle, Info, MsgType, Reference, Resource, Scope, Status, Value
from broadcaster.cap.elements import MOST_BYTES
from broadcaster.cap.findings import Effect, Finding
from broadcaster.cap.judging import Verdict, read
from broadcaster.cap.signatures import State
from broadcaster.cap.times import read_time, write_time
from broadcaster.cap.writing import Signer, identifier_of, references_to, write

__all__ = [
    "MOST_BYTES",
    "ActiveSet",
    "Alert",
    "Area",
    "Circle",
    "Effect",
    "Finding",
    "Info",
    "MsgType",
    "Reference",
    "Resource",
    "Scope",
    "Signer",
    "State",
    "Status",
    "Value",
    "Verdict",
    "coded",
    "end",
    "holding",
    "identifier_of",
    "read",
    "read_time",
    "receive",
    "references_to",
    "write",
    "write_time",
]
