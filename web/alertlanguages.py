"""What an alert says in other languages, as its form and its page show it. Chooses and keeps nothing itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for

from broadcaster.alerts import EDITABLE, Alert
from broadcaster.errors import BroadcasterError
from broadcaster.hazards import Hazard
from broadcaster.languages import LANGUAGES, Choice, Kept, Translation, added
from broadcaster.messages import AlarmStatus
from web import words
from web.language import spoken
from web.parts import parts


@dataclass(frozen=True, slots=True)
class Said:
    """One language an alert is said in: code and name, how long, where to hear it, what it says in writing."""

    code: str
    name: str
    length: str
    address: str
    text: str


def language_name(code: str) -> str:
    """Return the name of a language in the reader's."""
    return LANGUAGES[code].names[spoken() != "vi"] if code in LANGUAGES else code


def language_names(codes: Iterable[str]) -> str:
    """Return Khmer, Mông và Hoa (Quảng Đông)."""
    return words.listed(language_name(one) for one in codes)


def heard_at(kept: Kept) -> str:
    """Return the address of the clip of what is kept at a locality."""
    return url_for("languages.clip", code=kept.slot.locality, sha256=kept.translation.clip)


def offered_languages(
    status: AlarmStatus, hazard: Hazard, localities: Collection[str], stations: Collection[str]
) -> dict[str, object]:
    """Return what a form would say after the Vietnamese words as it stands, and what is not there."""
    real = status is AlarmStatus.ACTUAL
    choice = parts().dispatch.choose_translations(hazard.code, localities, stations) if real else Choice()
    others = [_said(one.translation, one.duration, heard_at(one)) for one in choice.said]
    longer = added(one.duration for one in choice.said)
    return {"others": others, "longer": words.length(longer), **_warned(choice)}


def said_languages(alert: Alert) -> dict[str, object]:
    """Return what an alert says after the Vietnamese words; as long as it can be changed, also what is not there."""
    choice = _choice(alert) if alert.is_real and alert.state in EDITABLE else Choice()
    saying = [one for one in alert.translations if one.language not in alert.unsaid]
    lengths = parts().dispatch.lengths_of(saying)
    others = [
        _said(one, length, url_for("alertsteps.clip", alert_id=alert.id, sha256=one.clip))
        for one, length in zip(saying, lengths, strict=True)
    ]
    skipped = () if alert.translations else (one.slot.language for one in choice.said)
    longer = words.length(added(lengths))
    return {"others": others, "longer": longer, "skipped": language_names(skipped), **_warned(choice)}


def only_vietnamese(alert: Alert) -> str:
    """Return what the tick of an alert's form holds: set where it could say more and does not."""
    return "yes" if alert.is_real and not alert.translations and _choice(alert).said else ""


def _said(one: Translation, length: timedelta, address: str) -> Said:
    return Said(one.language, language_name(one.language), words.length(length), address, one.text)


def _choice(alert: Alert) -> Choice:
    try:
        return parts().dispatch.choose_translations(alert.hazard, alert.localities, alert.stations)
    except BroadcasterError:  # a place of it is gone since: editing says so
        return Choice()


def _warned(choice: Choice) -> dict[str, object]:
    return {"missing": language_names(choice.missing), "crowded": language_names(choice.crowded)}
