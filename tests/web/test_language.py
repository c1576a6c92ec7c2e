"""Two languages: every sentence of the pages has an English one, and each reader gets theirs."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from broadcaster.wording.web import TEXTS
from tests.web.readers import Reader

WEB = Path(__file__).resolve().parents[2] / "web"
ENGLISH = WEB / "translations/en/LC_MESSAGES/messages.po"
BLANK = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """All sentences of the pages, extracted afresh."""
    made = tmp_path_factory.mktemp("babel") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg", "-k", "_l"]
    subprocess.run([*command, "-o", str(made), "."], cwd=WEB, check=True)
    with made.open("rb") as file:
        return read_po(file)


@pytest.mark.slow
def test_every_sentence_has_an_english_one(extracted: Catalog) -> None:
    """No sentence is missing, none is left over, and each has the same blanks in both languages."""
    with ENGLISH.open("rb") as file:
        english = read_po(file, locale="en")
    wanted = {message.id for message in extracted if message.id}
    assert {message.id for message in english if message.id} == wanted
    for message in english:
        if not message.id:
            continue
        told = message.string if isinstance(message.string, tuple) else (message.string,)
        asked = message.id[0] if isinstance(message.id, tuple) else message.id
        for one in told:
            assert one, asked
            assert set(BLANK.findall(one)) == set(BLANK.findall(asked)), asked


def test_the_catalogue_compiles(tmp_path: Path) -> None:
    """The catalogue that set-up compiles is sound."""
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "compile", "-i", str(ENGLISH)]
    subprocess.run([*command, "-o", str(tmp_path / "messages.mo")], check=True)
    assert (tmp_path / "messages.mo").stat().st_size > 10_000


def test_faults_of_the_pages_have_both_languages() -> None:
    """Each has the same blanks in Vietnamese and English."""
    for code, (vietnamese, english) in TEXTS.items():
        assert vietnamese != english, code
        assert set(re.findall(r"{(\w+)}", vietnamese)) == set(re.findall(r"{(\w+)}", english)), code


@pytest.mark.parametrize(("asked", "words"), [("en-GB,en", "Sign in"), ("vi", "Đăng nhập"), ("fr", "Đăng nhập")])
def test_visitors_get_the_language_of_their_browser(visitor: Reader, asked: str, words: str) -> None:
    """English for English browsers, Vietnamese for all others."""
    assert words in visitor.open("/sign-in", headers={"Accept-Language": asked}).text


def test_people_get_the_language_of_their_account(signed_in: Callable[[str], Reader]) -> None:
    """The account's language wins, in the pages and in their faults."""
    officer = signed_in("mai")
    assert officer.send("/account", {"language": "en", "phone": "0912 345 678"}, form="/account").status_code == 303
    page = officer.read("/")
    assert 'lang="en"' in page
    assert "Monday, 23/11/2026" in page
    fault = officer.send("/bulletins/new", {"do": "draft", "locality": "c1"}, form="/bulletins/new")
    assert "The bulletin has no text yet." in fault.text
    wrong = officer.send("/account", {"language": "fr", "phone": "x"}, form="/account")
    assert wrong.status_code == 422
