"""What the wire says to people: refused documents, keys, certificates, broker and front."""

TEXTS: dict[str, tuple[str, str]] = {
    "wire.signature": (
        "Lệnh không có chữ ký đúng. Cụm loa bỏ qua nó; hãy kiểm tra ai gửi.",
        "The document has no valid signature. The station ignored it; find out who sent it.",
    ),
    "wire.role": (
        "Lệnh được ký bằng khóa không có quyền ký loại này. Cụm loa bỏ qua nó.",
        "The document is signed by a key that may not sign this kind. The station ignored it.",
    ),
    "wire.threshold": (
        "Bộ khóa mới có {count} chữ ký gốc, chưa đủ. Hãy lấy thêm chữ ký của người giữ khóa gốc.",
        "The document has only {count} of the signatures it needs. Let more holders of keys sign it.",
    ),
    "wire.site": (
        "Lệnh thuộc hệ thống {site}, không phải {ours}. Hãy kiểm tra cấu hình máy chủ.",
        "The document belongs to site {site}, not to {ours}. Check the server's configuration.",
    ),
    "wire.address": (
        "Lệnh nằm sai địa chỉ {topic}. Cụm loa bỏ qua nó.",
        "The document is not at its address: {topic}. The station ignored it.",
    ),
    "wire.replayed": (
        "Lệnh số {seq} đã cũ, cụm loa đang giữ số {newest}.",
        "Document number {seq} is old; the station holds number {newest}.",
    ),
    "wire.expired": (
        "Lệnh đã hết hạn lúc {expired_at}. Hãy kiểm tra đồng hồ và phát hành lại.",
        "The document expired at {expired_at}. Check the clocks and publish it again.",
    ),
    "wire.early": (
        "Lệnh chỉ có hiệu lực từ {not_before}. Hãy kiểm tra đồng hồ của cụm loa.",
        "The document is not valid before {not_before}. Check the station's clock.",
    ),
    "wire.malformed": (
        "Không đọc được lệnh: tại {place} cần {expected}.",
        "The document cannot be read: {expected} expected at {place}.",
    ),
    "wire.too_large": (
        "Lệnh dài {size} byte, quá mức {limit}. Hãy chia nhỏ lịch phát.",
        "The document has {size} bytes, more than {limit}. Publish a shorter plan.",
    ),
    "wire.kind": (
        "Không biết loại lệnh “{kind}”. Có thể cần cập nhật phần mềm cụm loa.",
        "Unknown kind of document “{kind}”. The station's software may need an update.",
    ),
    "wire.version": (
        "Lệnh theo phiên bản {version} mà cụm loa chưa hiểu. Hãy cập nhật phần mềm cụm loa.",
        "The document has version {version}, which this station does not know. Update the station's software.",
    ),
    "wire.keys_old": (
        "Bộ khóa đã hết hạn lúc {expired_at}; chỉ còn nhận báo động. Hãy gia hạn: broadcaster keys rotate.",
        "The key set expired at {expired_at}; only alarms are still accepted. Renew it: broadcaster keys rotate.",
    ),
    "wire.keys_missing": (
        "Cụm loa chưa nhận được bộ khóa của hệ thống {site}. Hãy kiểm tra kết nối với máy chủ.",
        "The station has not received the key set of {site} yet. Check its connection to the server.",
    ),
    "keys.exist": (
        "Thư mục {folder} đã có khóa. Muốn thay khóa, dùng: broadcaster keys rotate.",
        "There are keys in {folder} already. To replace one use: broadcaster keys rotate.",
    ),
    "keys.missing": (
        "Chưa có khóa trong {folder}. Hãy chạy: broadcaster keys init.",
        "There are no keys in {folder} yet. Run: broadcaster keys init.",
    ),
    "keys.private_missing": (
        "Không có khóa riêng của vai trò {role} tại {file}. Hãy cắm thiết bị giữ khóa rồi thử lại.",
        "The private key of the {role} role is not at {file}. Bring the medium that holds it, then try again.",
    ),
    "keys.unreadable": (
        "Không đọc được tệp khóa của vai trò {role}. Hãy khôi phục từ bản sao lưu.",
        "The key file of the {role} role cannot be read. Restore it from the backup.",
    ),
    "claim.malformed": (
        "Mã kích hoạt không đúng dạng: cần 8 nhóm, mỗi nhóm 4 ký tự. Hãy xem lại phiếu.",
        "The claim code is not complete: eight groups of four characters. Look at the slip again.",
    ),
    "pki.request_invalid": (
        "Yêu cầu chứng thư của cụm loa không hợp lệ. Hãy chạy lại lệnh kích hoạt trên cụm loa.",
        "The station's certificate request is not valid. Run the enrolment on the station again.",
    ),
    "pki.certificate_invalid": (
        "Không đọc được chứng thư. Hãy kích hoạt lại cụm loa.",
        "The certificate cannot be read. Enrol the station again.",
    ),
    "pki.name_invalid": (
        "Tên “{name}” không dùng được trong chứng thư. Hãy chọn tên khác.",
        "The name “{name}” cannot stand in a certificate. Choose another one.",
    ),
    "pki.documents_unreadable": (
        "Không đọc được khóa ký bản tin CAP {file}. Hãy khởi động lại máy chủ rồi tiến trình ký.",
        "The key that signs CAP documents, {file}, cannot be read. Restart the server, then the signer.",
    ),
    "pki.authority_unreadable": (
        "Không đọc được khóa của trung tâm chứng thư tại {file}. Hãy khôi phục từ bản sao lưu.",
        "The authority's key at {file} cannot be read. Restore it from the backup.",
    ),
    "child.port_taken": (
        "Cổng {port} đang bị chương trình khác dùng nên {name} không chạy được. Hãy đổi cổng hoặc tắt chương trình đó.",
        "Port {port} is used by another program, so {name} cannot start. Choose another port or stop that program.",
    ),
    "child.not_ready": (
        "Chương trình {name} không khởi động được: {detail}",
        "The program {name} did not start: {detail}",
    ),
    "broker.mosquitto_missing": (
        "Chưa cài Mosquitto. Hãy cài: sudo apt install mosquitto, hoặc đặt mqtt.url tới máy chuyển tin khác.",
        "Mosquitto is not installed. Install it: sudo apt install mosquitto, or set mqtt.url to another broker.",
    ),
    "front.nginx_missing": (
        "Chưa cài nginx. Hãy cài: sudo apt install nginx, hoặc đặt máy chủ HTTPS của bạn phía trước.",
        "nginx is not installed. Install it: sudo apt install nginx, or put an HTTPS server of your own in front.",
    ),
    "mqtt.away": (
        "Chưa kết nối được máy chuyển tin MQTT {host}:{port}. Hệ thống tự thử lại và gửi lại sau.",
        "The broker {host}:{port} is away. The system tries again by itself and sends later.",
    ),
    "mqtt.busy": (
        "Hàng đợi gửi đã có {limit} tin. Hệ thống tự gửi lại sau.",
        "There are {limit} messages waiting to be sent. The system sends again later.",
    ),
    "mqtt.not_taken": (
        "Máy chủ MQTT chưa xác nhận sau {seconds} giây. Hệ thống tự gửi lại.",
        "The broker did not acknowledge within {seconds} seconds. The system sends again.",
    ),
    "mqtt.certificate": (
        "Không đọc được chứng thư {file}: {fault}. Hãy kích hoạt lại hoặc khôi phục tệp.",
        "The certificate {file} cannot be read: {fault}. Enrol again or restore the file.",
    ),
}
