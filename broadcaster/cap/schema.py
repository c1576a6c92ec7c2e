"""What the schemas of CAP 1.0, 1.1 and 1.2 say: names in order, which must be there, which values there are."""

import re

from broadcaster.cap.document import MsgType, Scope, Status, Version

NAMESPACES = {
    "http://www.incident.com/cap/1.0": Version.CAP_1_0,
    "urn:oasis:names:tc:emergency:cap:1.1": Version.CAP_1_1,
    "urn:oasis:names:tc:emergency:cap:1.2": Version.CAP_1_2,
}
NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"

ORDER = {
    "alert": (
        *("identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses"),
        *("code", "note", "references", "incidents", "info"),
    ),
    "info": (
        *("language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience"),
        *("eventCode", "effective", "onset", "expires", "senderName", "headline", "description", "instruction"),
        *("web", "contact", "parameter", "resource", "area"),
    ),
    "resource": ("resourceDesc", "mimeType", "size", "uri", "derefUri", "digest"),
    "area": ("areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"),
    "eventCode": ("valueName", "value"),
    "parameter": ("valueName", "value"),
    "geocode": ("valueName", "value"),
}
REQUIRED = {
    "alert": ("identifier", "sender", "sent", "status", "msgType", "scope"),
    "info": ("category", "event", "urgency", "severity", "certainty"),
    "resource": ("resourceDesc", "mimeType"),
    "area": ("areaDesc",),
    "eventCode": ("valueName", "value"),
    "parameter": ("valueName", "value"),
    "geocode": ("valueName", "value"),
}
OPTIONAL_ONCE = {
    Version.CAP_1_0: frozenset({"scope", "category", "mimeType", "resourceDesc", "valueName", "value"}),
    Version.CAP_1_1: frozenset({"mimeType"}),
    Version.CAP_1_2: frozenset[str](),
}
"""What older versions did not ask for."""
OLD_NAMES = {Version.CAP_1_0: frozenset({"password"})}

MANY = frozenset(
    {
        *("code", "info", "category", "responseType", "eventCode", "parameter", "resource", "area"),
        *("polygon", "circle", "geocode"),
    }
)
DECISIVE = frozenset(
    {
        *("identifier", "sender", "sent", "status", "msgType", "scope", "restriction", "addresses", "language"),
        *("event", "urgency", "severity", "certainty", "effective", "onset", "expires", "areaDesc"),
        *("valueName", "value", "mimeType"),
    }
)
"""What may not stand twice nor hold elements: two readers could take it for two different things."""

SHORT = frozenset(
    {
        *("language", "event", "senderName", "headline", "web", "contact", "audience", "resourceDesc", "mimeType"),
        *(
            "uri",
            "digest",
            "size",
            "valueName",
            "altitude",
            "ceiling",
            "source",
            "sent",
            "effective",
            "onset",
            "expires",
        ),
    }
)
"""What people write in a line or two."""
UNLIMITED = frozenset({"derefUri", "polygon"})
"""What has limits of its own."""
XINCLUDE = "{http://www.w3.org/2001/XInclude}"
LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")
DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)

VALUES = {
    "status": frozenset(Status),
    "msgType": frozenset(MsgType),
    "scope": frozenset(Scope),
    "category": frozenset(
        {
            *("Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra"),
            *("CBRNE", "Other"),
        }
    ),
    "responseType": frozenset(
        {"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"}
    ),
    "urgency": frozenset({"Immediate", "Expected", "Future", "Past", "Unknown"}),
    "severity": frozenset({"Extreme", "Severe", "Moderate", "Minor", "Unknown"}),
    "certainty": frozenset({"Observed", "Likely", "Possible", "Unlikely", "Unknown"}),
}
EXACT = frozenset({*VALUES, "identifier", "sender"})
"""What the schema or the standard's prose allows no white space around."""
TYPED = frozenset({"language", "effective", "onset", "expires", "size", "altitude", "ceiling"})
"""What may be missing, but not empty: times, numbers, codes."""
VERY_LIKELY = "Very Likely"
"""A certainty of CAP 1.0 that CAP 1.2 (3.2.2) asks to take for Likely."""

MOST_INFOS = 200
MOST_AREAS = 2_000
MOST_POINTS = 200_000
MOST_RADIUS_KM = 500
MOST_AUDIO_BYTES = 2_000_000
MOST_NAME = 1_024
MOST_SHORT = 10_000
MOST_TEXT = 200_000
