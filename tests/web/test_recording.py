"""A recording in the compose form: taken, kept beside every other fault, shown with its waveform, private."""

from pathlib import Path

import pytest

from broadcaster.bulletins import Bulletin, State
from broadcaster.recordings import MOST_BYTES
from broadcaster.store import bulletins
from tests.house import House
from tests.recorded import recorded
from tests.web.readers import Reader

NEW = "/bulletins/new"
FIELDS = {
    "sound": "recording",
    "text": "Trưởng ấp nhắc lịch họp dân tối nay.",
    "title": "Nhắc họp dân",
    "locality": "h1",
    "field": "1",
    "priority": "3",
    "voice": "espeak-south",
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a recording of five seconds, as a browser makes them."""
    return recorded(tmp_path_factory.mktemp("sound"), "webm", seconds=5)


def newest(here: House) -> Bulletin:
    """Return the bulletin made last."""
    with here.dispatch.store.read() as tx:
        return bulletins.listed(tx, "79").items[0]


def sent(officer: Reader, path: Path, *, to: str = NEW, **changes: str) -> tuple[int, str, str]:
    """Send the form with a file; return status, text and where it leads."""
    with path.open("rb") as file:
        fields = {**FIELDS, "do": "draft", **changes, "recording_file": (file, path.name)}
        answer = officer.send(to, fields, form=to)
    # A long form goes through a file that the test's own browser leaves open.
    answer.request.environ["wsgi.input"].close()
    return answer.status_code, answer.text, answer.headers.get("Location", "")


@pytest.mark.slow
def test_a_recording_walks_from_the_form_to_the_clip(officer: Reader, leader: Reader, here: House, sound: Path) -> None:
    """It is handed in like any bulletin; the leader sees its waveform at once and hears it when it is made."""
    status, _, address = sent(officer, sound, do="submit", twice="yes")
    assert status == 303
    made = newest(here)
    assert (made.state, made.recording is not None, made.twice) == (State.SUBMITTED, True, True)
    waiting = leader.read(address)
    for words in ("Hình sóng âm của bản ghi âm dài 5 giây", "Đang tạo âm thanh", "LUFS", "hai lần liền nhau"):
        assert words in waiting
    assert here.dispatch.render_next()
    page = leader.read(address)
    for words in ("data-player", "Bản ghi âm", "khi phát: -1"):
        assert words in page
    assert made.recording not in page


def test_hearing_keeps_the_recording_in_the_form(officer: Reader, here: House, sound: Path) -> None:
    """Heard and changed again, the same recording goes on without being sent a second time; a voice replaces it."""
    status, _, address = sent(officer, sound, do="listen")
    assert (status, address) == (303, f"/bulletins/{newest(here).id}/edit#sound")
    edit = address.split("#")[0]
    page = officer.read(edit)
    assert "Đã nhận bản ghi âm dài 5 giây." in page
    kept = str(newest(here).recording)
    assert f'name="recording" value="{kept}"' in page
    again = officer.send(edit, {**FIELDS, "do": "draft", "recording": kept, "title": "Khác"}, form=edit)
    assert again.status_code == 303
    assert (newest(here).title, newest(here).recording) == ("Khác", kept)
    voice = officer.send(edit, {**FIELDS, "sound": "voice", "do": "draft", "recording": kept}, form=edit)
    assert voice.status_code == 303
    assert newest(here).recording is None


def test_a_fault_beside_it_does_not_lose_it(officer: Reader, here: House, sound: Path) -> None:
    """Without a description the form comes back with the recording in it; the words are asked for in its own terms."""
    status, text, _ = sent(officer, sound, text=" ", title="")
    assert status == 422
    assert "Bản ghi âm chưa có lời tả" in text
    assert "Đã nhận bản ghi âm dài 5 giây." in text
    assert 'value="recording" checked' in text


def test_faults_are_told_together_and_the_words_stay(officer: Reader, tmp_path: Path) -> None:
    """A bad file and a bad title are both named; what was typed is still there."""
    path = tmp_path / "list.mp3"
    path.write_text("#EXTM3U\nhttp://127.0.0.1/\n")
    status, text, _ = sent(officer, path, title="t" * 300)
    assert status == 422
    for words in ("không phải loại âm thanh nhận được", "Tiêu đề dài 300", FIELDS["text"], 'href="#recording"'):
        assert words in text


def test_a_file_too_large_is_told_beside_its_field(officer: Reader, tmp_path: Path) -> None:
    """A little too large is told with the words kept; enormous has the page of all that is too large."""
    path = tmp_path / "large.wav"
    path.write_bytes(bytes(MOST_BYTES + 1))
    status, text, _ = sent(officer, path)
    assert (status, "lớn hơn 60 MB" in text, FIELDS["text"] in text) == (422, True, True)
    path.write_bytes(bytes(MOST_BYTES + 25_000_000))
    assert sent(officer, path)[0] == 413


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Chưa có bản ghi âm"),
        ({"recording": "f" * 64}, "không còn trên máy chủ"),
        ({"recording": "../../etc/passwd"}, "không còn trên máy chủ"),
        ({"sound": "robot"}, "Hãy chọn máy đọc nội dung"),
    ],
)
def test_without_a_recording_it_says_what_to_do(officer: Reader, changes: dict[str, str], words: str) -> None:
    """Nothing chosen, a name that is gone, a choice that is none: each has its sentence."""
    answer = officer.send(NEW, {**FIELDS, "do": "draft", **changes}, form=NEW)
    assert (answer.status_code, words in answer.text) == (422, True)


def test_a_full_disk_keeps_the_words(
    officer: Reader, here: House, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No room is told beside the field, by name."""
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: type("Usage", (), {"free": 0})())
    status, text, _ = sent(officer, sound)
    assert (status, "gần đầy" in text, FIELDS["text"] in text) == (422, True, True)


def test_only_the_compose_pages_may_ask_for_the_microphone(officer: Reader, here: House) -> None:
    """The policy opens the microphone there and nowhere else; the script is a file of ours."""
    composing = officer.open(NEW)
    assert "microphone=(self)" in composing.headers["Permissions-Policy"]
    assert "recorder.js" in composing.text
    assert "microphone=()" in officer.open("/bulletins").headers["Permissions-Policy"]


def test_what_was_brought_is_not_public(officer: Reader, visitor: Reader, here: House, sound: Path) -> None:
    """No address answers the file as it was brought."""
    sent(officer, sound)
    made = newest(here)
    for path in (
        f"/bulletins/{made.id}/sound/{made.recording}",
        f"/clips/{made.recording}",
        f"/media/{made.recording}",
    ):
        assert officer.open(path).status_code == 404
        assert visitor.open(path).status_code in (303, 404)
