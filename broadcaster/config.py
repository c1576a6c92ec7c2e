"""One frozen configuration per process, from a TOML file and the environment. Unknown keys are refused.

A field ``web_listen`` is ``listen`` in the section ``[web]`` and ``BROADCASTER_WEB_LISTEN`` in the environment;
``BROADCASTER_WEB_LISTEN_FILE`` names a file that holds the value (for secrets).
"""

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from broadcaster.errors import Refused

PREFIX = "BROADCASTER_"
PORT_MOST = 65_535
BOOLEANS = {"true": True, "false": False, "1": True, "0": False}

Settings = TypeVar("Settings")
Number = TypeVar("Number", int, float)


def ranged(default: Number, least: Number, most: Number) -> Number:
    """Return a setting that takes numbers from ``least`` to ``most``."""
    return dataclasses.field(
        default=default, metadata={"takes": lambda value: least <= value <= most, "what": f"{least}-{most}"}
    )


def chosen(default: str, *others: str) -> str:
    """Return a setting that takes one of several words."""
    words = (default, *others)
    return dataclasses.field(default=default, metadata={"takes": words.__contains__, "what": ", ".join(words)})


def secret() -> str:
    """Return a setting that is read from a file of its own only, is never shown and never handed to a child process."""
    field: str = dataclasses.field(default="", repr=False, metadata={"secret": True})
    return field


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a province server; addresses are ``host:port``, ``[::1]:port`` for IPv6."""

    data: Path = Path("var")
    site: str = "vn-79"
    province: str = "79"
    language: str = chosen("vi", "en")
    web_listen: str = "127.0.0.1:8080"
    web_url: str = "https://127.0.0.1:8443"
    web_contact: str = ""
    web_development: bool = False
    tls_listen: str = "127.0.0.1:8443"
    tls_names: str = ""
    database_url: str = ""
    mqtt_listen: str = "127.0.0.1:8883"
    mqtt_public: str = ""
    mqtt_url: str = ""
    mqtt_ca: str = ""
    mqtt_certificate: str = ""
    mqtt_key: str = ""
    media_url: str = ""
    media_codec: str = chosen("webm", "mp3")
    media_reserve_mb: int = ranged(200, 0, 1_000_000)
    render_workers: int = ranged(1, 1, 32)
    speech_voices: str = "espeak-south"
    speech_piper: str = ""
    speech_sherpa: str = ""
    speech_google: bool = False
    speech_google_cloud_key: str = secret()
    speech_azure_key: str = secret()
    speech_azure_region: str = "southeastasia"
    speech_fpt_key: str = secret()
    speech_viettel_key: str = secret()
    schedule_days: int = ranged(7, 1, 60)
    signer_separate: bool = False
    map_tiles: str = ""

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the store; SQLite in the data folder unless configured."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'broadcaster.db'}"

    @property
    def broker_address(self) -> str:
        """The broker's address as stations reach it."""
        return self.mqtt_public or self.mqtt_server

    @property
    def mqtt_server(self) -> str:
        """The address of the broker configured, ``host:port``; the embedded one's if none is. Always TLS."""
        scheme, _, address = self.mqtt_url.rpartition("://")
        if scheme not in ("", "mqtts"):
            raise Refused("config.mqtt_url", value=self.mqtt_url)
        return address or self.mqtt_listen


def read_config(settings: type[Settings], file: Path | None, environ: Mapping[str, str]) -> Settings:
    """Return ``settings`` filled from ``file`` and then from ``environ``, or refuse naming file and line."""
    values = {**_from_file(settings, file), **_from_environment(settings, environ)}
    return settings(**values)


def environment(settings: Any, ours: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of another process that shall read the same settings, wherever it is started.

    From ``ours`` comes everything but settings: a file named there may be relative to another folder. Keys of voice
    services stay here: nobody but the server speaks with them.
    """
    others = {name: value for name, value in ours.items() if not name.startswith(PREFIX)}
    told = [name for name, field in _fields(type(settings)).items() if "secret" not in field.metadata]
    return others | {PREFIX + one.upper(): _written(getattr(settings, one)) for one in told}


def _written(value: object) -> str:
    if isinstance(value, Path):
        return str(value.resolve())
    return str(value).lower() if isinstance(value, bool) else str(value)


def split_address(address: str) -> tuple[str, int]:
    """Return host and port of ``host:port`` or ``[::1]:port``."""
    host, colon, port = address.rpartition(":")
    if not colon or not host or not re.fullmatch("[0-9]{1,5}", port) or int(port) > PORT_MOST:
        raise Refused("config.address", value=address)
    return host.strip("[]"), int(port)


def _fields(settings: type[Any]) -> dict[str, dataclasses.Field[Any]]:
    return {field.name: field for field in dataclasses.fields(settings)}


def _from_file(settings: type[Any], file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        text = file.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except FileNotFoundError as fault:
        raise Refused("config.file_missing", file=file) from fault
    except OSError as fault:
        raise Refused("config.file_unreadable", file=file, reason=fault.strerror) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refused("config.syntax", file=file, fault=fault) from fault
    return dict(_settings_of(settings, table, text, file))


def _settings_of(settings: type[Any], table: dict[str, Any], text: str, file: Path) -> list[tuple[str, Any]]:
    known, found = _fields(settings), []
    for section, inner in table.items():
        pairs = inner.items() if isinstance(inner, dict) else [("", inner)]
        for key, value in pairs:
            name = f"{section}_{key}" if key else section
            where: dict[str, Any] = {
                "file": file,
                "line": _line(text, section, key),
                "key": f"{section}.{key}" if key else section,
            }
            if name not in known:
                raise Refused("config.unknown_key", **where, near=_nearest(name, known))
            _refuse_open_secret(known[name], where)
            found.append((name, _typed(known[name], value, where)))
    return found


def _from_environment(settings: type[Any], environ: Mapping[str, str]) -> dict[str, Any]:
    known, found = _fields(settings), {}
    for variable, value in environ.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name.removesuffix("_file") in known and name not in known:
            name = name.removesuffix("_file")
            found[name] = _typed(known[name], _secret(Path(value)), _at(variable))
            continue
        if name not in known:
            raise Refused("config.unknown_key", **_at(variable), near=_nearest(name, known))
        _refuse_open_secret(known[name], _at(variable))
        found[name] = _typed(known[name], value, _at(variable))
    return found


def _refuse_open_secret(field: dataclasses.Field[Any], where: dict[str, Any]) -> None:
    """Refuse a secret written among other settings, where it would be read by many and copied with them."""
    if "secret" in field.metadata:
        raise Refused("config.open_secret", **where, variable=f"{PREFIX}{field.name.upper()}_FILE")


def _secret(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise Refused("config.file_missing", file=file) from fault


def _at(variable: str) -> dict[str, Any]:
    return {"file": variable, "line": 1, "key": variable}


def _typed(field: dataclasses.Field[Any], value: Any, where: dict[str, Any]) -> Any:
    kind = _kind(field)
    try:
        if kind is bool:
            return BOOLEANS[str(value).lower()]
        if isinstance(value, list | dict) or (kind is int and isinstance(value, bool | float)):
            raise ValueError(value)
        return _taken(field, kind(value), where)
    except (ValueError, KeyError) as fault:
        raise Refused("config.value", **where, value=value, kind=kind.__name__) from fault


def _taken(field: dataclasses.Field[Any], value: Any, where: dict[str, Any]) -> Any:
    if "takes" in field.metadata and not field.metadata["takes"](value):
        raise Refused("config.range", **where, value=value, allowed=field.metadata["what"])
    return value


def _kind(field: dataclasses.Field[Any]) -> type[Any]:
    for kind in (bool, int, float, Path):
        if field.type is kind or kind.__name__ in str(field.type):
            return kind
    return str


def _line(text: str, section: str, key: str) -> int:
    inside = not key
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[([^\]]+)\]", line):
            inside = header[1].strip() == section
        elif inside and re.match(rf"\s*[\"']?{re.escape(key or section)}[\"']?\s*=", line):
            return number
    return 1


def _nearest(name: str, known: Mapping[str, object]) -> str:
    return min(known, key=lambda one: (len(set(one) ^ set(name)), one)).replace("_", ".", 1)
