"""The log of changes on a page: who did what, and whether the chain holds."""

import re
from pathlib import Path

from sqlalchemy import text

import broadcaster
from broadcaster.dispatch import ListWords
from broadcaster.messages import CommandName
from tests.house import House
from tests.web.readers import Reader
from web import words

NOTED = re.compile(r'\.note\(\s*"([a-z]+\.[a-z_]+)"')


def test_changes_stand_in_the_log(administrator: Reader, here: House) -> None:
    """Each change is there with its person, filtered by kind and day, and as CSV."""
    here.submitted()
    page = administrator.read("/audit?action=bulletin.")
    assert "Gửi duyệt bản tin" in page
    assert "Nguyễn Thị Mai" in page
    assert "Thêm cụm loa" not in page.split("<tbody>")[1]
    assert "Không có dòng nào như vậy" in administrator.read("/audit?until=2020-01-01&since=x")
    assert "Gửi duyệt bản tin" in administrator.open("/audit.csv").text


def test_every_kind_of_change_can_be_asked_for(administrator: Reader, here: House) -> None:
    """Whatever is written in the log has words and a kind in the filter: alarms first, and nothing under a code."""
    sources = Path(broadcaster.__file__).parent.rglob("*.py")
    written = {action for path in sources for action in NOTED.findall(path.read_text(encoding="utf-8"))}
    assert {"alert.add", "list.add", "edition.publish"} <= written
    assert not (written | {f"command.{name}" for name in CommandName}) - set(words.ACTIONS)
    assert {action.partition(".")[0] + "." for action in words.ACTIONS} == set(words.SUBJECTS)
    here.dispatch.add_list(ListWords("Ấp trũng", ("h1",)), here.leader)
    table = administrator.read("/audit?action=list.").split("<tbody>")[1]
    assert "Lập danh sách nơi nhận" in table
    assert "Thêm cụm loa" not in table


def test_a_touched_row_is_found(administrator: Reader, here: House) -> None:
    """The whole chain is verified on demand; a row changed behind our back is named."""
    assert "Nguyên vẹn" in administrator.send("/audit/verify", form="/audit").text
    with here.dispatch.store.begin("thief") as tx:
        for trigger in tx.connection.scalars(text("select name from sqlite_master where type = 'trigger'")).all():
            tx.connection.execute(text(f"drop trigger {trigger}"))
        tx.connection.execute(text("update audit set detail = '{}' where id = 3"))
    assert "Chuỗi bị đứt tại dòng 3." in administrator.send("/audit/verify", form="/audit").text
