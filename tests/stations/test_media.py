"""Clips arrive whole or not at all, whatever the line and the disk do."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.errors import BroadcasterError, Faulty, Unavailable
from broadcaster.messages import Clip, Edition
from stations.media import MediaShelf, wanted
from stations.web_client import Origin, WebClient
from tests.stations.centre import CLOCK, TOKEN, Web, airing_of, made_web, serving, tone

NOW = CLOCK.now()


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A running site."""
    with serving(made_web(tmp_path)) as web:
        yield web


@pytest.fixture
def client(web: Web) -> Iterator[WebClient]:
    """A station's way to it."""
    client = WebClient(Origin(web.pki.ca_pem, TOKEN, web.url))
    yield client
    client.close()


@pytest.fixture
def clip(web: Web, tmp_path: Path) -> Clip:
    """A clip the site publishes."""
    path, clip = tone(tmp_path, 20)
    web.files[clip.sha256] = path.read_bytes()
    return clip


@pytest.fixture
def shelf(tmp_path: Path) -> MediaShelf:
    """An empty shelf."""
    return MediaShelf(tmp_path / "media", quota=0, reserve=0)


def test_a_clip_comes_over_https_with_the_token(web: Web, client: WebClient, shelf: MediaShelf, clip: Clip) -> None:
    """It lies under its hash, and the server saw our token."""
    path = shelf.fetch(clip, f"{web.url}/media", client)
    assert path.read_bytes() == web.files[clip.sha256]
    assert shelf.is_whole(clip.sha256)
    assert web.asked[0][2]["Authorization"] == f"Bearer {TOKEN}"


def test_a_broken_download_goes_on_where_it_was(web: Web, client: WebClient, shelf: MediaShelf, clip: Clip) -> None:
    """Cut in the middle it is not taken for the clip; the next try asks for the rest only."""
    web.cut_after = 100_000
    with pytest.raises(Unavailable):
        shelf.fetch(clip, f"{web.url}/media", client)
    assert not shelf.is_whole(clip.sha256)
    assert not shelf.path(clip.sha256).exists()
    web.cut_after = None
    shelf.fetch(clip, f"{web.url}/media", client)
    assert int(web.asked[-1][2]["Range"].strip("bytes=-")) > 90_000
    assert shelf.is_whole(clip.sha256)


def test_a_clip_that_cannot_be_read_is_fetched_again(
    web: Web, client: WebClient, shelf: MediaShelf, clip: Clip
) -> None:
    """A worn-out block (EIO) is no reason to be silent for ever: the clip is thrown away and lies elsewhere then."""
    shelf.path(clip.sha256).symlink_to("/proc/self/mem")  # it begins with memory that nobody may read
    with pytest.raises(OSError, match="Input/output"):
        shelf.path(clip.sha256).read_bytes()
    assert not shelf.is_whole(clip.sha256)
    shelf.fetch(clip, f"{web.url}/media", client)
    assert shelf.is_whole(clip.sha256)


@pytest.mark.parametrize("spoil", [lambda content: content[:-1] + b"x", lambda content: content + b"x"])
def test_wrong_content_is_thrown_away(web: Web, client: WebClient, shelf: MediaShelf, clip: Clip, spoil) -> None:  # type: ignore[no-untyped-def]
    """Flipped or overlong bytes never get the clip's name, and the next try begins anew."""
    right, web.files[clip.sha256] = web.files[clip.sha256], spoil(web.files[clip.sha256])
    with pytest.raises(Unavailable, match="sai nội dung"):
        shelf.fetch(clip, f"{web.url}/media", client)
    web.files[clip.sha256] = right
    shelf.fetch(clip, f"{web.url}/media", client)
    assert "Range" not in web.asked[-1][2]


@pytest.mark.parametrize(
    ("answer", "code", "permanent"),
    [
        ((200, "text/html; charset=utf-8", b"<html>Sign in</html>"), "station.captive_portal", False),
        ((302, "text/plain", b""), "station.server_refused", True),
        ((404, "application/json", b"{}"), "station.server_refused", True),
        ((416, "application/json", b"{}"), "station.server_refused", True),
        ((503, "application/json", b"{}"), "station.server_busy", False),
        ((429, "application/json", b"{}"), "station.server_busy", False),
    ],
)
def test_what_is_no_clip_is_told_apart(
    web: Web,
    client: WebClient,
    shelf: MediaShelf,
    clip: Clip,
    answer: tuple[int, str, bytes],
    code: str,
    permanent: bool,
) -> None:
    """Captive portals, redirects, refusals and busy servers have their own names, and leave nothing behind."""
    web.answer = answer
    with pytest.raises(BroadcasterError) as caught:
        shelf.fetch(clip, f"{web.url}/media", client)
    assert (caught.value.code, caught.value.permanent) == (code, permanent)
    assert list(shelf.path(clip.sha256).parent.iterdir()) == []


def test_another_servers_certificate_is_not_trusted(tmp_path: Path, web: Web, shelf: MediaShelf, clip: Clip) -> None:
    """A portal with a certificate of its own gets no token and gives no clip."""
    other = made_web(tmp_path / "other")
    client = WebClient(Origin(other.pki.ca_pem, TOKEN, web.url))
    with pytest.raises(Unavailable):
        shelf.fetch(clip, f"{web.url}/media", client)
    assert web.asked == []


def test_a_clip_elsewhere_is_asked_for_without_our_token(web: Web, shelf: MediaShelf, clip: Clip) -> None:
    """A CDN of another host is judged by the public authorities, and plain http is refused."""
    client = WebClient(Origin(web.pki.ca_pem, TOKEN, "https://site.test"))
    with pytest.raises(Unavailable):
        shelf.fetch(replace(clip, url=f"{web.url}/media/x"), "", client)
    with pytest.raises(Faulty, match="https"):
        shelf.fetch(replace(clip, url="http://127.0.0.1/x"), "", client)
    assert web.asked == []
    client.close()


def test_our_token_is_for_our_server_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, web: Web, shelf: MediaShelf, clip: Clip
) -> None:
    """Another host that the public authorities vouch for is asked, but never told who we are."""
    with serving(made_web(tmp_path / "cdn")) as cdn:
        monkeypatch.setenv("SSL_CERT_FILE", str(cdn.pki.ca))
        client = WebClient(Origin(web.pki.ca_pem, TOKEN, web.url))
        with pytest.raises(Faulty):
            shelf.fetch(replace(clip, url=f"{cdn.url}/media/{clip.sha256}"), "", client)
        client.close()
        assert ["Authorization" in headers for _, _, headers in cdn.asked] == [False]


def test_a_full_disk_is_named_before_anything_is_asked(tmp_path: Path, web: Web, client: WebClient, clip: Clip) -> None:
    """The reserve of the disk is never touched by clips."""
    shelf = MediaShelf(tmp_path / "media", quota=0, reserve=1 << 60)
    with pytest.raises(Unavailable) as caught:
        shelf.fetch(clip, f"{web.url}/media", client)
    assert (caught.value.code, web.asked) == ("station.disk_full", [])


def test_a_spoiled_file_is_found_and_thrown_away(web: Web, client: WebClient, shelf: MediaShelf, clip: Clip) -> None:
    """One flipped bit on the card is found when the clip is looked at, and the clip is gone."""
    path = shelf.fetch(clip, f"{web.url}/media", client)
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    assert not shelf.is_whole(clip.sha256)
    assert not path.exists()
    assert not shelf.is_whole(clip.sha256)


def test_a_name_that_is_no_hash_goes_nowhere(shelf: MediaShelf) -> None:
    """No document can make the station write outside its folder."""
    with pytest.raises(Faulty):
        shelf.path("../../etc/passwd")


def test_pruning_keeps_what_editions_need(tmp_path: Path) -> None:
    """The oldest unneeded clips go until the rest fits the quota; needed ones and their parts stay."""
    shelf = MediaShelf(tmp_path / "media", quota=100, reserve=0)
    for age, name in enumerate(("a", "b", "c", "d")):
        path = shelf.path(name * 64)
        path.write_bytes(b"x" * 60)
        os.utime(path, (1000 - age, 1000 - age))
    (tmp_path / "media" / f"{'e' * 64}.part").write_bytes(b"x")
    (tmp_path / "media" / f"{'d' * 64}.part").write_bytes(b"x")
    assert shelf.prune(frozenset({"d" * 64})) == ["c" * 64, "b" * 64, "e" * 64]
    assert sorted(file.name[0] for file in (tmp_path / "media").iterdir()) == ["a", "d", "d"]


def test_the_soonest_clips_are_wanted_first(tmp_path: Path) -> None:
    """Clips of airings that are over are not wanted; a clip of two airings counts with the first."""
    one, two, three = (tone(tmp_path, 1, value)[1] for value in (1, 2, 3))
    airings = (
        airing_of("late", NOW + timedelta(hours=2), one, two),
        airing_of("soon", NOW + timedelta(hours=1), two),
        airing_of("over", NOW - timedelta(hours=1), three),
    )
    edition = Edition(1, NOW, NOW + timedelta(days=1), airings, {clip.sha256: clip for clip in (one, two, three)})
    assert [found.clip for found in wanted([edition], NOW)] == [two, one]
