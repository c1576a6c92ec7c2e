"""What people are told about bundles for stations without a network."""

TEXTS: dict[str, tuple[str, str]] = {
    "bundle.damaged": (
        "“{file}” không phải gói USB của hệ thống này, hoặc bị hỏng. Hãy xuất lại gói từ máy chủ.",
        "“{file}” is not a bundle of this system, or is damaged. Export it from the server again.",
    ),
    "bundle.other_station": (
        "Gói USB này của cụm loa “{station}”, còn máy này là “{ours}”. Hãy xuất gói cho đúng cụm loa.",
        "This bundle is for the station “{station}”, and this is “{ours}”. Export the bundle of this station.",
    ),
    "bundle.empty": (
        "Gói USB không có tài liệu nào dùng được cho cụm loa này.",
        "The bundle holds no document that this station can use.",
    ),
    "bundle.line_exported": (
        "{file}: {documents} tài liệu, {clips} tệp âm thanh, lịch đến {until}.",
        "{file}: {documents} documents, {clips} clips, planned until {until}.",
    ),
    "bundle.line_lost": (
        "CHÚ Ý: máy chủ không còn {count} tệp âm thanh; cụm loa sẽ thiếu chúng.",
        "NOTE: {count} clips are lost on the server; the station will lack them.",
    ),
    "bundle.line_imported": (
        "Đã nhận {documents} tài liệu, {new} tệp âm thanh mới ({known} đã có). Cụm loa đang chạy sẽ theo sau một phút.",
        "Taken in: {documents} documents, {new} new clips ({known} known). A running station follows within a minute.",
    ),
}
