"""What is said of the named lists that alerts are aimed with."""

TEXTS: dict[str, tuple[str, str]] = {
    "list.name_empty": (
        "Danh sách chưa có tên. Hãy đặt một tên ngắn, ví dụ “Xã ven sông Bé”.",
        "The list has no name yet. Give it a short one, for example “Communes along the river”.",
    ),
    "list.name_long": (
        "Tên danh sách dài {count} ký tự, nhiều nhất là {most}. Hãy đặt tên ngắn hơn.",
        "The name of the list has {count} characters; {most} is the most. Make it shorter.",
    ),
    "list.name_taken": (
        "Đã có danh sách “{name}”. Hãy đặt tên khác, hoặc sửa danh sách đó.",
        "There is a list “{name}” already. Choose another name, or change that list.",
    ),
    "list.empty": (
        "Danh sách chưa có nơi nào. Hãy chọn ít nhất một địa bàn hoặc một cụm loa.",
        "The list holds nothing yet. Choose at least one locality or station.",
    ),
    "list.too_many": (
        "Danh sách có {count} nơi, nhiều nhất là {most}. Hãy chọn cả xã thay cho từng cụm loa.",
        "The list has {count} members; {most} is the most. Choose whole communes instead of single stations.",
    ),
    "list.too_many_lists": (
        "{place} đã giữ {most} danh sách. Hãy xóa danh sách không còn dùng.",
        "{place} keeps {most} lists already. Remove one that is no longer used.",
    ),
    "list.place_unknown": (
        "Không có địa bàn {code}. Hãy chọn lại trong danh sách.",
        "There is no locality {code}. Choose again from the list.",
    ),
    "list.place_gone": (
        "“{name}” đã nhập vào “{into}”. Hãy bỏ chọn, và chọn “{into}” nếu cần.",
        "“{name}” was merged into “{into}”. Untick it, and choose “{into}” if that is meant.",
    ),
    "list.station_gone": (
        "Cụm loa “{name}” đã bị thu hồi. Hãy bỏ chọn cụm này.",
        "The station “{name}” was revoked. Untick it.",
    ),
    "list.member_beyond": (
        "“{name}” nằm ngoài {place}, nơi giữ danh sách này. Hãy bỏ chọn.",
        "“{name}” lies outside {place}, which keeps this list. Untick it.",
    ),
    "list.missing": (
        "Không có danh sách “{name}”. Có thể đã bị xóa hoặc đổi tên; hãy chọn lại.",
        "There is no list “{name}”. It may have been removed or renamed; choose again.",
    ),
    "list.version_missing": (
        "Không tìm thấy bản {version} của danh sách “{name}”. Hãy tải lại trang.",
        "Version {version} of the list “{name}” is not known. Load the page again.",
    ),
    "list.several": (
        "Có nhiều danh sách tên “{name}”. Hãy ghi mã của một danh sách: {ids}.",
        "Several lists are called “{name}”. Give the id of one of them: {ids}.",
    ),
    "list.changed_meanwhile": (
        "Danh sách “{name}” vừa được người khác sửa. Hãy xem lại rồi chọn lại.",
        "Somebody else has just changed the list “{name}”. Look at it, then choose again.",
    ),
    "list.beyond": (
        "Danh sách “{name}” có {count} nơi ngoài phạm vi của bạn, nên bạn không dùng được. Hãy chọn từng nơi của mình.",
        "{count} members of the list “{name}” are not in your places, so you cannot use it. Choose your own places.",
    ),
    "list.all_gone": (
        "Không còn nơi nào của danh sách “{name}” đang hoạt động. Hãy sửa danh sách hoặc chọn nơi khác.",
        "No member of the list “{name}” is in use any more. Change the list, or choose other places.",
    ),
    "list.all_chosen": (
        "Đã chọn cả {name}, nên danh sách không thêm gì. Hãy bỏ chọn cả {name}, hoặc bỏ chọn danh sách.",
        "All of {name} is chosen, so the list adds nothing. Untick all of {name}, or untick the list.",
    ),
    "list.twice": (
        "Danh sách “{name}” được chọn hai lần, bản lúc soạn và bản mới. Hãy bỏ chọn một bản.",
        "The list “{name}” is chosen twice, as it was then and as it is now. Untick one of the two.",
    ),
    "list.unchanged": (
        "Chưa ghi điều gì cần sửa. Hãy thêm --name, --in, --station hoặc --out.",
        "Nothing to change was given. Add --name, --in, --station or --out.",
    ),
    "list.not_in": (
        "“{member}” không có trong danh sách “{name}”. Hãy xem lại mã.",
        "“{member}” is not in the list “{name}”. Look at the code again.",
    ),
    "list.line_used": (
        "Theo danh sách “{name}” (bản {version}): {count} cụm loa.",
        "By the list “{name}” (version {version}): {count} stations.",
    ),
    "list.line_gone": (
        "Không còn trong danh sách “{name}”: {gone}.",
        "No longer there of the list “{name}”: {gone}.",
    ),
    "list.line_kept": (
        "Danh sách “{name}”, bản {version}: {localities} địa bàn, {stations} cụm loa chọn riêng; loa ở đó: {count}.",
        "The list “{name}”, version {version}: {localities} localities, {stations} single stations; reaches {count}.",
    ),
    "list.line_removed": ("Danh sách “{name}” đã bị xóa.", "The list “{name}” is removed."),
}
