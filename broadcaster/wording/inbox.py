"""Sentences about a commune's inbox and about priority programmes that collide."""

TEXTS: dict[str, tuple[str, str]] = {
    "inbox.reason_missing": (
        "Hãy ghi lý do không phát, để cấp trên biết.",
        "Say why it is not broadcast, so that the level above knows.",
    ),
    "inbox.decided": (
        "Người khác vừa xử lý bản tin này. Hãy tải lại trang để xem kết quả.",
        "Somebody else has just dealt with this bulletin. Reload the page to see the outcome.",
    ),
    "inbox.expired": (
        "Bản tin này đã quá hạn: bản tin hết hiệu lực, hoặc lần phát cuối cấp trên đề nghị đã qua.",
        "This bulletin is out of date: its validity has ended, or the last time asked for is over.",
    ),
    "inbox.not_movable": (
        "Giờ cấp trên đề nghị không theo lịch đơn giản, nên chỉ xếp được từng lần. Hãy bỏ chọn lặp lại.",
        "What is asked for follows no plain rule, so it can only be placed once at a time. Untick repeating.",
    ),
    "inbox.nothing_to_undo": (
        "Bản tin này đang chờ xử lý, không có gì để hoàn tác.",
        "This bulletin is waiting already; there is nothing to undo.",
    ),
    "inbox.withdrawn": (
        "Cấp trên đã rút “{title}”. Bản tin không còn trong hộp tin.",
        "The level above has withdrawn “{title}”. It is no longer in the inbox.",
    ),
    "inbox.missing": (
        "Không có bản tin này trong hộp tin của địa bàn {locality}.",
        "There is no such bulletin in the inbox of {locality}.",
    ),
    "inbox.sent": (
        "Vào hộp tin của {count} xã, phường; nơi nào nhận thì nơi đó xếp lịch và phát.",
        "It goes to the inboxes of {count} communes; each that accepts it schedules and broadcasts it.",
    ),
    "collision.gone": (
        "Hai chương trình này không còn trùng giờ. Hãy tải lại trang.",
        "These two programmes no longer collide. Reload the page.",
    ),
    "collision.first_unknown": (
        "Hãy chọn tin của tỉnh hoặc tin của xã phát trước.",
        "Choose whether the province's or the commune's goes first.",
    ),
    "collision.decided_meanwhile": (
        "Người khác vừa quyết định “{title}” phát trước. Hãy tải lại trang để xem.",
        "Somebody else has just decided that “{title}” goes first. Reload the page to see it.",
    ),
    "collision.too_late": (
        "Đã quá hạn quyết định. “{title}” phát trước.",
        "The time for deciding is over. “{title}” goes first.",
    ),
    "collision.nothing_to_undo": (
        "Chưa ai quyết định thứ tự hai chương trình này.",
        "Nobody has decided about these two programmes yet.",
    ),
    "schedules.waits_in_inbox": (
        "“{title}” là tin thông thường của cấp trên: nằm trong hộp tin, chỉ phát khi xã, phường nhận và xếp lịch.",
        "“{title}” is an ordinary item from the level above: it waits in the inbox until the commune schedules it.",
    ),
}
