"""What is said about the feeds of warning authorities and the documents they bring."""

TEXTS = {
    "feed.name": (
        "Tên nguồn “{name}” không dùng được: chỉ chữ thường không dấu, số và dấu gạch nối.",
        "The feed name “{name}” cannot be used: only small letters, digits and hyphens.",
    ),
    "feed.every": (
        "Khoảng cách hai lần hỏi phải từ {least} đến {most}.",
        "The pause between two polls must be from {least} to {most}.",
    ),
    "feed.rule_sender": (
        "{sender} được tự động phát nhưng không nằm trong danh sách nơi gửi. Thêm --sender {sender}.",
        "{sender} may release automatically but is not a listed sender. Add --sender {sender}.",
    ),
    "feed.rule_invalid": (
        "“{value}” không đúng dạng NƠI_GỬI=MÃ_SỰ_KIỆN.",
        "“{value}” is not of the form SENDER=EVENT_CODE.",
    ),
    "feed.no_roots": (
        "Nguồn có nơi gửi được đề xuất phải có chứng thư gốc để kiểm chữ ký. Thêm --trust GOC.pem.",
        "A feed whose senders may propose needs a root certificate to check signatures. Add --trust ROOT.pem.",
    ),
    "feed.missing": ("Không có nguồn {name}.", "There is no feed {name}."),
    "feed.removed": (
        "Nguồn {name} đã gỡ khỏi danh sách. Hãy thêm lại nguồn trước khi hỏi.",
        "The feed {name} was taken off the list. Add it again before asking it.",
    ),
    "feed.still_sounding": (
        "Chưa gỡ được: “{title}” do nguồn này tự phát còn hiệu lực. Hãy hủy lệnh đó trước.",
        "Not removed: “{title}”, which this feed released by itself, still stands. Cancel that alert first.",
    ),
    "feed.not_a_feed": (
        "Phần tử gốc {name} không phải của Atom hay RSS. Kiểm tra lại địa chỉ của nguồn.",
        "The root element {name} is neither Atom's nor RSS's. Check the address of the feed.",
    ),
    # addresses
    "feed.address_odd": ("Địa chỉ {url} viết không đúng.", "The address {url} is not written properly."),
    "feed.address_scheme": (
        "Không mở {url}: chỉ https, hoặc http khi nguồn được khai bằng http.",
        "{url} is not opened: only https, or http where the feed was listed with it.",
    ),
    "feed.address_host": (
        "Không mở {url}: máy {host} không phải của nguồn và không có trong danh sách cho phép.",
        "{url} is not opened: the host {host} is neither the feed's own nor on its allow-list.",
    ),
    "feed.address_inside": (
        "Không mở {url}: địa chỉ trong mạng nội bộ. Chỉ nguồn khai “local” mới được.",
        "{url} is not opened: an address inside a network. Only a feed listed as local may have one.",
    ),
    "feed.address_number": (
        "Không kết nối {host}: tên này dẫn đến địa chỉ {number} không được phép.",
        "{host} is not connected to: the name leads to {number}, which is not allowed.",
    ),
    "feed.redirect_away": (
        "Nguồn chuyển hướng sang máy khác ({host}): không đi theo.",
        "The feed redirects to another host ({host}): not followed.",
    ),
    "feed.redirects": ("Nguồn chuyển hướng quá {most} lần.", "The feed redirects more than {most} times."),
    # the network
    "feed.unknown_host": ("Không tìm thấy máy {host}.", "The host {host} is not found."),
    "feed.away": ("Không lấy được từ {host}: {reason}.", "Nothing came from {host}: {reason}."),
    "feed.slow": ("{host} trả lời chậm quá {most} giây.", "{host} took longer than {most} seconds."),
    "feed.status": ("{host} trả lời mã {status}.", "{host} answered with status {status}."),
    "feed.too_large": (
        "{host} gửi hơn {limit} byte nên không đọc hết.",
        "{host} sent more than {limit} bytes; the rest was not read.",
    ),
    # documents
    "feed.message_known": (
        "Bản tin này của nguồn đã được lưu trước đó.",
        "This document of the feed was kept before.",
    ),
    "feed.message_missing": (
        "Không còn bản tin này của nguồn {name}.",
        "This document of the feed {name} is no longer there.",
    ),
    "feed.message_let_go": (
        "Nội dung gốc đã được giải phóng để nhường chỗ cho bản tin mới; vẫn còn kết quả xét.",
        "The bytes were let go to make room for newer documents; the verdict is still there.",
    ),
    "feed.sender_unlisted": (
        "Nơi gửi {sender} không có trong danh sách của nguồn.",
        "The sender {sender} is not on the feed's list.",
    ),
    "feed.not_actual": (
        "Trạng thái {status}, không phải Actual: chỉ lưu lại.",
        "Its status is {status}, not Actual: only kept.",
    ),
    "feed.soon_over": (
        "Cảnh báo hết hạn hoặc còn dưới 5 phút nên không đề xuất phát.",
        "The warning is over or ends within 5 minutes, so it is not proposed.",
    ),
    "feed.nowhere_here": (
        "Không cụm loa nào của địa bàn {locality} nằm trong vùng cảnh báo.",
        "No station of the locality {locality} stands inside the area of the warning.",
    ),
}
