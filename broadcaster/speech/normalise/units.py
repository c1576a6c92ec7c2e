"""What units, currencies and sizes of numbers are called. Only tables."""

LENGTHS = {
    **{
        "km": "ki-lô-mét",
        "m": "mét",
        "dm": "đề-xi-mét",
        "cm": "xen-ti-mét",
        "mm": "mi-li-mét",
        "µm": "mi-crô-mét",
    },
    **{
        "inch": "inch",
        "Km": "ki-lô-mét",
        "KM": "ki-lô-mét",
        "CM": "xen-ti-mét",
        "MM": "mi-li-mét",
    },
}
SQUARED = {
    f"{unit}{power}": f"{said} {word}"
    for unit, said in LENGTHS.items()
    for power, word in (("2", "vuông"), ("3", "khối"), ("^2", "vuông"), ("^3", "khối"))
} | {
    "M2": "mét vuông",
    "M3": "mét khối",
    "sqm": "mét vuông",
    "cum": "mét khối",
    "cc": "xen-ti-mét khối",
}
WEIGHTS = {
    **{
        "kg": "ki-lô-gam",
        "g": "gam",
        "gr": "gam",
        "mg": "mi-li-gam",
        "µg": "mi-crô-gam",
        "Kg": "ki-lô-gam",
    },
    **{"KG": "ki-lô-gam", "t": "tấn", "T": "tấn", "lb": "pao"},
}
VOLUMES = {"l": "lít", "L": "lít", "lit": "lít", "ml": "mi-li-lít", "mL": "mi-li-lít"}
AREAS = {"ha": "héc-ta", "Ha": "héc-ta", "HA": "héc-ta"}
POWERS = {
    **{
        "W": "oát",
        "w": "oát",
        "kW": "ki-lô-oát",
        "KW": "ki-lô-oát",
        "kw": "ki-lô-oát",
        "Kw": "ki-lô-oát",
    },
    **{
        "MW": "mê-ga-oát",
        "GW": "gi-ga-oát",
        "tw": "tê-ra-oát",
        "TW": "tê-ra-oát",
        "Wh": "oát giờ",
    },
    **dict.fromkeys(("kWh", "KWh", "Kwh", "kwh", "KWH", "kW.h"), "ki-lô-oát giờ"),
    **{"MWh": "mê-ga-oát giờ", "kWp": "ki-lô-oát đỉnh", "MWp": "mê-ga-oát đỉnh"},
    **{
        "V": "vôn",
        "v": "vôn",
        "mV": "mi-li-vôn",
        "kV": "ki-lô-vôn",
        "KV": "ki-lô-vôn",
        "kv": "ki-lô-vôn",
    },
    **{
        "kVA": "ki-lô-vôn am-pe",
        "KVA": "ki-lô-vôn am-pe",
        "MVA": "mê-ga-vôn am-pe",
        "mA": "mi-li-am-pe",
    },
    **{"hp": "mã lực", "HP": "mã lực", "Ah": "am-pe giờ", "mAh": "mi-li-am-pe giờ"},
}
WAVES = {
    **{
        "Hz": "hẹc",
        "hz": "hẹc",
        "kHz": "ki-lô-hẹc",
        "KHz": "ki-lô-hẹc",
        "MHz": "mê-ga-hẹc",
        "Mhz": "mê-ga-hẹc",
    },
    **{
        "GHz": "gi-ga-hẹc",
        "ghz": "gi-ga-hẹc",
        "Ghz": "gi-ga-hẹc",
        "dB": "đề-xi-ben",
        "db": "đề-xi-ben",
    },
    **{"dBA": "đề-xi-ben a", "dB(A)": "đề-xi-ben a"},
}
AIR = {
    **{
        "hPa": "héc-tô-pát-can",
        "HPA": "héc-tô-pát-can",
        "hpa": "héc-tô-pát-can",
        "Pa": "pát-can",
    },
    **{
        "kPa": "ki-lô-pát-can",
        "MPa": "mê-ga-pát-can",
        "mb": "mi-li-ba",
        "mbar": "mi-li-ba",
        "bar": "ba",
    },
    **{"mmHg": "mi-li-mét thủy ngân", "ppm": "phần triệu", "atm": "át-mốt-phe"},
}
HEAT = {
    **dict.fromkeys(("°C", "° C", "oC", "°c", "0C", "độC"), "độ xê"),
    **{"°F": "độ ép", "°f": "độ ép", "°K": "độ ca", "°k": "độ ca", "°": "độ"},
}
DATA = {
    **dict.fromkeys(("GB", "Gb", "gb"), "gi-ga-bai"),
    **dict.fromkeys(("MB", "Mb"), "mê-ga-bai"),
    **dict.fromkeys(("KB", "Kb", "kb", "kB"), "ki-lô-bai"),
    **dict.fromkeys(("TB", "Tb", "tb"), "tê-ra-bai"),
    **{
        "Mbps": "mê-ga-bít trên giây",
        "Gbps": "gi-ga-bít trên giây",
        "Kbps": "ki-lô-bít trên giây",
    },
}
UNITS = {
    **LENGTHS,
    **SQUARED,
    **WEIGHTS,
    **VOLUMES,
    **AREAS,
    **POWERS,
    **WAVES,
    **AIR,
    **HEAT,
    **DATA,
}

# What may stand after "/" besides a unit; whole words are said as they stand.
PER = {"h": "giờ", "g": "giờ", "s": "giây", "min": "phút", "ph": "phút", "p": "phút"}

CURRENCIES = {
    **dict.fromkeys(
        (
            "đ",
            "Đ",
            "₫",
            "VNĐ",
            "VND",
            "vnđ",
            "vnd",
            "Vnđ",
            "VNd",
            "đồng",
            "ĐỒNG",
            "Đồng",
        ),
        "đồng",
    ),
    **dict.fromkeys(("USD", "usd", "$", "US$"), "đô la"),
    **dict.fromkeys(("€", "EUR", "euro"), "ơ rô"),
    **{
        "£": "bảng Anh",
        "¥": "yên Nhật",
        "₩": "won",
        "CNY": "nhân dân tệ",
        "NDT": "nhân dân tệ",
    },
}
PREFIXED_CURRENCIES = {
    "$": "đô la",
    "US$": "đô la",
    "€": "ơ rô",
    "£": "bảng Anh",
    "¥": "yên Nhật",
    "₩": "won",
    "₫": "đồng",
}

# {thousand} is how the region says it.
SIZES = {
    **dict.fromkeys(("nghìn", "ngàn", "NGHÌN", "NGÀN"), None),
    **dict.fromkeys(("k", "K"), "{thousand}"),
    **dict.fromkeys(("triệu", "TRIỆU", "tr", "Tr", "TR", "trđ", "tr.đ"), "triệu"),
    **dict.fromkeys(("tỷ", "TỶ"), "tỷ"),
    **dict.fromkeys(("tỉ", "TỈ"), "tỉ"),
}
