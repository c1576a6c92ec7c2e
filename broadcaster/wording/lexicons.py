"""What people are told about the lexicons of localities, and why a piece of a text should be heard first."""

TEXTS = {
    "lexicon.too_many": (
        "Bảng cách đọc của {name} sẽ có {count} mục, nhiều nhất là {most}. Hãy bỏ bớt mục không còn dùng,"
        " hoặc đưa mục dùng chung lên cấp trên.",
        "The lexicon of {name} would have {count} entries; {most} is the most. Remove what is no longer used, or have"
        " shared entries kept by the locality above.",
    ),
    "lexicon.changed_meanwhile": (
        "Cách đọc của “{written}” đã được sửa thêm lần nữa, nên không hoàn tác được. Hãy sửa lại trong bảng.",
        "The reading of “{written}” was changed once more since, so this cannot be undone. Change it in the lexicon.",
    ),
    "lexicon.entry_missing": (
        "“{written}” không còn trong bảng cách đọc của {name}.",
        "“{written}” is no longer in the lexicon of {name}.",
    ),
    "lexicon.entry_known": (
        "“{written}” đã có trong bảng cách đọc của {name}. Hãy sửa mục đó.",
        "“{written}” is in the lexicon of {name} already. Change that entry.",
    ),
    "lexicon.change_missing": (
        "Không tìm thấy lần sửa này của bảng cách đọc. Hãy mở lại bảng và sửa từng mục.",
        "This change of the lexicon is not known. Open the lexicon and change the entries one by one.",
    ),
    "lexicon.empty_file": (
        "Tệp không có mục nào. Cần hai cột: chữ viết, cách đọc.",
        "The file has no entries. It needs two columns: written, spoken.",
    ),
    "lexicon.file_missing": ("Hãy chọn một tệp CSV.", "Choose a CSV file."),
    "lexicon.file_long": (
        "Tệp lớn hơn {limit} byte. Hãy chia thành nhiều tệp nhỏ hơn.",
        "The file is larger than {limit} bytes. Make several smaller files of it.",
    ),
    "lexicon.file_encoding": (
        "Tệp không phải UTF-8. Trong Excel, hãy lưu kiểu “CSV UTF-8”.",
        "The file is not UTF-8. In Excel, save it as “CSV UTF-8”.",
    ),
    "doubt.unknown_capitals": (
        "Chữ viết tắt chưa biết, máy đọc từng chữ cái",
        "An unknown abbreviation, spelled letter by letter",
    ),
    "doubt.code": ("Mã số hoặc ký hiệu, máy đọc từng ký tự", "A code, read character by character"),
    "doubt.spelled_address": ("Địa chỉ mạng, máy đọc từng chữ cái", "An address, spelled letter by letter"),
    "doubt.impossible_date": ("Ngày này không có trong lịch", "There is no such date"),
    "doubt.impossible_time": ("Không có giờ này", "There is no such time"),
    "doubt.date_or_fraction": ("Có thể là ngày, có thể là phân số", "May be a date or a fraction"),
    "doubt.odd_number": ("Số viết khác thường", "An oddly written number"),
    "doubt.several_meanings": ("Chữ này có nhiều nghĩa", "This may mean several things"),
}
