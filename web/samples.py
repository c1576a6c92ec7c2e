"""Common bulletins with blanks to fill in, to begin with instead of an empty form. Pure: texts, no page.

A blank is a word and three dots in brackets, such as ``[giờ…]``; what still has one cannot be handed in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from broadcaster.bulletins import Field
from broadcaster.errors import Refused

BLANK = re.compile(r"\[[^\[\]\n]{1,40}…\]")
MOST_NAMED = 6
"""So many blanks are named in the sentence that asks for them."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One common bulletin: what it is called on the page, its title, its field of information, its text."""

    name: LazyString
    title: str
    field: Field
    text: str


SAMPLES: Mapping[str, Sample] = {
    "hop": Sample(
        _l("Mời họp"),
        "Mời họp [nơi…]",
        Field.GENERAL,
        "Ban điều hành [nơi…] trân trọng kính mời đại diện các hộ gia đình đến dự họp.\n"
        "Thời gian: [giờ…], ngày [ngày…].\n"
        "Địa điểm: [địa điểm…].\n"
        "Nội dung: [nội dung…].\n"
        "Đề nghị bà con sắp xếp thời gian, đến dự đông đủ và đúng giờ.",
    ),
    "tiem-chung": Sample(
        _l("Tiêm chủng"),
        "Lịch tiêm chủng ngày [ngày…]",
        Field.KNOWLEDGE,
        "Trạm Y tế [nơi…] thông báo lịch tiêm chủng.\n"
        "Thời gian: từ [giờ…] đến [giờ…], ngày [ngày…].\n"
        "Địa điểm: [địa điểm…].\n"
        "Đối tượng: [đối tượng…].\n"
        "Phụ huynh mang theo sổ tiêm chủng của trẻ và cho trẻ ăn uống bình thường trước khi tiêm."
        " Xin báo cán bộ y tế nếu trẻ đang sốt hoặc từng bị phản ứng sau tiêm."
        " Sau khi tiêm, ở lại theo dõi ba mươi phút.",
    ),
    "cup-dien": Sample(
        _l("Cúp điện"),
        "Tạm ngừng cấp điện ngày [ngày…]",
        Field.GENERAL,
        "Điện lực [nơi…] thông báo tạm ngừng cấp điện để [lý do…].\n"
        "Thời gian: từ [giờ…] đến [giờ…], ngày [ngày…].\n"
        "Khu vực: [khu vực…].\n"
        "Điện có thể được cấp lại sớm hơn, vì vậy bà con luôn coi như đường dây đang có điện.\n"
        "Cần hỏi thêm, xin gọi [số điện thoại…].",
    ),
    "cup-nuoc": Sample(
        _l("Cúp nước"),
        "Tạm ngừng cấp nước ngày [ngày…]",
        Field.GENERAL,
        "Đơn vị cấp nước [tên đơn vị…] thông báo tạm ngừng cấp nước để [lý do…].\n"
        "Thời gian: từ [giờ…] đến [giờ…], ngày [ngày…].\n"
        "Khu vực: [khu vực…].\n"
        "Đề nghị bà con trữ đủ nước sinh hoạt và khóa vòi khi không dùng."
        " Khi có nước trở lại, xả bỏ nước đục trước khi sử dụng.\n"
        "Cần hỏi thêm, xin gọi [số điện thoại…].",
    ),
    "thue": Sample(
        _l("Nộp thuế"),
        "Nộp thuế [loại thuế…]",
        Field.POLICY,
        "Ủy ban nhân dân [nơi…] thông báo việc nộp thuế [loại thuế…] năm [năm…].\n"
        "Hạn nộp: ngày [ngày…].\n"
        "Bà con nộp qua ứng dụng eTax Mobile, tại ngân hàng, hoặc tại [địa điểm…], trong giờ hành chính.\n"
        "Cơ quan thuế không yêu cầu chuyển tiền vào tài khoản cá nhân và không hỏi mật khẩu qua điện thoại.\n"
        "Cần hỏi thêm, xin gọi [số điện thoại…].",
    ),
    "tuyen-quan": Sample(
        _l("Tuyển quân"),
        "Khám sức khỏe nghĩa vụ quân sự năm [năm…]",
        Field.DIRECTION,
        "Hội đồng Nghĩa vụ quân sự [nơi…] thông báo lịch khám sức khỏe nghĩa vụ quân sự năm [năm…].\n"
        "Thời gian: [giờ…], ngày [ngày…].\n"
        "Địa điểm: [địa điểm…].\n"
        "Công dân có giấy gọi mang theo căn cước và giấy tờ về sức khỏe nếu có, đến đúng giờ.\n"
        "Đề nghị các gia đình động viên con em chấp hành tốt Luật Nghĩa vụ quân sự.",
    ),
    "bau-cu": Sample(
        _l("Bầu cử"),
        "Ngày bầu cử [ngày…]",
        Field.DIRECTION,
        "Ủy ban bầu cử [nơi…] thông báo.\n"
        "Ngày bầu cử: [ngày…]. Giờ bỏ phiếu: từ [giờ…] đến [giờ…].\n"
        "Địa điểm bỏ phiếu: [địa điểm…].\n"
        "Cử tri mang theo thẻ cử tri, tự mình đi bỏ phiếu, không nhờ người khác bỏ phiếu thay."
        " Cử tri ốm đau, già yếu không đến được, xin báo cho tổ bầu cử để được mang hòm phiếu phụ đến nhà.\n"
        "Danh sách cử tri và người ứng cử được niêm yết tại [nơi niêm yết…].",
    ),
    "ve-sinh": Sample(
        _l("Vệ sinh môi trường"),
        "Tổng vệ sinh môi trường ngày [ngày…]",
        Field.KNOWLEDGE,
        "Ủy ban nhân dân [nơi…] phát động tổng vệ sinh môi trường.\n"
        "Thời gian: [giờ…], ngày [ngày…].\n"
        "Đề nghị mỗi gia đình quét dọn trước nhà, khơi thông cống rãnh, phát quang bụi rậm,"
        " lật úp vật chứa nước đọng để diệt lăng quăng, phòng bệnh sốt xuất huyết.\n"
        "Rác được phân loại, để đúng nơi quy định trước [giờ thu gom…].",
    ),
    "tim-nguoi": Sample(
        _l("Tìm người lạc"),
        "Tìm người lạc: [họ tên…]",
        Field.UNEXPECTED,
        "Gia đình cần tìm [ông, bà, cháu…] [họ tên…], [tuổi…] tuổi, nhà ở [địa chỉ…].\n"
        "Đặc điểm: [dáng người, quần áo…].\n"
        "Được nhìn thấy lần cuối lúc [giờ…], ngày [ngày…], tại [địa điểm…].\n"
        "Ai gặp hoặc biết tin, xin báo ngay cho gia đình theo số [số điện thoại…],"
        " hoặc Công an [nơi…]. Gia đình chân thành cảm ơn.",
    ),
}


def unfilled(*texts: str) -> Refused | None:
    """Return what is told of the blanks that are still to be filled in, each once, in order; None without any."""
    left = tuple(dict.fromkeys(found for text in texts for found in BLANK.findall(text)))
    return Refused("web.blanks_left", field="text", blanks=", ".join(left[:MOST_NAMED])) if left else None
