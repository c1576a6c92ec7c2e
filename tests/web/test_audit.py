"""The log of changes on a page: who did what, and whether the chain holds."""

from sqlalchemy import text

from tests.house import House
from tests.web.readers import Reader


def test_changes_stand_in_the_log(administrator: Reader, here: House) -> None:
    """Each change is there with its person, filtered by kind and day, and as CSV."""
    here.submitted()
    page = administrator.read("/audit?action=bulletin.")
    assert "Gửi duyệt bản tin" in page
    assert "Nguyễn Thị Mai" in page
    assert "Thêm cụm loa" not in page.split("<tbody>")[1]
    assert "Không có dòng nào như vậy" in administrator.read("/audit?until=2020-01-01&since=x")
    assert "Gửi duyệt bản tin" in administrator.open("/audit.csv").text


def test_a_touched_row_is_found(administrator: Reader, here: House) -> None:
    """The whole chain is verified on demand; a row changed behind our back is named."""
    assert "Nguyên vẹn" in administrator.send("/audit/verify", form="/audit").text
    with here.dispatch.store.begin("thief") as tx:
        for trigger in tx.connection.scalars(text("select name from sqlite_master where type = 'trigger'")).all():
            tx.connection.execute(text(f"drop trigger {trigger}"))
        tx.connection.execute(text("update audit set detail = '{}' where id = 3"))
    assert "Chuỗi bị đứt tại dòng 3." in administrator.send("/audit/verify", form="/audit").text
