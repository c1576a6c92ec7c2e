"""What people are told when text cannot be turned into spoken words, or a lexicon cannot be used."""

TEXTS = {
    "normalise.encoding": (
        "Dòng {line} của văn bản đưa vào không phải UTF-8. Hãy lưu lại bằng bảng mã UTF-8.",
        "Line {line} of the text is not UTF-8. Save it again as UTF-8.",
    ),
    "normalise.lexicon_csv": (
        "Bảng cách đọc không phải tệp CSV đúng ({reason}). Hãy lưu lại với hai cột: chữ viết, cách đọc.",
        "The lexicon is no proper CSV file ({reason}). Save it again with two columns: written, spoken.",
    ),
    "normalise.lexicon_row": (
        "Dòng {line} của bảng cách đọc cần đúng hai ô có chữ, nhưng là “{row}”. Hãy sửa: chữ viết, cách đọc.",
        "Line {line} of the lexicon needs just two filled cells, but it is “{row}”. Correct it: written, spoken.",
    ),
    "normalise.lexicon_twice": (
        "Dòng {line} của bảng cách đọc cho “{written}” một cách đọc khác dòng trước. Hãy giữ một dòng.",
        "Line {line} of the lexicon gives “{written}” another reading than before. Keep one line.",
    ),
    "normalise.lexicon_entry": (
        "Không dùng được mục “{written}” của bảng cách đọc: chữ viết cần có chữ, cách đọc không có chữ số,"
        " mỗi bên dài tối đa 200 ký tự. Hãy sửa mục này.",
        "The entry “{written}” of the lexicon cannot be used: the written form needs letters, the reading words without"
        " figures, either at most 200 characters. Correct it.",
    ),
}
