"""A bundle brought to a station: what is signed for it is handed over, the rest is told, nothing else is touched."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.bundle import pack
from broadcaster.errors import Unavailable
from broadcaster.messages import Letter, Role
from stations.bundles import Brought, Reader, bring, waiting
from stations.media import MediaShelf
from tests.refusals import refused
from tests.stations.centre import CLOCK, STATION, Centre, airing_of, tone


@pytest.fixture
def centre() -> Centre:
    """A site that has assigned the station and planned a clip for tomorrow."""
    made = Centre()
    made.assign("79")
    return made


def packed(folder: Path, centre: Centre, *more: Letter, spoil: bool = False) -> tuple[Path, str]:
    """Return a bundle of all that the centre published, with the one clip of its plan, and the name of that."""
    path, clip = tone(folder, 1)
    airing = airing_of("news", CLOCK.now() + timedelta(days=1), clip)
    centre.plan(airing, clips=(clip,))
    other = folder / "other"
    other.write_bytes(b"not this one")
    pack(folder / "stick.zip", (*centre.inbox.documents, *more), {clip.sha256: other if spoil else path})
    return folder / "stick.zip", clip.sha256


def brought(folder: Path, file: Path, centre: Centre) -> Brought:
    """Bring a bundle."""
    reader = Reader(STATION, centre.trust, CLOCK.now())
    return bring(file, reader, MediaShelf(folder / "media", quota=0, reserve=0), folder / "brought")


def test_documents_and_clips_are_handed_over(tmp_path: Path, centre: Centre) -> None:
    """The clip is on the shelf, the documents wait, keys first, and are taken once; a second bundle knows the clip."""
    file, sha256 = packed(tmp_path, centre)
    told = brought(tmp_path, file, centre)
    assert (told.new_clips, told.known_clips, told.refused) == (1, 0, ())
    assert told.topics[0] == centre.topics.keys
    assert MediaShelf(tmp_path / "media", quota=0, reserve=0).is_whole(sha256)
    assert [one.topic for one in waiting(tmp_path / "brought")] == list(told.topics)
    assert list(waiting(tmp_path / "brought")) == []
    assert brought(tmp_path, file, centre).known_clips == 1


def test_what_nobody_signed_stays_outside(tmp_path: Path, centre: Centre) -> None:
    """A forged plan is named with its reason, and the true documents beside it are handed over."""
    centre.documents["vn-79/v1/localities/79/alarms"] = b"{}"
    file, _ = packed(tmp_path, centre)
    told = brought(tmp_path, file, centre)
    assert [topic for topic, _ in told.refused] == ["vn-79/v1/localities/79/alarms"]
    assert "vn-79/v1/localities/79/alarms" not in [one.topic for one in waiting(tmp_path / "brought")]
    assert len(told.topics) == 3


def test_a_bundle_of_strangers_is_refused_whole(tmp_path: Path, centre: Centre) -> None:
    """Another site's keys are believed by nobody here; not even a clip is taken."""
    stranger = Centre()
    stranger.assign("79")
    file, sha256 = packed(tmp_path, stranger)
    with refused("wire.signature"):
        brought(tmp_path, file, centre)
    assert list(waiting(tmp_path / "brought")) == []
    assert not MediaShelf(tmp_path / "media", quota=0, reserve=0).is_whole(sha256)


def test_another_stations_bundle_is_named(tmp_path: Path, centre: Centre) -> None:
    """Whoever took the wrong stick reads for which station it is."""
    file, _ = packed(tmp_path, centre, Letter(centre.topics.assignment("s2"), "x"))
    with refused("bundle.other_station") as fault:
        brought(tmp_path, file, centre)
    assert fault.value.facts == {"station": "s2", "ours": STATION}
    with refused("bundle.empty"):
        pack(tmp_path / "empty.zip", (), {})
        brought(tmp_path, tmp_path / "empty.zip", centre)


def test_a_clip_that_is_another_is_not_shelved(tmp_path: Path, centre: Centre) -> None:
    """It is told, and no document is handed over: the stick is bad."""
    file, _ = packed(tmp_path, centre, spoil=True)
    with pytest.raises(Unavailable) as fault:
        brought(tmp_path, file, centre)
    assert fault.value.code == "station.media_wrong"
    assert list((tmp_path / "media").iterdir()) == []
    assert list(waiting(tmp_path / "brought")) == []


def test_a_revoked_key_signs_nothing_any_more(tmp_path: Path, centre: Centre) -> None:
    """The bundle's own key set counts for what is in it: a plan signed by a key that it revoked is refused."""
    file, _ = packed(tmp_path, centre)
    plan = centre.documents[centre.topics.timetable("79")]
    centre.signers[Role.SCHEDULE] = replace(Centre().signers[Role.SCHEDULE])
    centre.publish_keys()
    centre.assign("79")
    centre.documents[centre.topics.timetable("79")] = plan
    pack(file, centre.inbox.documents, {})
    told = brought(tmp_path, file, centre)
    assert [topic for topic, _ in told.refused] == [centre.topics.timetable("79")]


def test_junk_in_the_folder_ends_nothing(tmp_path: Path, centre: Centre) -> None:
    """What a dying card has made of a file is thrown away, the next one is read."""
    file, _ = packed(tmp_path, centre)
    (tmp_path / "brought").mkdir()
    (tmp_path / "brought" / "0.json").write_bytes(b"{")
    brought(tmp_path, file, centre)
    assert len(list(waiting(tmp_path / "brought"))) == 3
    assert list((tmp_path / "brought").iterdir()) == []


def test_what_is_being_written_is_not_pruned(tmp_path: Path) -> None:
    """The running station throws spare clips away while somebody brings one; only its next start clears half files."""
    shelf = MediaShelf(tmp_path, quota=0, reserve=0)
    (tmp_path / ".partial-0").write_bytes(b"half")
    (tmp_path / ("0" * 64)).write_bytes(b"spare")
    assert shelf.prune(frozenset()) == ["0" * 64]
    assert (tmp_path / ".partial-0").exists()
    shelf.tidy()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Unavailable):
        shelf.bring("0" * 64, io.BytesIO(b"other"))
