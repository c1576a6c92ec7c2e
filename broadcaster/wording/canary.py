"""What is silent on the alarm path, said to the province's staff and by ``broadcaster doctor``. Never logic."""

TEXTS: dict[str, tuple[str, str]] = {
    "canary.round": (
        "Lệnh thử im lặng {at}: {answered} trong {asked} cụm loa đang kết nối đã xác nhận, {mute} cụm không trả lời. "
        "Một nửa xác nhận trong {median} giây, 99% trong {p99} giây.",
        "Silent test at {at}: {answered} of {asked} stations online verified it, {mute} did not answer. "
        "Half of them within {median} seconds, 99% within {p99} seconds.",
    ),
    "canary.mute_round": (
        "Lệnh thử im lặng {at}: không cụm loa nào trong {asked} cụm đang kết nối xác nhận.",
        "Silent test at {at}: none of the {asked} stations online verified it.",
    ),
    "canary.signer": (
        "Đường báo động đang đứt: chương trình ký lệnh im lặng từ {since}. Lệnh báo động mới sẽ không đến cụm loa nào. "
        "Hãy khởi động lại chương trình ký (broadcaster signer) và báo kỹ thuật viên của tỉnh.",
        "The alarm path is broken: the signer has been silent since {since}. A new alarm would reach no station. "
        "Restart the signer (broadcaster signer) and tell the province's technician.",
    ),
    "canary.broker": (
        "Đường báo động đang đứt: máy chuyển tin không nhận lệnh thử nào từ {since}. "
        "Cụm loa chỉ còn tự hỏi lệnh qua HTTPS, chậm hơn nhiều. "
        "Hãy kiểm tra máy chuyển tin (broker) và mạng của máy chủ.",
        "The alarm path is broken: the broker has taken no silent test since {since}. "
        "Stations only ask over HTTPS now, which is much slower. Check the broker and the network of the server.",
    ),
    "canary.everybody": (
        "Đường báo động đang đứt: không cụm loa nào trong {online} cụm đang kết nối xác nhận lệnh thử im lặng, "
        "từ {since}. Hãy kiểm tra máy chuyển tin (broker), chìa khóa báo động và mạng.",
        "The alarm path is broken: none of the {online} stations online has verified a silent test since {since}. "
        "Check the broker, the alarm key and the network.",
    ),
    "canary.stations": (
        "{place}: {count} trong {online} cụm loa đang kết nối không xác nhận lệnh thử báo động, im lặng từ {since}. "
        "Khi báo động thật, loa ở đó có thể không kêu. Hãy kiểm tra các cụm loa này.",
        "{place}: {count} of {online} stations online do not verify the silent test alarm, silent since {since}. "
        "A real alarm might not sound there. Check these stations.",
    ),
    "canary.stations_ever": (
        "{place}: {count} trong {online} cụm loa đang kết nối chưa từng xác nhận lệnh thử báo động. "
        "Khi báo động thật, loa ở đó có thể không kêu. Hãy kiểm tra các cụm loa này.",
        "{place}: {count} of {online} stations online have never verified a silent test alarm. "
        "A real alarm might not sound there. Check these stations.",
    ),
}
