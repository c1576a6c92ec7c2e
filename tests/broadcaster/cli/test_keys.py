"""The signing keys by commands: made once, rotated, shown without what is secret."""

import pytest

from broadcaster.keys import KeyFiles
from broadcaster.messages import Role
from tests.broadcaster.cli.conftest import Terminal


def test_a_site_gets_its_keys_once(bare: Terminal) -> None:
    """Every role gets a key; a second ``init`` is refused and changes nothing."""
    made = bare.done("keys", "init")
    assert {row["role"] for row in made} == {one.value for one in Role}
    assert all(row["held"] and row["version"] == 1 for row in made)
    assert bare.type("keys", "init").code == 2
    assert bare.done("keys", "show") == made


@pytest.mark.parametrize(("revoke", "left"), [((), 2), (("--revoke",), 1)])
def test_rotating_keeps_the_old_key_unless_it_was_stolen(bare: Terminal, revoke: tuple[str, ...], left: int) -> None:
    """The set counts up; the key before stays for what is on its way, a revoked one is gone at once."""
    bare.done("keys", "init")
    rows = bare.done("keys", "rotate", "schedule", *revoke)
    assert {row["version"] for row in rows} == {2}
    assert len([row for row in rows if row["role"] == "schedule"]) == left


def test_private_halves_are_never_shown(bare: Terminal) -> None:
    """What is printed for people or programs holds nothing of the key files, and is readable as a table."""
    bare.done("keys", "init")
    shown = bare.type("keys", "show").out + str(bare.done("keys", "show"))
    assert shown.splitlines()[0].split() == ["id", "role", "held", "version", "expires_at"]
    for file in (bare.data / "keys").rglob("*.pem"):
        assert file.read_text().splitlines()[1] not in shown
        assert file.stat().st_mode & 0o077 == 0


def test_a_root_kept_elsewhere_is_told(bare: Terminal) -> None:
    """With the root key in the safe nothing can be rotated here, and the answer says which file is lacking."""
    bare.done("keys", "init")
    for file in (bare.data / "keys" / "root").glob("*.pem"):
        file.unlink()
    ran = bare.type("--language", "en", "keys", "rotate", "head")
    assert (ran.code, "root" in ran.err) == (3, True)
    assert [row["held"] for row in bare.done("keys", "show") if row["role"] == "root"] == [False]
    assert KeyFiles(bare.data / "keys").key_set.version == 1
