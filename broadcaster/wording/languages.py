"""What people are told about languages and about what alarms say in them."""

TEXTS: dict[str, tuple[str, str]] = {
    "language.unknown": (
        "Không có tiếng “{code}” trong danh sách. Hãy dùng một trong các mã: {known}.",
        "There is no language “{code}” in the list. Use one of these codes: {known}.",
    ),
    "language.missing": (
        "Không có tiếng “{code}” trong danh sách các tiếng.",
        "There is no language “{code}” in the list of languages.",
    ),
    "translation.missing": (
        "Lời bằng tiếng này không còn: ai đó vừa thay hoặc gỡ. Hãy tải lại trang.",
        "This translation is no longer there: somebody has just replaced or removed it. Load the page again.",
    ),
    "translation.empty": (
        "Chưa có lời. Hãy viết lời bằng tiếng đó.",
        "There are no words yet. Write the words in that language.",
    ),
    "translation.text_long": (
        "Lời dài quá {most} ký tự. Hãy viết ngắn lại: chỉ điều bà con phải làm ngay.",
        "The words are longer than {most} characters. Shorten them: only what people must do now.",
    ),
    "translation.long": (
        "Bản ghi âm dài {found} giây, nhiều nhất {most} giây. Hãy ghi lại ngắn hơn.",
        "The recording is {found} seconds long, {most} at most. Record a shorter one.",
    ),
    "translation.drill": (
        "Diễn tập chỉ nói tiếng Việt: lời báo diễn tập chỉ có bằng tiếng Việt, nói tiếng khác bà con sẽ tưởng thật.",
        "Exercises speak Vietnamese only: stations announce the exercise in Vietnamese, so in another language people "
        "would take it for real.",
    ),
    "translation.many": (
        "Một báo động nói thêm nhiều nhất {most} tiếng, mỗi tiếng một lần.",
        "An alert says at most {most} more languages, each once.",
    ),
    "translation.carried": (
        "Một bản tin mang nhiều nhất {most} tiếng ngoài tiếng Việt. Hãy gỡ bớt một tiếng.",
        "A bulletin carries {most} languages besides Vietnamese at most. Remove one.",
    ),
    "translation.hazard": (
        "Không giữ được lời bằng tiếng khác cho “{hazard}”: lời của nó mỗi lần một khác, hoặc nó chỉ dùng để diễn tập.",
        "No translation can be kept for “{hazard}”: its words are different each time, or it is only for exercises.",
    ),
    "translation.unreadable": (
        "Ở đây không có giọng máy nào đọc được tiếng “{language}”. Hãy gửi bản ghi âm.",
        "No voice here can read the language “{language}”. Send a recording.",
    ),
    "translation.other_bytes": (
        "Lời bằng tiếng “{language}” trong kho không phải bản đã được hai người xác nhận.",
        "The stored translation in “{language}” is not the one that two people stand for.",
    ),
    "translation.line_said": (
        "Sau tiếng Việt, nói thêm: {languages} (dài thêm {seconds} giây)",
        "After Vietnamese it is said in: {languages} ({seconds} seconds more)",
    ),
    "translation.line_unsaid": (
        "CHÚ Ý: loa KHÔNG nói tiếng {languages}: bản ghi không còn đúng bản đã được xác nhận, hoặc không ghép được.",
        "NOTE: NOT said in {languages}: the recording is no longer the one people stand for, or cannot be joined.",
    ),
    "translation.line_missing": (
        "CHÚ Ý: chưa có lời bằng tiếng {languages} cho loại báo động này; bà con nói tiếng đó chỉ nghe tiếng Việt.",
        "NOTE: nothing is kept in {languages} for this kind of alarm; people who speak it will hear only Vietnamese.",
    ),
    "translation.line_crowded": (
        "CHÚ Ý: không đủ chỗ cho tiếng {languages}. Hãy phát báo động riêng cho nơi nói tiếng đó.",
        "NOTE: no room for {languages}. Raise an alert of its own where that language is spoken.",
    ),
}
