"""The sentence of each row of attainment: never without a status, and no part of it against another."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from attainment_oracle import World
from attainment_worlds import build, load, open_in_memory, rows_of, worlds
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.storage.warehouse import Warehouse

DONE = "attained|attained_late|attained_unconfirmed"
OPEN = "ahead|on_schedule|behind|far_behind|undecided"
OVER = "missed|overdue_no_data"
# What never stands in one sentence; a status stands at its end.
CONTRADICTIONS = [
    ("落后", "领先"),
    ("超用", "节余"),
    ("落后|超用|低于目标", f"；({DONE}|ahead)。"),
    ("领先|节余", "；(behind|far_behind)。"),
    ("不进反退", f"；({DONE}|ahead)。"),
    ("每月需|预计", f"；({DONE}|{OVER})。"),
    ("已过；|尚未达到", f"；({OPEN}|no_data|not_started)。"),
    ("推算不出序时进度", "序时应达|序时可用|界限|领先|落后"),
    ("规划期初没有基期数", "算起已走完全程|不进反退|低于目标"),
    ("完成率100.0%|全程的100.0%", "；(behind|far_behind|missed|breached|ahead|undecided)。"),
    ("用上限的100.0%", "；(missed|breached|ahead|undecided)。"),  # used up to the last before its time is far behind
    ("统计期内没有报送数|规划期内尚未报送|不能回答|不能换算", f"；({DONE}|{OPEN}|missed|breached)。"),
    ("不能相加|无法计算|无法相减", f"；({DONE}|{OPEN}|missed|breached)。"),
    ("规划期未到", "天已过|每月需|时限|完成率|已走完"),
    ("须保持到期末|须守到期末|目标范围内|允许范围±5%之内", "；(behind|far_behind|missed|breached|overdue_no_data)。"),
    ("高出“约”|高于目标范围", f"；({DONE})。|允许范围±5%之内|，在目标范围内"),
    ("待核", "；(attained|attained_late)。"),
    ("已超过上限", "须守到期末|节余|；(attained|on_schedule)。"),
    ("完不成|预计突破上限|预计不在目标范围内", f"；({DONE}|{OVER}|behind|far_behind)。"),
    ("基期已达标", "算起已走完全程|没有基期数"),
    ("不按时间折算", "天已过"),
]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with open_in_memory() as opened:
        yield opened


def attainment_with_terms(warehouse: Warehouse, world: World, today: date) -> list[dict[str, Any]]:
    load(warehouse, world)
    build(warehouse, today)
    terms = {row["target_id"]: row for row in rows_of(warehouse, "target_terms")}
    return [row | {"terms": terms[row["target_id"]]} for row in rows_of(warehouse, "attainment")]


@settings(
    max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(world=worlds(), today=st.sampled_from([date(2026, 11, 21), date(2024, 12, 31), date(2022, 8, 10)]))
def test_every_row_has_a_status_and_no_sentence_contradicts_itself(warehouse: Warehouse, world: World, today: date):
    falling = {one.target_id: one.value for one in world.promises if one.falls and one.comparator == "exactly"}
    for row in attainment_with_terms(warehouse, world, today):
        reason, status = row["reason"], row["status"]
        assert status in world.severities, reason
        assert row["worst_status"] in world.severities, reason
        assert [pair for pair in CONTRADICTIONS if all(re.search(part, reason) for part in pair)] == [], reason
        if status.startswith("attained") and row["target_id"] in falling:
            assert row["observed"] <= falling[row["target_id"]], reason
        if status == "not_started":
            assert (row["observed"], row["attainment_pct"], row["actual_ids"]) == (None, None, []), reason
        if status in ("unusable", "undecided"):
            assert re.search("请|没有写明|目标为0或负数|无法确定", reason), reason


def test_every_contradiction_would_be_seen():
    """No pair is without words that it could find."""
    for first, second in CONTRADICTIONS:
        assert not re.search(first, "")
        assert not re.search(second, "")
