"""What the reading of the configuration says to people."""

TEXTS: dict[str, tuple[str, str]] = {
    "config.file_missing": ("Không thấy tệp cấu hình {file}.", "There is no configuration file {file}."),
    "config.file_unreadable": (
        "Không đọc được tệp cấu hình {file}: {reason}.",
        "The configuration file {file} cannot be read: {reason}.",
    ),
    "config.syntax": (
        "Tệp cấu hình {file} viết sai: {fault}.",
        "The configuration file {file} is not valid TOML: {fault}.",
    ),
    "config.unknown_key": (
        "{file}, dòng {line}: không có mục cấu hình “{key}”. Có phải bạn muốn viết “{near}”?",
        "{file}, line {line}: there is no setting “{key}”. Did you mean “{near}”?",
    ),
    "config.value": (
        "{file}, dòng {line}: mục “{key}” không nhận giá trị “{value}” (cần kiểu {kind}).",
        "{file}, line {line}: the setting “{key}” does not take the value “{value}” (it needs {kind}).",
    ),
    "config.range": (
        "{file}, dòng {line}: mục “{key}” không nhận giá trị “{value}”. Chỉ dùng được: {allowed}.",
        "{file}, line {line}: the setting “{key}” does not take “{value}”. It takes only: {allowed}.",
    ),
    "config.open_secret": (
        "{file}, dòng {line}: “{key}” là khóa bí mật, không viết ở đây. Hãy ghi khóa vào một tệp riêng rồi chỉ tệp đó "
        "bằng biến {variable}.",
        "{file}, line {line}: “{key}” is a secret and is not written here. Put it into a file of its own and name that "
        "in {variable}.",
    ),
    "config.mqtt_url": (
        "mqtt.url “{value}” không dùng được: chỉ nối bằng TLS, hãy viết mqtts://máy:cổng.",
        "mqtt.url “{value}” cannot be used: only TLS will do, write mqtts://host:port.",
    ),
    "config.address": (
        "Địa chỉ “{value}” không hợp lệ: hãy viết máy:cổng, ví dụ 127.0.0.1:8080.",
        "The address “{value}” is not valid: write host:port, for example 127.0.0.1:8080.",
    ),
}
