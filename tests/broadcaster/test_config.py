"""The configuration: read once, and whatever it does not know is refused with its place."""

from pathlib import Path

import pytest

from broadcaster.config import Config, environment, read_config, split_address
from broadcaster.errors import Refused


def write(folder: Path, text: str) -> Path:
    """Write a configuration file and return where it is."""
    file = folder / "broadcaster.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_sections_and_environment_fill_the_settings(tmp_path: Path) -> None:
    """A section and a key name a field; the environment wins over the file; ``_FILE`` reads a secret."""
    file = write(tmp_path, 'site = "vn-79"\n[web]\nlisten = "127.0.0.1:9000"\n[schedule]\ndays = 3\n')
    secret = write(tmp_path / "..", "postgresql://x\n")
    environ = {"BROADCASTER_SCHEDULE_DAYS": "5", "BROADCASTER_DATABASE_URL_FILE": str(secret), "PATH": "/bin"}
    config = read_config(Config, file, environ)
    assert (config.web_listen, config.schedule_days, config.database) == ("127.0.0.1:9000", 5, "postgresql://x")


def test_defaults_stand_without_a_file(tmp_path: Path) -> None:
    """Nothing configured is a working configuration with SQLite in the data folder."""
    config = read_config(Config, None, {"BROADCASTER_DATA": str(tmp_path)})
    assert config.database == f"sqlite:///{tmp_path.resolve() / 'broadcaster.db'}"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('site = "vn-79"\n[web]\n\nlisen = "x"\n', "config.unknown_key", 4),
        ('[webb]\nlisten = "x"\n', "config.unknown_key", 2),
        ("colour = 1\n", "config.unknown_key", 1),
        ('[schedule]\ndays = "seven"\n', "config.value", 2),
        ("[schedule]\ndays = true\n", "config.value", 2),
        ("[schedule]\ndays = [7]\n", "config.value", 2),
        ("[schedule]\ndays = 0\n", "config.range", 2),
        ("[render]\n\nworkers = 100\n", "config.range", 3),
        ('[speech]\nfpt_key = "abc"\n', "config.open_secret", 2),
        ('language = "fr"\n', "config.range", 1),
        ("[web\n", "config.syntax", None),
    ],
)
def test_a_typo_is_refused_with_file_and_line(tmp_path: Path, text: str, code: str, line: int | None) -> None:
    """A mistyped key, section, value or bracket is refused at start, naming where it stands."""
    file = write(tmp_path, text)
    with pytest.raises(Refused) as caught:
        read_config(Config, file, {})
    assert caught.value.code == code
    assert caught.value.facts.get("line") == line
    assert str(file) in caught.value.told("vi")


def test_an_unknown_variable_is_refused() -> None:
    """A mistyped environment variable is told apart from foreign ones."""
    with pytest.raises(Refused) as caught:
        read_config(Config, None, {"BROADCASTER_WEB_LISEN": "x"})
    assert caught.value.facts["near"] == "web.listen"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A configuration that was named but is not there stops the start."""
    with pytest.raises(Refused, match=r"nothing\.toml"):
        read_config(Config, tmp_path / "nothing.toml", {})


@pytest.mark.parametrize(
    ("address", "expected"), [("127.0.0.1:8080", ("127.0.0.1", 8080)), ("[::1]:443", ("::1", 443)), ("a:1", ("a", 1))]
)
def test_addresses_split(address: str, expected: tuple[str, int]) -> None:
    """IPv4, IPv6 and names with a port are understood."""
    assert split_address(address) == expected


@pytest.mark.parametrize("address", ["8080", "host", "host:", ":80x", ":80"])
def test_bad_addresses_are_refused(address: str) -> None:
    """An address without host or port is refused in words."""
    with pytest.raises(Refused, match=address):
        split_address(address)


@pytest.mark.parametrize("url", ["mqtts://broker:8883", "broker:8883"])
def test_a_broker_is_named_with_or_without_its_scheme(url: str) -> None:
    """Only TLS is spoken, so the scheme may be left out."""
    assert Config(mqtt_url=url).broker_address == "broker:8883"


def test_a_broker_without_tls_is_refused() -> None:
    """Nobody configures a plain-text broker by mistake."""
    with pytest.raises(Refused, match="mqtts"):
        assert Config(mqtt_url="mqtt://broker:1883").mqtt_server


def test_another_process_reads_the_same(tmp_path: Path) -> None:
    """The environment for a child says every setting and nothing of the file or the secrets' files of ours."""
    config = Config(data=tmp_path, web_development=True, schedule_days=9, database_url="sqlite:///x")
    ours = {"PATH": "/bin", "BROADCASTER_CONFIG": "a.toml", "BROADCASTER_DATABASE_URL_FILE": "b"}
    made = environment(config, ours)
    assert read_config(Config, None, {one: made[one] for one in made if one != "PATH"}) == config
    assert (made["PATH"], "BROADCASTER_CONFIG" in made, "BROADCASTER_DATABASE_URL_FILE" in made) == (
        "/bin",
        False,
        False,
    )


def test_keys_are_read_from_files_only(tmp_path: Path) -> None:
    """The key of a service comes from the file its variable names; it is not shown and not handed to a child."""
    (tmp_path / "key").write_text("s3cret\n")
    environ = {"BROADCASTER_SPEECH_FPT_KEY_FILE": str(tmp_path / "key")}
    config = read_config(Config, None, environ)
    assert config.speech_fpt_key == "s3cret"
    assert "s3cret" not in repr(config) + str(environment(config, environ))
    with pytest.raises(Refused) as caught:
        read_config(Config, None, {"BROADCASTER_SPEECH_FPT_KEY": "s3cret"})
    assert caught.value.code == "config.open_secret"
    assert "s3cret" not in caught.value.told("vi") + caught.value.told("en")
    assert "BROADCASTER_SPEECH_FPT_KEY_FILE" in caught.value.told("en")
