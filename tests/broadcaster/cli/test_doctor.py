"""``doctor``: each finding has a line, each fault an advice, and the exit code says whether all is well."""

from tests.broadcaster.cli.conftest import Terminal


def test_faults_are_told_with_advice(bare: Terminal) -> None:
    """On a bare machine database and broker are away: exit code 1, and every fault says what to do."""
    bare.data.mkdir()
    ran = bare.type("doctor", "--part", "server", "--json", mqtt_listen="127.0.0.1:9")
    assert (ran.code, ran.err) == (1, "")
    wrong = {row["name"]: row["advice"] for row in ran.rows if not row["ok"]}
    assert wrong
    assert all(wrong.values())
    assert all(row["advice"] == "" for row in ran.rows if row["ok"])
    assert any("broadcaster db upgrade" in one for one in wrong.values())


def test_people_read_marks_and_arrows(terminal: Terminal) -> None:
    """For people each finding is a line with its mark, advice stands below in the reader's language."""
    ran = terminal.type("--language", "en", "doctor", "--part", "server", mqtt_listen="127.0.0.1:9")
    assert ran.code == 1
    assert all(line.startswith(("ok ", "!! ", "     -> ")) for line in ran.out.splitlines())
    assert "127.0.0.1:9" in ran.out
