"""The house put together for one command: everything opens, nothing runs on, and nothing can be sent from it."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.assembly import ClosedDesk, assembled, open_engines, open_pki
from broadcaster.config import Config
from broadcaster.errors import Refused, Unavailable
from broadcaster.store import Store


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A site with tables."""
    config = Config(data=tmp_path)
    store = Store(config.database)
    store.upgrade()
    store.close()
    return config


def open_files() -> set[str]:
    """Return what files of ours are open."""
    found = {os.readlink(one) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()}
    return {one for one in found if "broadcaster.db" in one}


def test_a_command_opens_and_closes_all(config: Config) -> None:
    """Store, clips and certificates are usable inside; afterwards no thread and no file is left open."""
    threads = set(threading.enumerate())
    with assembled(config) as dispatch:
        assert dispatch.publish_due() == 0
        assert dispatch.pki.ca.exists()
        assert (config.data / "clips").is_dir()
        assert open_files()
    assert open_files() == set()
    assert set(threading.enumerate()) == threads


def test_a_fault_inside_closes_too(config: Config) -> None:
    """When the command fails nothing stays open either."""
    with pytest.raises(Refused), assembled(config):
        raise Refused("plan.no_target")
    assert open_files() == set()


def test_nothing_leaves_the_closed_desk() -> None:
    """A command has no broker: kept documents are left to the server, an order that only counts now is refused."""
    ClosedDesk().publish("t", b"x", retained=True)
    with pytest.raises(Unavailable) as caught:
        ClosedDesk().publish("t", b"x", retained=False)
    assert caught.value.code == "mqtt.away"


def test_the_certificate_knows_all_names(config: Config) -> None:
    """The server's certificate is good for the web address, the broker's and the names given besides."""
    names = replace(
        config, web_url="https://loa.example.vn", mqtt_public="mqtt.example.vn:8883", tls_names="a.example, 192.0.2.1"
    )
    pki = open_pki(names)
    text = pki.server.certificate.read_text()
    assert open_pki(names).server.certificate.read_text() == text
    from cryptography import x509

    extensions = x509.load_pem_x509_certificate(text.encode()).extensions
    known = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {"loa.example.vn", "mqtt.example.vn", "a.example"} <= set(known.get_values_for_type(x509.DNSName))
    assert "192.0.2.1" in {str(one) for one in known.get_values_for_type(x509.IPAddress)}


def test_the_online_voice_is_there_only_when_configured(tmp_path: Path) -> None:
    """Google's voice is offered by a site that asked for it, and espeak-ng is always there."""
    plain = open_engines(Config(data=tmp_path))
    online = open_engines(Config(data=tmp_path, speech_google=True))
    assert [one.name for one in plain] == ["espeak-ng"]
    assert [one.name for one in online] == ["espeak-ng", "gtts"]
