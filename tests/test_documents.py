"""What the papers say is true: commands, options, targets, keys, files and sentences they name exist."""

import dataclasses
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import click
import pytest

from broadcaster.cli import cli
from broadcaster.config import PREFIX, Config
from broadcaster.wording import player, stations, texts
from stations.station_config import StationConfig

ROOT = Path(__file__).resolve().parent.parent
GUIDES = {"vi": ROOT / "docs" / "van-hanh.md", "en": ROOT / "docs" / "operations.md"}
PAPERS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DECISION_LINES = 60
NAMED = {str(path.relative_to(ROOT)): path for path in PAPERS}

FENCE = re.compile(r"^ *```.*?\n(.*?)^ *```", re.M | re.S)
SPAN = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"(?:.*(?:\s|/bin/))?broadcaster ((?:--\w+ \S+ )*[a-z].*)")
KEY_ROW = re.compile(r"^\| `([a-z_.]+)` \| (?:`([^`]*)`|none|không) \|", re.M)
CHANGES = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Known limits"}


def read(path: Path) -> str:
    """Return a paper's text."""
    return path.read_text(encoding="utf-8")


def code_in(text: str) -> list[str]:
    """Return every line of the code blocks, and every code span outside them."""
    blocks = [line.strip() for block in FENCE.findall(text) for line in block.splitlines()]
    return blocks + [" ".join(span.split()) for span in SPAN.findall(FENCE.sub("", text))]


def commands_in(text: str) -> Iterator[list[str]]:
    """Give the words after ``broadcaster`` for each command in a paper's code."""
    for line in code_in(text):
        if found := COMMAND.fullmatch(line):
            yield shlex.split(found[1], comments=True)


def found_command(words: list[str]) -> tuple[click.Command, list[str], set[str]]:
    """Walk the command tree along ``words``: the command reached, the words left, and the options passed on the way."""
    here: click.Command = cli
    options = set(cli.context_settings["help_option_names"])
    rest = list(words)
    while True:
        options |= {name for one in here.params for name in one.opts}
        while isinstance(here, click.Group) and rest and rest[0].startswith("-"):
            assert rest[0] in options, rest[0]
            rest = rest[2:]
        if not isinstance(here, click.Group) or not rest:
            return here, rest, options
        inner = here.get_command(click.Context(here), rest[0])
        assert inner is not None, f"there is no command {' '.join(words)!r}"
        here, rest = inner, rest[1:]


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give the path of every command that does something."""
    for name in group.list_commands(click.Context(group)):
        inner = group.get_command(click.Context(group), name)
        if isinstance(inner, click.Group):
            yield from leaves(inner, (*path, name))
        else:
            yield (*path, name)


def headings(text: str) -> list[str]:
    """Return the headings of a paper, outside its code."""
    return re.findall(r"^#+ .*", FENCE.sub("", text), re.M)


def reference(lang: str, number: int) -> dict[str, str]:
    """Return key -> default of the server's (0) or the station's (1) configuration table in a guide."""
    part = re.split(r"^### ", read(GUIDES[lang]), flags=re.M)[-2:][number]
    return {key.replace(".", "_"): default for key, default in KEY_ROW.findall(part)}


def shown(default: object) -> str:
    """Return a default as the guides write it."""
    if default is None:
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


@pytest.mark.parametrize("name", NAMED)
def test_commands_and_options_exist(name: str) -> None:
    """Each ``broadcaster ...`` in a paper reaches a command, and that command knows each option given to it."""
    for words in commands_in(read(NAMED[name])):
        _, rest, options = found_command(words)
        unknown = [word for word in rest if word.startswith("-") and word.split("=")[0] not in options]
        assert not unknown, f"{' '.join(words)}: no option {unknown}"


def test_commands_in_sentences_exist() -> None:
    """Each command that an error tells people to run exists."""
    named = re.compile(r"broadcaster ((?:[a-z]+ ?){1,2})")
    lines = [found[1] for pair in texts().values() for one in pair for found in named.finditer(one)]
    assert len(lines) >= 8
    for line in lines:
        found_command(line.split())


def test_readme_names_every_command() -> None:
    """The table of commands in README leaves none out."""
    rows = [line for line in read(ROOT / "README.md").splitlines() if line.startswith("| `broadcaster ")]
    for path in leaves(cli):
        group = " ".join(one.split(" | ")[0] for one in rows if one.startswith(f"| `broadcaster {path[0]}"))
        assert re.search(rf"\b{path[-1]}\b", group), " ".join(path)


@pytest.mark.parametrize("name", NAMED)
def test_make_targets_exist(name: str) -> None:
    """Each ``make ...`` in a paper is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.M))
    for line in code_in(read(NAMED[name])):
        if found := re.fullmatch(r"make ([a-z-]+)(?: .*)?", line):
            assert found[1] in targets, line


@pytest.mark.parametrize("lang", GUIDES)
@pytest.mark.parametrize(("number", "settings"), [(0, Config), (1, StationConfig)])
def test_every_setting_is_explained(lang: str, number: int, settings: type) -> None:
    """Both guides list every key with its true default, and no other key."""
    wanted = {one.name: shown(one.default) for one in dataclasses.fields(settings)}
    assert reference(lang, number) == wanted


@pytest.mark.parametrize("name", sorted(NAMED.keys() - {"CONTRIBUTING.md"}))
def test_settings_named_exist(name: str) -> None:
    """Each ``section.key`` and each BROADCASTER_... variable named in a paper is a setting."""
    known = {one.name for kind in (Config, StationConfig) for one in dataclasses.fields(kind)}
    sections = {one.split("_")[0] for one in known if "_" in one}
    text = read(NAMED[name])
    for line in code_in(text):
        found = re.fullmatch(r"([a-z]+)\.(?!js\b)([a-z_]+)(?: = .*)?", line)
        if found and found[1] in sections:
            assert f"{found[1]}_{found[2]}" in known, line
    for variable in re.findall(rf"{PREFIX}([A-Z_]+[A-Z])\b", text):
        assert variable == "CONFIG" or variable.lower().removesuffix("_file") in known, variable


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_decisions_are_short_and_numbered(path: Path) -> None:
    """A decision has at most 60 lines, and its heading carries the number of its file."""
    lines = read(path).splitlines()
    assert len(lines) <= DECISION_LINES
    number = path.name.split("-")[0]
    assert re.match(rf"# 0*{int(number)}\b", lines[0]), lines[0]


def test_decisions_leave_no_gap() -> None:
    """Decisions are numbered from 1 without a gap and without a number twice."""
    assert [int(path.name.split("-")[0]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("name", NAMED)
def test_links_lead_somewhere(name: str) -> None:
    """Each file or picture a paper links to is there."""
    here = NAMED[name].parent
    links = [one for one in LINK.findall(FENCE.sub("", read(NAMED[name]))) if "://" not in one]
    assert not [one for one in links if not (here / one).exists()]


@pytest.mark.parametrize("name", NAMED)
def test_paths_named_exist(name: str) -> None:
    """Each path of the project that stands in a paper's code is there."""
    path = re.compile(r"(?:deploy|docs|tests|benchmarks|broadcaster|schedules|stations|web)/[\w./-]*\w/?")
    named = [line.split()[0] for line in code_in(read(NAMED[name])) if path.fullmatch(line.split(" ")[0])]
    assert not [one for one in named if not (ROOT / one).exists()]


def test_screenshots_can_be_made() -> None:
    """Each picture of a page in README is one that the script takes."""
    taken = set(re.findall(r'Shot\("([a-z-]+)"', read(ROOT / "tests" / "screenshots.py")))
    named = re.findall(r"docs/screenshots/([a-z-]+)-(?:phone|desk)\.\w+", read(ROOT / "README.md"))
    assert named
    assert set(named) <= taken


def glossary() -> Iterator[tuple[str, str, str]]:
    """Give the Vietnamese words, the English words and the names in code of each row that is in use already."""
    used = read(ROOT / "docs" / "glossary.md").split("## Prepared for later")[0]
    for line in used.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "tiếng Việt":
            yield cells[0], cells[1], cells[2]


def test_glossary_words_are_used() -> None:
    """Of each row at least one Vietnamese word stands on a page, in a sentence or in the guide."""
    files = [*(ROOT / "web").glob("*.py"), *(ROOT / "web" / "templates").rglob("*.html"), GUIDES["vi"]]
    said = " ".join([*(read(one) for one in files), *(pair[0] for pair in texts().values())]).lower()
    rows = [vi for vi, _, _ in glossary()]
    assert len(rows) > 50
    words = {row: [re.sub(r" ?\(.*?\)", "", one).strip().lower() for one in row.split(",")] for row in rows}
    assert not [row for row, ways in words.items() if not any(one in said for one in ways)]


@pytest.mark.slow
def test_glossary_names_exist_in_code() -> None:
    """Each name the glossary gives from the code stands in the code."""
    folders = ("broadcaster", "schedules", "stations")
    code = " ".join(read(path) for folder in folders for path in (ROOT / folder).rglob("*.py"))
    names = [name for _, _, cell in glossary() for name in re.findall(r"`([\w.]+)`", cell)]
    assert not [name for name in names if not re.search(rf"\b{name.split('.')[-1]}\b", code)]


def test_changelog_keeps_its_form() -> None:
    """Unreleased comes first, then versions with dates, newest first; the present version is among them."""
    lines = [line for line in headings(read(ROOT / "CHANGELOG.md")) if line.startswith("## ")]
    assert lines[0] == "## [Unreleased]"
    versions = [re.fullmatch(r"## \[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d\d-\d\d)", line) for line in lines[1:]]
    assert all(versions)
    numbers = [tuple(map(int, one.groups()[:3])) for one in versions if one]
    assert numbers == sorted(set(numbers), reverse=True)
    present = re.search(r"^version = (\d+)\.(\d+)\.(\d+)$", read(ROOT / "setup.cfg"), re.M)
    assert present is not None
    assert tuple(map(int, present.groups())) in numbers
    kinds = {line.removeprefix("### ") for line in headings(read(ROOT / "CHANGELOG.md")) if line.startswith("### ")}
    assert kinds <= CHANGES


def test_guides_are_alike() -> None:
    """Both guides have the same headings in the same order, the same commands, and as many table rows."""
    vietnamese, english = read(GUIDES["vi"]), read(GUIDES["en"])
    assert [one.split()[0] for one in headings(vietnamese)] == [one.split()[0] for one in headings(english)]
    assert FENCE.findall(vietnamese) == FENCE.findall(english)
    parts = [re.split(r"^#+ ", text, flags=re.M) for text in (vietnamese, english)]
    rows = [[len(re.findall(r"^\|", one, re.M)) for one in part] for part in parts]
    assert rows[0] == rows[1]


@pytest.mark.parametrize(("lang", "place"), [("vi", 0), ("en", 1)])
def test_every_fault_of_a_station_is_explained(lang: str, place: int) -> None:
    """Each sentence a station or its player can say stands in both guides, word for word."""
    guide = read(GUIDES[lang])
    sentences = {code: re.sub(r"\{\w+\}", "…", pair[place]) for code, pair in (stations.TEXTS | player.TEXTS).items()}
    assert not {code: one for code, one in sentences.items() if f"| {one} |" not in guide}


def test_every_sentence_has_both_languages() -> None:
    """Each sentence stands in Vietnamese and in English, with the same blanks in both."""

    def blanks(sentence: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}

    assert not [code for code, (vi, en) in texts().items() if not vi or not en or blanks(vi) != blanks(en)]
