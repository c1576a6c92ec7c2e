"""What ``broadcaster.cap`` says about an alert document: what is odd, what refuses it, what became of it."""

TEXTS = {
    # what stops the reader before it has seen an alert
    "cap.too_large": (
        "Tài liệu lớn hơn {limit} MB nên không đọc.",
        "The document is larger than {limit} MB and is not read.",
    ),
    "cap.too_deep": (
        "Tài liệu lồng nhau quá {limit} lớp; không bản tin CAP thật nào như vậy.",
        "The document is nested more than {limit} deep; no honest CAP message is.",
    ),
    "cap.too_many_elements": (
        "Tài liệu có hơn {limit} phần tử nên không đọc.",
        "The document has more than {limit} elements and is not read.",
    ),
    "cap.too_many_attributes": (
        "Một phần tử có hơn {limit} thuộc tính; không bản tin CAP thật nào như vậy.",
        "One element has more than {limit} attributes; no honest CAP message has.",
    ),
    "cap.not_xml": (
        "Không đọc được XML ở dòng {line}: tệp hỏng, bị cắt ngang, hoặc không phải CAP. Hãy tải lại.",
        "The XML cannot be read at line {line}: broken, cut off, or no CAP at all. Fetch it again.",
    ),
    "cap.doctype": (
        "Tài liệu có DOCTYPE. CAP không cần, kẻ tấn công thì cần: từ chối.",
        "The document has a DOCTYPE. CAP never needs one, attackers do: refused.",
    ),
    "cap.not_cap": (
        "Phần tử gốc {name} không phải <alert> của CAP 1.0, 1.1 hay 1.2.",
        "The root element {name} is not the <alert> of CAP 1.0, 1.1 or 1.2.",
    ),
    # what is missing or wrong
    "cap.missing": ("Thiếu {name} trong {within}.", "{name} is missing in {within}."),
    "cap.no_identity": (
        "Không có đủ identifier, sender và sent.",
        "Not all of identifier, sender and sent are there.",
    ),
    "cap.bad_value": (
        "{name} có giá trị “{value}”, tiêu chuẩn không có giá trị này.",
        "{name} is “{value}”, which the standard does not know.",
    ),
    "cap.bad_time": (
        "{name} “{value}” không chỉ đúng một thời điểm; hệ thống không đoán.",
        "{name} “{value}” does not name one instant, and none is guessed.",
    ),
    "cap.empty": ("{name} để trống.", "{name} is empty."),
    "cap.padded": (
        "{name} có khoảng trắng ở đầu hoặc cuối, đã bỏ.",
        "The {name} has white space around it, which was cut off.",
    ),
    "cap.bad_name": (
        "{name} “{value}” có khoảng trắng hoặc dấu phẩy, <, &, là điều tiêu chuẩn cấm.",
        "{name} “{value}” has a space, comma, < or &, which the standard forbids.",
    ),
    "cap.too_long": ("{name} dài hơn {limit} ký tự.", "{name} is longer than {limit} characters."),
    "cap.twice": (
        "{name} xuất hiện nhiều lần, chỉ được một lần.",
        "{name} stands more than once, where it may stand once.",
    ),
    "cap.markup": ("{name} chứa phần tử thay vì chữ.", "{name} holds elements where text should be."),
    "cap.no_restriction": (
        "scope là Restricted nhưng không có restriction.",
        "The scope is Restricted, but there is no restriction.",
    ),
    "cap.no_addresses": (
        "scope là Private nhưng không có addresses.",
        "The scope is Private, but there are no addresses.",
    ),
    "cap.no_note": (
        "Tin Error phải có note nói rõ lỗi.",
        "An Error message must say in its note what is wrong.",
    ),
    "cap.no_references": (
        "{msg_type} không nêu (đọc được) bản tin nào trong references.",
        "The {msg_type} names no message (that can be read) in its references.",
    ),
    "cap.other_sender": (
        "Bản tin này muốn hủy hay thay bản tin của người gửi khác ({sender}).",
        "This wants to cancel or replace a message of another sender ({sender}).",
    ),
    "cap.other_sender_too": (
        "references nêu cả bản tin của người gửi khác ({sender}); phần đó không có hiệu lực.",
        "The references also name messages of another sender ({sender}); that part has no effect.",
    ),
    "cap.too_many_infos": ("Có hơn {limit} phần info.", "There are more than {limit} info blocks."),
    "cap.too_many_areas": ("Có hơn {limit} vùng.", "There are more than {limit} areas."),
    "cap.too_many_points": ("Các hình có hơn {limit} điểm.", "The shapes have more than {limit} points."),
    "cap.audio_too_large": (
        "Tệp kèm trong derefUri lớn hơn {limit} MB.",
        "The file inside derefUri is larger than {limit} MB.",
    ),
    "cap.bad_shape": (
        "{name} “{value}” không phải hình trên trái đất; cần người xem vùng nào.",
        "{name} “{value}” is no shape on earth; a person must say which area is meant.",
    ),
    "cap.nowhere": (
        "Mọi đa giác đều không có diện tích và không có mã vùng nào; cần người xem vùng nào.",
        "All polygons are empty lines and no code says where; a person must say which area is meant.",
    ),
    "cap.wide_circle": (
        "Vòng tròn bán kính {radius} km, rộng hơn {limit} km; chờ người quyết định.",
        "A circle of {radius} km is wider than {limit} km; a person decides.",
    ),
    "cap.sent_ahead": (
        "Thời điểm gửi {sent} nằm trong tương lai.",
        "It says it was sent at {sent}, which is still to come.",
    ),
    "cap.no_event": ("event để trống.", "The event is empty."),
    # what real authorities do
    "cap.encoding": (
        "Phần đầu tệp (khoảng trắng hoặc bảng mã khai báo) sai; vẫn đọc được.",
        "The head of the file (white space or declared encoding) is wrong; it could be read all the same.",
    ),
    "cap.unknown_element": (
        "Phần tử lạ {name} trong {within}, đã bỏ qua.",
        "Unknown element {name} in {within}, left out.",
    ),
    "cap.order": (
        "Các phần tử trong {within} sai thứ tự; đã đọc đủ.",
        "The elements in {within} stand in the wrong order; all were read.",
    ),
    "cap.attributes": (
        "Có thuộc tính mà CAP không biết trong {within}, đã bỏ qua.",
        "There are attributes in {within} that CAP does not know, left out.",
    ),
    "cap.no_certainty": (
        "Không có cả category và certainty; hiểu là không rõ.",
        "Both category and certainty are missing; taken as unknown.",
    ),
    "cap.very_likely": (
        "certainty “Very Likely” của CAP 1.0 được hiểu là Likely.",
        "The certainty “Very Likely” of CAP 1.0 is taken as Likely.",
    ),
    "cap.old_version": (
        "CAP {version} là bản cũ, đọc theo luật của bản đó.",
        "CAP {version} is an old version and was read by its own rules.",
    ),
    "cap.loose_time": (
        "{name} không viết theo mẫu của CAP 1.2 (YYYY-MM-DDThh:mm:ss+07:00) nhưng rõ ràng.",
        "{name} is not written as CAP 1.2 asks (YYYY-MM-DDThh:mm:ss+07:00), but it is clear.",
    ),
    "cap.loose_reference": (
        "references có khoảng trắng cạnh dấu phẩy.",
        "The references have white space beside commas.",
    ),
    "cap.bad_reference": (
        "Một phần references không đọc được, đã bỏ qua.",
        "Part of the references cannot be read and was left out.",
    ),
    "cap.bad_number": ("{name} “{value}” không phải số.", "The {name} “{value}” is no number."),
    "cap.bad_digest": (
        "Tệp kèm không khớp mã băm digest; không dùng tệp đó.",
        "The file inside does not match its digest; it is not used.",
    ),
    "cap.bad_language": (
        "language “{value}” không phải mã ngôn ngữ như vi-VN.",
        "The language “{value}” is no language code such as vi-VN.",
    ),
    "cap.xinclude": (
        "Tài liệu đòi chèn tài liệu khác (XInclude): từ chối.",
        "The document asks for others to be included in it (XInclude): refused.",
    ),
    "cap.signature_encoding": (
        "Bảng mã của bản tin đã ký không phải UTF-8 hay UTF-16 nên không kiểm chữ ký: coi như không ký.",
        "The signed message is neither UTF-8 nor UTF-16, so its signature is not checked: as good as unsigned.",
    ),
    "cap.not_base64": (
        "derefUri không phải base64, không dùng được.",
        "The derefUri is not base64 and cannot be used.",
    ),
    "cap.empty_shape": ("{name} để trống, đã bỏ qua.", "{name} is empty and was left out."),
    "cap.shape_comma": (
        "Một hình có khoảng trắng cạnh dấu phẩy.",
        "A shape has white space beside its commas.",
    ),
    "cap.shape_turned": (
        "Một hình có kinh độ vượt quá 180; đã tính vòng qua kinh tuyến 180.",
        "A shape has longitudes beyond 180; they were carried across the antimeridian.",
    ),
    "cap.shape_open": (
        "Một đa giác không khép kín; đã nối điểm cuối với điểm đầu.",
        "A polygon is not closed; its last point was joined to its first.",
    ),
    "cap.shape_short": (
        "Một đa giác có ít hơn bốn điểm.",
        "A polygon has fewer than four points.",
    ),
    "cap.shape_flat": ("Một đa giác không có diện tích.", "A polygon has no area at all."),
    "cap.expires_before_sent": (
        "Hết hạn ({expires}) trước khi gửi: đọc, ghi lại, không bao giờ phát.",
        "It expires ({expires}) before it was sent: read and logged, never broadcast.",
    ),
    # worth knowing
    "cap.over_on_arrival": (
        "Hết hạn ({expires}) ngay khi có hiệu lực: không phát.",
        "It expires ({expires}) as it begins: nothing sounds.",
    ),
    "cap.names_itself": ("references nêu chính bản tin này.", "The references name this very message."),
    "cap.no_info": ("Không có nội dung (info) để phát.", "There is nothing to say (no info)."),
    "cap.no_area": (
        "Không nêu vùng nào; không bao giờ hiểu là khắp nơi.",
        "No area is named; that is never taken for everywhere.",
    ),
    "cap.ceiling": ("Có ceiling mà không có altitude.", "There is a ceiling without an altitude."),
    "cap.relative_uri": (
        "Địa chỉ {uri} chỉ có nghĩa bên trong tài liệu.",
        "The address {uri} only means something within the document.",
    ),
    "cap.never_fetched": (
        "Địa chỉ {uri} không bao giờ được mở; phần chữ vẫn dùng được.",
        "The address {uri} is never opened; the text stays usable.",
    ),
    "cap.not_kept": (
        "Bản tin có giá trị mà CAP 1.2 không ghi lại nguyên vẹn được. Hãy xem lại nội dung.",
        "The alert holds something that CAP 1.2 cannot carry unchanged. Check its content.",
    ),
    # signatures
    "cap.signature_required": (
        "Bắt buộc có chữ ký hợp lệ của nơi được tin cậy, bản tin này không có.",
        "A valid signature of someone trusted is required, and this message has none.",
    ),
    "cap.signature_hollow": (
        "Phần chữ ký chỉ là khung rỗng: coi như không ký.",
        "The signature is an empty frame: as good as unsigned.",
    ),
    "cap.signature_several": (
        "Có nhiều chữ ký; không biết tin chữ ký nào.",
        "There are several signatures; none of them can be relied on.",
    ),
    "cap.signature_shape": (
        "Chữ ký không nằm đúng chỗ hoặc không ký toàn bộ bản tin.",
        "The signature stands in the wrong place or does not cover the whole message.",
    ),
    "cap.signature_certificate": (
        "Chứng thư trong chữ ký không đọc được.",
        "The certificate in the signature cannot be read.",
    ),
    "cap.signature_wrong": (
        "Chữ ký sai: nội dung đã bị sửa, hoặc thuật toán không dùng được.",
        "The signature is wrong: the content was changed, or its algorithm is no good.",
    ),
    "cap.signature_self": (
        "Chứng thư tự ký: ai cũng làm được.",
        "The certificate vouches for itself: anyone can make one.",
    ),
    "cap.signature_unknown": (
        "Không có gốc tin cậy nào bảo đảm cho chứng thư này: coi như không ký.",
        "No trusted root vouches for this certificate: as good as unsigned.",
    ),
    "cap.signature_nobody": (
        "Chữ ký không kèm chứng thư nên không biết của ai: coi như không ký.",
        "The signature has no certificate, so it is nobody's: as good as unsigned.",
    ),
    "cap.signature_other_sender": (
        "Chứng thư tin cậy nhưng cấp cho người khác, không phải người gửi này.",
        "The certificate is trusted, but it is not this sender's.",
    ),
    "cap.signature_comment": (
        "Có chú thích chen giữa chữ của bản tin đã ký; chữ ký không bảo vệ phần đó.",
        "A comment stands within a text of the signed message; the signature does not cover it.",
    ),
    "cap.bad_root": (
        "Tệp --trust không phải chứng thư PEM.",
        "The --trust file is no certificate in PEM form.",
    ),
    "cap.signature_none": ("Không có chữ ký.", "Not signed."),
    "cap.signature_valid": (
        "Chữ ký hợp lệ, của đúng người gửi.",
        "Validly signed by its sender.",
    ),
    "cap.signature_invalid": (
        "Chữ ký không hợp lệ hoặc không kiểm được.",
        "The signature is not valid or cannot be checked.",
    ),
    # what becomes of a document
    "cap.handling_accept": ("Nhận.", "Accepted."),
    "cap.handling_accept_warn": ("Nhận, có điều cần lưu ý.", "Accepted with warnings."),
    "cap.handling_accept_or_refuse_version": (
        "Nhận; đây là bản CAP cũ, có nơi từ chối.",
        "Accepted; this is an old version of CAP that others may refuse.",
    ),
    "cap.handling_accept_text_refuse_fetch": (
        "Nhận phần chữ; không mở địa chỉ kèm theo.",
        "The text is accepted; the address in it is never opened.",
    ),
    "cap.handling_reject_if_signature_required": (
        "Chữ ký không dùng được: từ chối ở nơi bắt buộc chữ ký.",
        "The signature is no good: refused wherever one is required.",
    ),
    "cap.handling_hold_for_person": (
        "Nhận nhưng giữ lại, chờ người quyết định.",
        "Accepted but held until a person decides.",
    ),
    "cap.handling_reject_or_hold": (
        "Không nhận tự động; người trực xem lại nếu cần.",
        "Not accepted; a person may still look at it.",
    ),
    "cap.handling_reject": ("Từ chối.", "Refused."),
    # what became of a document among the alerts in force
    "cap.chain_refused": (
        "Không nhận: bản tin đang hiệu lực vẫn giữ nguyên.",
        "Not accepted: what is in force goes on.",
    ),
    "cap.chain_again": (
        "Đã nhận trước đây: không làm gì.",
        "Received before: nothing happens.",
    ),
    "cap.chain_held": ("Giữ lại, chờ người quyết định.", "Held until a person decides."),
    "cap.chain_not_public": (
        "Không phải tin Public: chờ người quyết định.",
        "Not Public: a person decides.",
    ),
    "cap.chain_nowhere": (
        "Không nêu vùng nào: chờ người quyết định.",
        "No area is named: a person decides.",
    ),
    "cap.chain_logged": (
        "{status} {msg_type}: chỉ ghi lại, không phát.",
        "{status} {msg_type}: logged only, never sounds.",
    ),
    "cap.chain_tombstone": (
        "Đã bị hủy hoặc thay trước khi tới: không phát.",
        "Cancelled or replaced before it came: nothing sounds.",
    ),
    "cap.chain_all_clear": (
        "Báo hết nguy hiểm: tắt còi, đọc lời báo.",
        "All clear: the siren stops, the text is spoken.",
    ),
    "cap.chain_over": ("Đã hết hạn: không phát.", "It is over: nothing sounds."),
    "cap.chain_waits": ("Chưa tới giờ hiệu lực: chờ.", "Not in force yet: it waits."),
    "cap.chain_other_sender": (
        "Không được hủy hay thay {identifier} của {sender}.",
        "It may not cancel or replace {identifier} of {sender}.",
    ),
    "cap.chain_other_status": (
        "{identifier} là tin {status}, chỉ tin cùng loại mới hủy hay thay được.",
        "{identifier} is {status}; only a message of the same status may cancel or replace it.",
    ),
    "cap.chain_unknown": (
        "Chưa từng nhận {identifier}; ghi nhớ là đã bị hủy hoặc thay.",
        "{identifier} never came here; it is remembered as cancelled or replaced.",
    ),
    "cap.chain_columns": (
        "Tệp chuỗi {file} phải là TSV có các cột chain, step, received_at, file.",
        "The chain file {file} must be TSV with the columns chain, step, received_at, file.",
    ),
    "cap.chain_time": (
        "received_at “{value}” ở bước {step} không đọc được; hãy viết 2026-11-20T14:00:00+07:00.",
        "received_at “{value}” of step {step} cannot be read; write 2026-11-20T14:00:00+07:00.",
    ),
    "cap.chain_no_file": (
        "Không có tệp {file} của bước {step}. Hãy kiểm tra --dir.",
        "There is no file {file} of step {step}. Check --dir.",
    ),
    "cap.inside": ("Điểm nằm trong {count} vùng.", "The point is inside {count} areas."),
    "cap.outside": ("Điểm nằm ngoài mọi hình.", "The point is outside all shapes."),
    "cap.by_code": (
        "Không có hình, chỉ có mã: {area}",
        "No shape, only codes: {area}",
    ),
    "cap.in_force": ("Đang hiệu lực: {alerts}", "In force: {alerts}"),
    "cap.nothing_in_force": ("Không có cảnh báo nào đang hiệu lực.", "Nothing is in force."),
}
