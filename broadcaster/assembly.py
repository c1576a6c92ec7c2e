"""Puts the house together from its configuration: store, clips, keys, certificates. Starts nothing that runs on."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from broadcaster.children import reachable
from broadcaster.clips import FolderClips
from broadcaster.clock import SystemClock
from broadcaster.config import Config, split_address
from broadcaster.dispatch import Desk, Dispatch
from broadcaster.errors import Unavailable
from broadcaster.keys import KeyFiles
from broadcaster.mqtt import Link, Tls
from broadcaster.pki import SERVER, SIGNER, Pki
from broadcaster.speech import Engine, offers
from broadcaster.store import Store
from broadcaster.telling import sender_of

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
INFLIGHT = 1000


class ClosedDesk:
    """The desk of a single command: what it changes is published by the running server, from the store."""

    def publish(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Leave a kept document to the running server; refuse an order, which only counts now."""
        if not retained:
            raise Unavailable("mqtt.away", host="-", port=0)

    def evict(self, station_id: str) -> None:
        """Leave it to the server, which reads the revocation list at its next start."""


@contextmanager
def assembled(config: Config) -> Iterator[Dispatch]:
    """Open store, clips and keys for one command, without broker, workers or pages."""
    with ExitStack() as stack:
        yield open_dispatch(config, stack, ClosedDesk(), lambda: None)


def open_dispatch(config: Config, stack: ExitStack, desk: Desk, wake: Callable[[], None]) -> Dispatch:
    """Open store, clips and keys for as long as ``stack`` lasts."""
    config.data.mkdir(parents=True, exist_ok=True)
    store = Store.open(config.database)
    stack.callback(store.close)
    engines = open_engines(config)
    for engine in engines:
        stack.callback(engine.close)
    return Dispatch(
        config=config,
        clock=SystemClock(),
        store=store,
        clips=FolderClips(config.data / "clips", reserve_bytes=config.media_reserve_mb * MEGABYTE),
        keys=KeyFiles(config.data / "keys"),
        pki=open_pki(config),
        desk=desk,
        wake=wake,
        engines=engines,
    )


def open_engines(config: Config) -> tuple[Engine, ...]:
    """Return the voices of this site: espeak-ng always, others as configured; what is broken is told and left out."""
    found = offers(config)
    for fault in found.faults:
        log.warning("%s", fault)
    return found.engines


def to_broker(config: Config, pki: Pki, name: str) -> Link:
    """Return the way to the broker for the server or the signer; with one certificate two would chase each other."""
    own = {SERVER: pki.client, SIGNER: pki.signer}[name]
    tls = Tls(
        Path(config.mqtt_ca) if config.mqtt_ca else pki.ca,
        Path(config.mqtt_certificate) if config.mqtt_certificate else own.certificate,
        Path(config.mqtt_key) if config.mqtt_key else own.key,
    )
    host, port = split_address(config.mqtt_server)
    return Link((reachable(host), port), name, tls, keep_session=True, inflight=INFLIGHT)


def open_pki(config: Config) -> Pki:
    """Return the certificate authority, with what was missing made."""
    pki = Pki(config.data / "pki")
    if not pki.may_issue:
        return pki
    names = [name for name in config.tls_names.replace(",", " ").split() if name]
    host = urlsplit(config.web_url).hostname
    now = SystemClock().now()
    pki.ensure([*names, *([host] if host else []), split_address(config.broker_address)[0]], now)
    pki.ensure_documents(sender_of(config.site), now)
    return pki
