"""The shelf of clips that tests share: what was kept is found, and never by other code than made it."""

from pathlib import Path

from broadcaster.store.renders import Render, RenderState
from tests import shelf


def test_what_was_kept_is_found() -> None:
    """Sound and what is told of it come back as they were; what nobody kept is not there."""
    made = Render("test-shelf", "b1", RenderState.READY, clip="c" * 64, warnings=("one",))
    shelf.keep("test-shelf", b"sound", made)
    assert shelf.find("test-shelf") == (b"sound", made)
    (shelf.shelf() / "test-shelf").unlink()
    assert shelf.find("test-shelf") is None


def test_other_code_has_another_shelf(tmp_path: Path) -> None:
    """Whatever changes in our code or in the packages, a new file as well, all clips are made anew."""
    inner = tmp_path / "broadcaster" / "audio"
    inner.mkdir(parents=True)
    names = []
    for file, content in (
        (inner / "mastering.py", "a"),
        (inner / "mastering.py", "b"),
        (inner / "tune.txt", ""),
        (tmp_path / "requirements.server.lock", "flask==3"),
    ):
        file.write_text(content)
        names.append(shelf.code_in(tmp_path))
    assert len(set(names)) == 4
    (inner / "mastering.pyc").write_text("compiled")
    assert shelf.code_in(tmp_path) == names[-1]
