"""What is said of areas drawn on a map."""

TEXTS: dict[str, tuple[str, str]] = {
    "area.polygon_invalid": (
        "“{value}” không phải là tọa độ. Hãy ghi từng điểm “vĩ độ,kinh độ”, cách nhau bằng khoảng trắng.",
        "“{value}” is no coordinate. Write each point as “latitude,longitude”, divided by spaces.",
    ),
    "area.polygon_flat": (
        "Vùng vẽ chưa khép thành hình. Hãy vẽ ít nhất ba điểm không thẳng hàng.",
        "The drawn area holds nothing. Draw at least three points that are not on one line.",
    ),
    "area.polygon_long": (
        "Vùng vẽ có quá {most} điểm. Hãy vẽ ít điểm hơn.",
        "The drawn area has more than {most} points. Draw fewer.",
    ),
    "area.circle_invalid": (
        "“{value}” không phải là hình tròn. Hãy ghi “vĩ độ,kinh độ,số ki-lô-mét”, ví dụ 10.98,106.65,3.",
        "“{value}” is no circle. Write “latitude,longitude,kilometres”, for example 10.98,106.65,3.",
    ),
    "area.all_chosen": (
        "Đã chọn cả {name}, nên vùng vẽ không thêm gì. Hãy bỏ chọn dòng đầu, hoặc xóa hình vẽ.",
        "All of {name} is chosen, so the drawing adds nothing. Untick the first line, or remove the drawing.",
    ),
    "area.shapes_many": (
        "Nhiều hơn {most} hình vẽ. Hãy xóa bớt hoặc chọn địa bàn.",
        "More than {most} drawn shapes. Remove some, or choose localities.",
    ),
    "area.circle_wide": (
        "Hình tròn rộng quá {most} ki-lô-mét. Hãy ghi bán kính nhỏ hơn.",
        "The circle is wider than {most} kilometres. Write a smaller radius.",
    ),
    "area.empty": (
        "Không có cụm loa nào trong vùng này. Hãy vẽ rộng hơn hoặc chọn địa bàn.",
        "No station stands in this area. Draw it wider, or choose localities.",
    ),
}
