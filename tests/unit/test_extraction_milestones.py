"""Commitments without a number: what can be answered with yes or no on a day, and what cannot."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extraction.explaining import explain
from pipelines.extraction.extracting import read_document
from pipelines.extraction.milestone import Milestone
from pipelines.reference.linking import Linker
from pipelines.schemas.targets import Milestones
from pipelines.targets.rows import extract_rows
from tests.corpus_lines import CONTEXT, corpus_registry


def read(text: str) -> list[Milestone]:
    return read_document(text, CONTEXT, corpus_registry()).milestones


def told(text: str) -> list[tuple[str, str]]:
    return [(milestone.what, str(milestone.deadline)) for milestone in read(text)]


# text → (deed, day)
DEEDS = {
    # a time and a finishing verb in one clause
    "青禾二桥2023年底前建成通车。": [("青禾二桥建成通车", "2023-12-31")],
    "2024年6月底前完成文化馆迁建工程。": [("完成文化馆迁建工程", "2024-06-30")],
    "力争2022年9月底前北环高架开工建设。": [("北环高架开工建设", "2022-09-30")],
    "2023年上半年出台商业航天产业扶持办法。": [("出台商业航天产业扶持办法", "2023-06-30")],
    "到2025年建成覆盖城乡的应急广播体系。": [("建成覆盖城乡的应急广播体系", "2025-12-31")],
    # a clause that is a time alone frames those behind it
    "2023年底前,完成老城排水管网普查;2024年底前,市体育中心投入使用。": [
        ("完成老城排水管网普查", "2023-12-31"),
        ("市体育中心投入使用", "2024-12-31"),
    ],
    "完成时限:2022年4月底前,完成科创平台认定工作;12月底前,通过市级评估验收。": [
        ("完成科创平台认定工作", "2022-04-30"),
        ("通过市级评估验收", "2022-12-31"),
    ],
    # the thing stands in the clause before
    "加快推进云岭大桥建设,确保2023年底建成通车。": [("云岭大桥建成通车", "2023-12-31")],
    # all of a stated scope
    "到2024年实现行政村寄递物流服务全覆盖。": [("实现行政村寄递物流服务全覆盖", "2024-12-31")],
    "2023年底前规模以上入河排污口全部整改到位。": [("规模以上入河排污口全部整改到位", "2023-12-31")],
    "实现零就业家庭动态清零。": [("实现零就业家庭动态清零", "2025-12-31")],
    # a column of deadlines
    "序号|重点任务|责任单位|完成时限⏎1|编制青禾新区国土空间规划|市自然资源局|2022年12月底前": [
        ("编制青禾新区国土空间规划", "2022-12-31")
    ],
}

NONE = [
    "推动青禾二桥建成通车。",  # no day
    "2021年前建成的小区全部纳入改造范围考虑。",  # what is there already
    "2023年底前完成全年目标任务。",  # says nothing of its own
    "到2025年全面建成小康社会。",
    "对未按期在2023年底前完成整改的单位予以通报。",
    "2023年底前完成老旧小区改造30个。",  # a target
    "到2025年实现由农业大县向工业强县转型。",
    "截至2020年底已建成城市书房。",
    "2022年完成情况见附件说明材料。",
    "对安全隐患零容忍,到2025年形势明显好转。",
    "条件成熟时适时出台2023年配套政策。",
    "序号|事项|完成时限⏎1|市民热线全年运行维护|长期坚持",
]


@pytest.mark.parametrize("text", DEEDS)
def test_a_deed_and_its_day_are_found(text: str):
    assert told(text.replace("⏎", "\n")) == DEEDS[text]


@pytest.mark.parametrize("text", NONE)
def test_what_no_day_answers_is_none(text: str):
    assert told(text.replace("⏎", "\n")) == []


def test_a_deed_has_its_place_its_region_its_units_and_its_firmness():
    text = "1.云岭县污水处理厂二期力争2023年底前投入运行。(牵头单位:市住房城乡建设局;配合单位:市财政局)\n"
    [milestone] = read(text)
    assert text[milestone.start : milestone.end] == milestone.quote
    assert milestone.quote == "云岭县污水处理厂二期力争2023年底前投入运行"
    assert (milestone.region, milestone.commitment, milestone.clause) == ("云岭县", "strive", "1")
    assert [(unit.unit_name, unit.role) for unit in milestone.units] == [
        ("市住房城乡建设局", "lead"),
        ("市财政局", "support"),
    ]


def test_what_a_report_says_of_the_last_year_is_none():
    text = (
        "一、2020年工作回顾\n过去一年,青禾一桥2020年6月建成通车。\n二、2021年重点任务\n青禾二桥2021年底前建成通车。\n"
    )
    assert told(text) == [("青禾二桥建成通车", "2021-12-31")]


def test_offsets_are_those_of_the_text_as_it_was_given():
    text = "青禾二桥２０２３年\n底前建成通车。2024年6月底前完成文\n化馆迁建工程。"
    for milestone in read(text):
        assert text[milestone.start : milestone.end] == milestone.quote


def test_the_sentence_is_explained_though_it_holds_no_number():
    [sentence] = explain("到期前实现行政村寄递物流服务全覆盖。", CONTEXT, corpus_registry())
    assert [milestone.rules[0] for milestone in sentence.milestones] == ["whole_scope"]


def test_it_becomes_a_row_with_the_codes_of_its_region_and_its_units():
    registry = corpus_registry()
    described = {"document_id": "d1", "region_code": "990100", "region": "青禾市", "kind": "plan", "format": "txt"}
    days = {"published_on": date(2021, 4, 1), "plan_start": date(2021, 1, 1), "plan_end": date(2025, 12, 31)}
    text = "云岭县文化馆2023年底前建成开放。(责任单位:市文化和旅游局)"
    _, _, [row] = extract_rows(registry, Linker(registry.indicators), described | days | {"text": text})
    assert (row["region_code"], row["region"], row["plan_region"]) == ("990102", "云岭县", "青禾市")
    assert row["lead_units"] == ["市文化和旅游局"]
    assert text[row["quote_start"] : row["quote_end"]] == row["quote"]
    Milestones.validate(pd.DataFrame([row], columns=Milestones.names()))


PIECES = st.sampled_from(
    [
        "2023年底前",
        "完成",
        "建成",
        "大桥",
        "全覆盖",
        "清零",
        "|",
        "\n",
        ",",
        ";",
        "。",
        ":",
        "完成时限",
        "6月",
        "加快",
        "建设",
        "30个",
        "到2025年",
        "的",
    ]
)


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_text_is_read_and_no_number_is_promised_twice(text: str):
    reading = read_document(text, CONTEXT, corpus_registry())
    for milestone in reading.milestones:
        assert text[milestone.start : milestone.end] == milestone.quote
        assert milestone.deadline is None or isinstance(milestone.deadline, date)
        assert 0 < milestone.confidence < 1
        assert not any(milestone.start <= target.value_start < milestone.end for target in reading.targets)
