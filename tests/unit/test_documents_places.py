"""Which places a document names, and when that is not its folder's."""

import pytest

from pipelines.documents.describing import describe
from pipelines.documents.places import place_beside_folder, places_named
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT, DataFolder

REGISTRY = load_registry(DataFolder(PROJECT / "data").reference)


def other_place(text: str, folder: str, stem: str = "规划") -> str | None:
    named = places_named(text, describe(text, stem), REGISTRY)
    return place_beside_folder(named, REGISTRY.resolve_region(folder), REGISTRY)


@pytest.mark.parametrize(
    ("text", "folder", "other"),
    [
        ("德州市“十四五”养老服务规划\n\n正文。", "德州市", None),
        ("德州市“十四五”养老服务规划\n\n正文。", "山东省", "德州市"),
        ("山东省“十四五”养老服务规划\n\n正文。", "德州市", "山东省"),
        ("山东省德州市“十四五”养老服务规划\n\n正文。", "德州市", None),
        ("山东省人民政府关于印发德州市水利发展规划的通知\n\n正文。", "德州市", None),
        ("山东省人民政府关于印发德州市水利发展规划的通知\n\n正文。", "聊城市", "山东省、德州市"),
        ("国务院关于印发“十四五”节能减排综合工作方案的通知\n\n正文。", "全国", None),
        ("国务院关于印发“十四五”节能减排综合工作方案的通知\n\n正文。", "山东省", "全国"),
        ("中华人民共和国国民经济和社会发展第十五个五年规划纲要\n\n正文。", "national", None),
        ("中华人民共和国国民经济和社会发展第十五个五年规划纲要\n\n正文。", "北京市", "全国"),
        ("工业和信息化部关于印发信息通信行业发展规划的通知\n\n正文。", "德州市", "全国"),
        ("突破菏泽鲁西崛起2023年工作要点\n\n正文。", "德州市", None),
        ("关于贯彻落实《山东省节约用水条例》的实施意见\n\n正文。", "德州市", None),
        ("关于城区停车设施建设三年行动方案\n\n正文。", "德州市", None),
        ("绿色低碳高质量发展2023年工作要点\n\n正文。", "德州市", None),
        ("“十五五”水利发展规划\n\n水利部\n2026年3月\n\n正文。", "德州市", "全国"),
        ("“十五五”水利发展规划\n\n国家发展改革委 水利部\n\n正文。", "全国", None),
        ("重点水利工程方案\n\n聊城市水利局\n\n正文。", "德州市", "聊城市"),
        ("重点水利工程方案\n\n聊城市人民政府：\n\n你市来文收悉。", "德州市", None),
        ("重点水利工程方案\n\n各县（市、区）人民政府\n\n正文。", "德州市", None),
        ("济南市市中区2024年重点工作\n\n正文。", "济南市市中区", None),
        (
            "2026年政府工作报告\n——2026年1月20日在聊城市第十八届人民代表大会第五次会议上\n\n各位代表：",
            "德州市",
            "聊城市",
        ),
        ("2026年政府工作报告\n——2026年1月20日在德州市第十九届人民代表大会第五次会议上\n\n各位代表：", "德州市", None),
    ],
)
def test_a_document_that_names_another_place_than_its_folder_is_told(text: str, folder: str, other: str | None) -> None:
    assert other_place(text, folder) == other


def test_a_name_that_several_districts_share_is_right_in_the_folder_of_any_of_them() -> None:
    text = "鼓楼区2024年城市更新行动方案\n\n正文。"
    assert other_place(text, "南京市鼓楼区") is None
    assert "南京市鼓楼区" in (other_place(text, "德州市") or "")
