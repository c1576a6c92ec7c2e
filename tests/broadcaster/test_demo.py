"""The demo prepares a whole site once, and its second start keeps what people did."""

from pathlib import Path

import pytest

from broadcaster.config import Config, read_config
from broadcaster.demo import DEMO_STATIONS, commune_of, demo_stations, environment, prepare, write_config
from broadcaster.store import Store, localities, people
from stations.station_config import StationConfig


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A demo's configuration, written to its folder."""
    return write_config(tmp_path_factory.mktemp("demo") / "data", 18_080)[0]


def test_the_written_file_is_the_configuration(tmp_path: Path) -> None:
    """Every process of the demo reads the same addresses from the file; all are on this machine."""
    config, file = write_config(tmp_path / "new", 18_080)
    assert read_config(Config, file, {}) == config
    assert config.data == (tmp_path / "new").resolve()
    assert (config.web_listen, config.tls_listen, config.mqtt_listen) == (
        "127.0.0.1:18080",
        "127.0.0.1:18081",
        "127.0.0.1:18082",
    )


def test_the_demo_stations_stand_together() -> None:
    """All demo stations are of one commune, so that one bulletin sounds from each."""
    stations = demo_stations(DEMO_STATIONS)
    assert len(stations) == DEMO_STATIONS
    assert len({commune_of(one["locality"]) for one in stations}) == 1


def test_the_demo_turns_nobodys_volume(tmp_path: Path) -> None:
    """Its stations leave the mixer of somebody's own machine as it is, whatever is said for real stations."""
    told = environment(None)
    assert read_config(StationConfig, None, told).mixer_percent == 0
    assert "BROADCASTER_MIXER_PERCENT" not in environment(tmp_path / "server.toml")


@pytest.mark.slow
def test_a_second_start_keeps_what_people_did(config: Config) -> None:
    """One-time passwords are new at each start until somebody chose a password; that one is never touched again."""
    first = {one.login: one.password for one in prepare(config)}
    keys = (config.data / "keys" / "set.json").read_bytes()
    store = Store.open(config.database)
    with store.begin("test") as tx:
        assert localities.tree(tx).rules(config.province).quiet == ()
        officer = people.sign_in(tx, "canbo", first["canbo"], "127.0.0.1")
        people.set_password(tx, officer.id, "một câu của riêng tôi")
        count = len(localities.tree(tx).by_code)
    second = {one.login: one.password for one in prepare(config)}
    with store.begin("test") as tx:
        assert people.sign_in(tx, "canbo", "một câu của riêng tôi", "127.0.0.1").login == "canbo"
        assert people.sign_in(tx, "quantri", second["quantri"], "127.0.0.1").must_change_password
        assert len(localities.tree(tx).by_code) == count
    store.close()
    assert (second["canbo"], all(first.values())) == ("", True)
    assert second["quantri"] != first["quantri"]
    assert (config.data / "keys" / "set.json").read_bytes() == keys
