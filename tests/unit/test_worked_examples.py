"""docs/worked-examples.md is true: its ten targets and their figures, computed again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from attainment_oracle import Figure, Indicator, Plan, Promise
from attainment_worlds import build, load, open_in_memory, rows_of, world_of
from test_attainment import figure, promise

PAGE = Path("docs/worked-examples.md").read_text(encoding="utf-8")
LIAOCHENG, DEZHOU = "371500", "371400"
STOCK, SHARE = Indicator("个", "stock", "up"), Indicator("%", "rate", "up")
INDICATORS = {
    **dict.fromkeys(("高新技术企业", "科技型中小企业", "5G基站"), STOCK),
    "新能源装机": Indicator("千瓦", "stock", "up"),
    **dict.fromkeys(("常住人口城镇化率", "高新技术产业产值占比"), SHARE),
}
PLANS = {
    "聊城2023": Plan(date(2023, 3, 31), date(2023, 1, 1)),
    "德州2020": Plan(date(2020, 9, 28)),
    "德州2023": Plan(date(2023, 5, 3), date(2023, 1, 1)),
    "德州2023三年": Plan(date(2023, 8, 26), date(2023, 1, 1)),
}
THREE_YEARS = {"period_start": date(2023, 1, 1)}


def liaocheng(indicator: str, value: float, unit: str, measure: str = "level", **more: Any) -> Promise:
    given = {
        "indicator_id": indicator,
        "unit": unit,
        "document_id": "聊城2023",
        "region_code": LIAOCHENG,
        **THREE_YEARS,
    }
    return promise(value, measure=measure, target_id=f"聊城{indicator}", **given | THREE_YEARS | more)


def dezhou(
    indicator: str, value: float, unit: str, by: str, document: str, measure: str = "level", **more: Any
) -> Promise:
    given = {"indicator_id": indicator, "unit": unit, "document_id": document, "region_code": DEZHOU}
    return promise(value, by, measure, target_id=f"德州{indicator}{value}", **given | more)


TARGETS = [
    liaocheng("高新技术企业", 1000, "家"),
    liaocheng("科技型中小企业", 1200, "家"),
    liaocheng("5G基站", 13000, "个", "cumulative", action="建成"),
    liaocheng("常住人口城镇化率", 60, "%", comparator="about"),
    liaocheng("高新技术产业产值占比", 3, "百分点", "change", direction="up", comparator="at_least"),
    liaocheng("新能源装机", 5e6, "千瓦", comparator="at_least"),
    dezhou("新能源装机", 7.3e6, "千瓦", "2023-12-31", "德州2023", comparator="above", **THREE_YEARS),
    dezhou("5G基站", 1600, "座", "2020-12-31", "德州2020", "increment", action="开通"),
    dezhou("5G基站", 5200, "座", "2021-12-31", "德州2020", "cumulative", action="开通"),
    dezhou("5G基站", 8800, "座", "2022-12-31", "德州2020", "cumulative", action="开通"),
    dezhou("5G基站", 8500, "处", "2025-12-31", "德州2023三年", "cumulative", action="新建、改造", **THREE_YEARS),
    dezhou("高新技术企业", 1000, "家", "2025-12-31", "德州2023三年", **THREE_YEARS),
]
COUNTS = dict.fromkeys(("个", "家", "座", "处"), ("count", 1.0))


def reported(
    region: str, indicator: str, unit: str, source: str, *figures: tuple[str, float], **more: Any
) -> list[Figure]:
    given = {"indicator_id": indicator, "region_code": region, "source": source}
    return [figure(period, value, unit, **given | more) for period, value in figures]


LIAOCHENG_INDUSTRY = "聊城市制造业强市建设发布会2023-12-12"
QILU, LIAOCHENG_PRESS = "齐鲁晚报网2025-08-26", "聊城市“十四五”主题发布会2025-12-10"
FIGURES = [
    *reported(LIAOCHENG, "高新技术企业", "家", QILU, ("2020", 267), ("2024", 918)),
    *reported(LIAOCHENG, "高新技术企业", "家", LIAOCHENG_INDUSTRY, ("2023", 800)),
    *reported(LIAOCHENG, "高新技术企业", "家", LIAOCHENG_PRESS, ("2025", 1000)),
    *reported(LIAOCHENG, "科技型中小企业", "家", QILU, ("2020", 303), ("2024", 1305)),
    *reported(LIAOCHENG, "科技型中小企业", "家", LIAOCHENG_PRESS, ("2020", 302), ("2025", 1492)),
    *reported(LIAOCHENG, "科技型中小企业", "家", LIAOCHENG_INDUSTRY, ("2023", 1155)),
    *reported(LIAOCHENG, "5G基站", "个", "聊城新闻网2024-05-20", ("2024-03", 10616), basis="stock"),
    *reported(LIAOCHENG, "常住人口城镇化率", "%", "聊城市2023年统计公报", ("2023", 55.8)),
    *reported(LIAOCHENG, "高新技术产业产值占比", "%", LIAOCHENG_INDUSTRY, ("2023年前三季度", 58.82)),
    *reported(LIAOCHENG, "新能源装机", "%", "大众日报2026-01-20", ("2025", 15.1), basis="growth"),
    *reported(DEZHOU, "新能源装机", "千瓦", "大众日报2023-06-12", ("2023-05", 7.608e6)),
    *reported(DEZHOU, "5G基站", "个", "中国网山东2024-06-13", ("2024-06", 12000), basis="stock"),
    *reported(DEZHOU, "高新技术企业", "家", "德州日报2022-12-22", ("2022", 680)),
    *reported(DEZHOU, "高新技术企业", "家", "魅力德州2026-01-17", ("2025", 1100)),
    # Dates of other figures of the region, at which the targets are looked at too.
    *reported(LIAOCHENG, "新能源装机", "千瓦", "其他报送", ("2025-08", 0), indicator_id="其他"),
    *reported(DEZHOU, "新能源装机", "千瓦", "其他报送", ("2024", 0), indicator_id="其他"),
]


@dataclass(frozen=True)
class Example:
    """A row of attainment as the page tells it."""

    target: str
    as_of: date
    status: str
    rule: str
    numbers: dict[str, float]


# The numbers are worked out on the page by hand.
EXAMPLES = [
    Example(
        "聊城高新技术企业",
        date(2025, 8, 31),
        "ahead",
        "level_stock",
        {
            "observed": 918,
            "attainment_pct": 918 / 1000 * 100,
            "baseline_value": 267,
            "progress_pct": 651 / 733 * 100,
            "expected_pct": 974 / 1096 * 100,
            "expected_value": 267 + 733 * 974 / 1096,
            "due_pct": 731 / 1096 * 100,
            "due_value": 267 + 733 * 731 / 1096,
            "gap_points": round(651 / 733 * 100 - 731 / 1096 * 100, 6),
            "figure_age_days": 243,
            "required_per_month": 82 / 4,
        },
    ),
    Example(
        "聊城科技型中小企业",
        date(2023, 12, 31),
        "ahead",
        "level_stock",
        {
            "observed": 1155,
            "baseline_value": 303,
            "progress_pct": 852 / 897 * 100,
            "expected_pct": 365 / 1096 * 100,
            "required_per_month": 45 / 24,
        },
    ),
    Example(
        "聊城5G基站",
        date(2024, 3, 31),
        "undecided",
        "cumulative_stock",
        {"attainment_pct": 10616 / 13000 * 100, "required_per_month": 2384 / 21},
    ),
    Example(
        "聊城常住人口城镇化率",
        date(2023, 12, 31),
        "undecided",
        "level_rate",
        {"attainment_pct": 93, "required_per_month": 4.2 / 24},
    ),
    Example(
        "聊城高新技术产业产值占比",
        date(2023, 9, 30),
        "unusable",
        "baseline_missing",
        {"expected_value": 3 * 273 / 1096},
    ),
    Example("聊城新能源装机", date(2025, 12, 31), "unusable", "basis_unmatched", {}),
    Example(
        "德州新能源装机7300000.0", date(2023, 5, 31), "attained", "level_stock", {"attainment_pct": 760.8 / 730 * 100}
    ),
    Example(
        "德州5G基站8800",
        date(2024, 6, 30),
        "attained_unconfirmed",
        "cumulative_stock",
        {"attainment_pct": 12000 / 8800 * 100, "baseline_value": 1600, "progress_pct": 10400 / 7200 * 100},
    ),
    Example("德州5G基站8500", date(2024, 6, 30), "unusable", "baseline_missing", {"expected_value": 8500 * 547 / 1096}),
    Example(
        "德州高新技术企业1000",
        date(2025, 12, 31),
        "attained",
        "level_stock",
        {"attainment_pct": 110, "baseline_value": 680, "progress_pct": 420 / 320 * 100},
    ),
]


@pytest.fixture(scope="module")
def rows() -> Iterator[dict[tuple[str, date], dict[str, Any]]]:
    world = world_of(TARGETS, FIGURES, INDICATORS | {"其他": STOCK}, PLANS)
    names = pd.read_csv("data/reference/statuses.csv")
    ranks = pd.read_csv("data/reference/source_ranks.csv").query("told_by == 'file'")[["pattern", "rank"]].T.to_numpy()
    with open_in_memory() as warehouse:
        load(warehouse, replace(world, units=world.units | COUNTS, ranks=dict(zip(*ranks, strict=True))))
        for status, name in zip(names["status"], names["name"], strict=True):
            warehouse.connection.execute("update statuses set name = ? where status = ?", [name, status])
        build(warehouse, date(2026, 1, 31))
        yield {(row["target_id"], row["as_of"]): row for row in rows_of(warehouse, "attainment")}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.target)
def test_an_example_comes_out_as_the_page_tells_it(rows: dict[tuple[str, date], dict[str, Any]], example: Example):
    row = rows[example.target, example.as_of]
    assert (row["status"], row["rule"]) == (example.status, example.rule)
    assert {name: row[name] for name in example.numbers} == pytest.approx(example.numbers)
    assert row["reason"] in PAGE
