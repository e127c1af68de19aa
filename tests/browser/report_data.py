"""A warehouse for the report's tests: any number of targets, and everything that a panel can show. No expectations."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.publication.bi_file import write_bi_file
from pipelines.publication.edition import Edition
from pipelines.publication.report import write_report
from pipelines.reference.tables import read_reference
from pipelines.schemas.reference import Statuses, StatusRules, Units
from pipelines.schemas.tables import TABLES
from pipelines.storage.data_folder import PROJECT
from pipelines.storage.warehouse import Warehouse

AS_OF = date(2025, 3, 31)
HOSTILE = "<script>window.hit=1</script><img src=x onerror=window.hit=1>\u2028\"'&amp;</script>"
REGIONS = [("371400", "德州市"), ("371500", "聊城市"), ("370500", "东营市")]
UNITS = ["市发展改革委", "市工业和信息化局", "市科技局", "市农业农村局", "市商务局"]
INDICATORS = ["5G基站", "高标准农田", "科技型中小企业", "新能源装机容量", "一般公共预算收入"]
A_DOCUMENT = 20  # targets of one plan


def fill(warehouse: Warehouse, targets: int = 60) -> None:
    """Targets in plans of 20. The first target has every trait; the first plan, a file and a cell are hostile."""
    reference = PROJECT / "data" / "reference"
    for model in (Statuses, StatusRules, Units):
        warehouse.replace(model.table(), read_reference(model, reference / f"{model.table()}.csv"))
    promised = [target_row(number) for number in range(targets)]
    put(warehouse, "documents", [document_row(number, promised) for number in range(-(-targets // A_DOCUMENT))])
    put(warehouse, "targets", promised)
    put(warehouse, "target_units", [unit for number in range(targets) for unit in unit_rows(number)])
    put(warehouse, "target_terms", [terms_row(number) for number in range(targets)])
    put(warehouse, "attainment", [row for number in range(targets) for row in attainment_rows(number)])
    put(warehouse, "standings", [{"target_id": "t00000", "as_of": AS_OF, "is_held": False, "start_value": 590.0}])
    put(warehouse, "submissions", SUBMISSIONS)
    put(warehouse, "actuals", ACTUALS)
    put(warehouse, "target_figures", [{"target_id": "t00000", "actual_id": "a2", "role": "state", "value": 918}])
    put(warehouse, "path_milestones", [{"target_id": "t00000", "due_on": date(2024, 12, 31), "value": 920}])
    put(warehouse, "target_paths", [path_row(number) for number in (0, 5)])
    put(warehouse, "target_conflicts", [CONFLICT, REPETITION])
    put(warehouse, "corrections", [CORRECTION])
    put(warehouse, "extracted_targets", [{**promised[0], "value": 100.0}])


def begin_edition(warehouse: Warehouse, folder: Path, previous: Path | None = None) -> Edition:
    """A publication of the BI file alone, in `folder`."""
    folder.mkdir()
    edition = Edition(folder, warehouse, AS_OF, datetime.fromisoformat("2025-04-02 08:30"), previous)
    write_bi_file(edition)
    return edition


def write_edition(warehouse: Warehouse, folder: Path, previous: Path | None = None) -> Path:
    """A publication of the BI file and the report alone, in `folder`. Returns the report's folder."""
    return write_report(begin_edition(warehouse, folder, previous))


# Of twenty-two targets in a row; the last two of the second eleven are late and unusable.
SHOWN = [
    *("attained", "ahead", "on_schedule", "behind", "far_behind", "missed", "overdue_no_data", "breached", "no_data"),
    *("not_started", "undecided"),
]


def put(warehouse: Warehouse, table: str, rows: list[dict[str, Any]]) -> None:
    """Rows that state only what matters, in place of what the table held."""
    types = TABLES[table].duckdb_types()
    frame = pd.DataFrame({name: pd.Series([row.get(name) for row in rows], dtype=object) for name in rows[0]})
    columns = ", ".join(f"cast({name} as {types[name]}) as {name}" for name in frame.columns)
    warehouse.connection.execute(f"delete from {table}")
    warehouse.connection.register("rows_to_insert", frame)
    warehouse.connection.execute(f"insert into {table} by name select {columns} from rows_to_insert")
    warehouse.connection.unregister("rows_to_insert")


def sentence(number: int) -> str:
    return f"到{year(number)}年底,{INDICATORS[number % 5]}达到{value(number)}个"


def year(number: int) -> int:
    return 2024 + number % 3


def deadline(number: int) -> date:
    """Target 7 alone falls due soon."""
    return date(2025, 5, 31) if number == 7 else date(year(number), 12, 31)


def value(number: int) -> int:
    return 1000 + number


def status(number: int) -> str:
    if number % 22 >= 20:
        return ("attained_late", "unusable")[number % 2]
    return SHOWN[number % 11]


def clause(number: int) -> str:
    return f"第{number}条。{sentence(number)}。(牵头单位:{UNITS[number % 5]})\n\n"


def opening(document: int) -> str:
    """𠮷 takes two units of UTF-16, so that offsets which count them are seen to be wrong."""
    return f"𠮷{HOSTILE}\n\n" if document == 0 else f"规划{document}\n\n"


def document_row(number: int, promised: list[dict[str, Any]]) -> dict[str, Any]:
    of_this = range(number * A_DOCUMENT, min((number + 1) * A_DOCUMENT, len(promised)))
    code, region = REGIONS[number % 3]
    return {
        "document_id": f"d{number}",
        "region_code": code,
        "region": region,
        "title": f"规划{number}{HOSTILE if number == 0 else ''}",
        "source_file": f"{region}/{HOSTILE if number == 0 else number}.txt",
        "published_on": date(2023, 1, 1) + timedelta(days=number % 300),
        "status": "read",
        "text": opening(number) + "".join(clause(each) for each in of_this),
    }


def target_row(number: int) -> dict[str, Any]:
    document = number // A_DOCUMENT
    before = opening(document) + "".join(clause(each) for each in range(document * A_DOCUMENT, number))
    quote = sentence(number)
    start = len(before) + clause(number).index(quote)
    written = start + quote.rindex(str(value(number)))
    code, region = REGIONS[document % 3]
    return {
        "target_id": f"t{number:05}",
        "document_id": f"d{document}",
        "plan_region": region,
        "clause": str(number),
        "indicator_id": f"i{number % 5}",
        "indicator": INDICATORS[number % 5] + (HOSTILE if number == 1 else ""),
        "value": float(value(number)),
        "unit": "个",
        "unit_text": "个",
        "comparator": "at_least",
        "measure": "level",
        "annualised": False,
        "deadline": deadline(number),
        "target_year": year(number),
        "region_code": code,
        "region": region,
        "commitment": "firm",
        "confidence": 0.95,
        "quote": quote,
        "quote_start": start,
        "value_start": written,
        "value_end": written + len(str(value(number))),
        "rules": [],
    }


def unit_rows(number: int) -> list[dict[str, Any]]:
    names = [(UNITS[number % 5], "lead"), (UNITS[(number + 1) % 5], "support")]
    return [{"target_id": f"t{number:05}", "unit_name": name, "role": role, "position": 1} for name, role in names]


def terms_row(number: int) -> dict[str, Any]:
    return {
        "target_id": f"t{number:05}",
        "indicator_id": f"i{number % 5}",
        "region_code": REGIONS[number // A_DOCUMENT % 3][0],
        "measure": "level",
        "dimension": "count",
        "factor": 1.0,
        "starts_on": date(2023, 1, 1),
        "deadline": date(year(number), 12, 31),
        "is_flow": False,
        "bound": "floor",
        "goal_value": float(value(number)),
    }


def attainment_rows(number: int) -> list[dict[str, Any]]:
    """Nine dates up to AS_OF; where the status says that nothing is reported, nothing is."""
    now = status(number)
    is_silent = now in ("no_data", "overdue_no_data", "not_started")
    rows = []
    for quarter in range(9):
        ends = date(2023 + quarter // 4, 3 * (quarter % 4) + 3, [31, 30, 30, 31][quarter % 4])
        observed = None if is_silent else 600.0 + 40 * quarter
        rows.append(
            {
                "target_id": f"t{number:05}",
                "as_of": ends,
                "observed": observed,
                "observed_on": None if is_silent else ends,
                "attainment_pct": observed and round(100 * observed / value(number), 1),
                "expected_pct": 10.0 * quarter,
                "expected_value": 600.0 + 45 * quarter,
                "gap_points": observed and -5.0,
                "status": now,
                "worst_status": now,
                "reason": f"2025年3月末为{observed}个，目标不低于{value(number)}个；序时应达960个；{now}。",
                "projected_value": 1100.0,
                "projected_pct": 110.0,
                "actual_ids": ["a2"] if number == 0 else [],
                "rule": "level_stock",
            }
        )
    return rows


def path_row(number: int) -> dict[str, Any]:
    row = target_row(number)
    return {
        name: row[name] for name in ("region", "indicator_id", "measure", "target_id", "document_id", "deadline")
    } | {
        "unit": "个",
        "position": number + 1,
        "target_year": year(number),
        "value": row["value"],
    }


SUBMISSIONS = [
    {"submission_id": "s1", "file_name": f"{HOSTILE}.csv", "status": "taken"},
    {"submission_id": "s2", "file_name": "更正.csv", "status": "taken"},
]
FIGURE = {
    "indicator_id": "i0",
    "indicator": "5G基站",
    "region_code": "371400",
    "region": "德州市",
    "period": "2024年",
    "period_start": date(2024, 1, 1),
    "period_end": date(2024, 12, 31),
    "basis": "stock",
    "unit": "个",
    "reported_unit": "个",
    "column_number": 4,
}
ACTUALS = [
    FIGURE
    | {
        "actual_id": "a1",
        "value": 900.0,
        "reported_value": "900",
        "source": HOSTILE,
        "submission_id": "s1",
        "row_number": 2,
        "known_from": datetime.fromisoformat("2025-01-10"),
        "known_until": datetime.fromisoformat("2025-02-20"),
        "superseded_by": "s2",
        "superseded_reason": f"年报核定{HOSTILE}",
    },
    FIGURE
    | {
        "actual_id": "a2",
        "value": 918.0,
        "reported_value": "918",
        "source": "市统计局",
        "submission_id": "s2",
        "row_number": 3,
        "known_from": datetime.fromisoformat("2025-02-20"),
        "known_until": None,
        "superseded_by": None,
        "superseded_reason": None,
    },
]
CONFLICT = {
    "target_id": "t00000",
    "other_target_id": "t00005",
    "region": "德州市",
    "indicator_id": "i0",
    "conflict": "same_year_different_value",
    "followed_target_id": "t00005",
    "reason": f"{HOSTILE}定为1000个，另一文件定为1005个；按较新文件。",
}
REPETITION = CONFLICT | {
    "other_target_id": "t00010",
    "conflict": "restated",
    "followed_target_id": "t00010",
    "reason": "同一目标在两份文件中提出，不是冲突。",
}
CORRECTION = {
    "target_id": "t00000",
    "action": "edit",
    "field": "value",
    "value": "1000",
    "expect": "达到1000个",
    "reason": f"数字误读{HOSTILE}",
}
