"""What documents promise and report as rows: extracted from them, regions and indicators resolved, ids given."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple, cast

import pandas as pd

from pipelines.extraction.extracting import read_document
from pipelines.extraction.target import PlanContext, Target
from pipelines.reference.linking import Linker
from pipelines.reference.registry import Registry
from pipelines.schemas.figures import ExtractedFigures
from pipelines.schemas.model import Table
from pipelines.schemas.targets import ExtractedTargets, Milestones, TargetUnits
from pipelines.storage.reading_process import BoundedReader, ReadingStoppedError
from pipelines.storage.side_by_side import side_by_side
from pipelines.targets.figure_rows import figure_rows
from pipelines.targets.milestone_rows import milestone_rows
from pipelines.targets.regions import region_code
from pipelines.targets.unit_names import unit_names

log = logging.getLogger(__name__)

Rows = list[dict[str, Any]]
Found = tuple[Rows, Rows, Rows]  # targets, figures, milestones: a document is read once
Extract = BoundedReader[Found]

UNREAD = "程序没能从这份文件里读出目标（{detail}，详见日志）：请把出错的文件交给维护人员。"
GIVEN_UP = "从这份文件里读出目标要用的{what}：请拆分后再放入。"
STOPPED = {"memory": "内存超过上限 {most}", "time": "时间超过上限 {most}", "crash": "程序中断了，详见日志"}
REHEARSED = "到2025年，累计建成公园5处，新增绿地20公顷，全市生产总值年均增长6%左右。"


class Extracted(NamedTuple):
    """What documents hold. `failures`: why there is nothing of a document that could not be worked on, by its id."""

    targets: pd.DataFrame  # columns of ExtractedTargets
    figures: pd.DataFrame  # columns of ExtractedFigures
    milestones: pd.DataFrame  # columns of Milestones
    failures: dict[str, str]


def extract_from_documents(
    documents: pd.DataFrame, registry: Registry, given_up: dict[str, str] | None = None
) -> Extracted:
    """Every target, figure and milestone of the documents that were read; no document is without its own for what is
    wrong with another.

    They are worked on side by side, each in a process of its own, as it was read. `given_up`: what took too much is put
    into it, its SHA-256 → why.
    """
    given_up = {} if given_up is None else given_up
    read = cast(Rows, documents[documents["status"] == "read"].to_dict("records"))
    extract = _extractor(registry)
    answers = side_by_side(lambda document: _worked_on(document, extract, given_up), read)
    found = [answer for answer in answers if not isinstance(answer, str)]
    return Extracted(
        targets=_frame(ExtractedTargets, (targets for targets, _, _ in found)),
        figures=_frame(ExtractedFigures, (figures for _, figures, _ in found)),
        milestones=_frame(Milestones, (milestones for _, _, milestones in found)),
        failures={d["document_id"]: answer for d, answer in zip(read, answers, strict=True) if isinstance(answer, str)},
    )


def _frame(model: type[Table], rows: Iterable[Rows]) -> pd.DataFrame:
    return pd.DataFrame(chain.from_iterable(rows), columns=model.names())


def _worked_on(document: dict[str, Any], extract: Extract, given_up: dict[str, str]) -> Found | str:
    """What a row of documents holds, as rows, or why there is nothing."""
    try:
        return extract(document)
    except ReadingStoppedError as stopped:
        reason = GIVEN_UP.format(what=STOPPED[stopped.limit].format(most=stopped.most))
        given_up[document["sha256"]] = reason
        return reason
    except Exception as error:
        log.exception("%s: no targets could be extracted", document["source_file"])
        return UNREAD.format(detail=type(error).__name__)


@lru_cache(maxsize=1)
def _extractor(registry: Registry) -> Extract:
    return BoundedReader(extract_rows, registry, Linker(registry.indicators), rehearse=_rehearse)


def extract_rows(registry: Registry, linker: Linker, document: dict[str, Any]) -> Found:
    """What a row of documents holds, as rows."""
    reading = read_document(document["text"], plan_context(document), registry)
    targets = [
        _target_row(document, target, target_id, registry, linker)
        for target_id, target in zip(_ids(document["document_id"], reading.targets), reading.targets, strict=True)
    ]
    figures = figure_rows(document, reading.figures, registry, linker)
    return targets, figures, milestone_rows(document, reading.milestones, registry)


def _rehearse(registry: Registry, linker: Linker) -> None:
    context = PlanContext(registry.label(registry.regions[0]), None, None, None)
    for target in read_document(REHEARSED, context, registry).targets:
        linker.link(target.indicator, target.unit)


def list_units(extracted: pd.DataFrame) -> pd.DataFrame:
    """Who answers for each target, one row a unit. Columns of TargetUnits."""
    roles = [
        extracted[["target_id", column]].explode(column).rename(columns={column: "unit_name"}).assign(role=role)
        for column, role in (("lead_units", "lead"), ("support_units", "support"))
    ]
    units = pd.concat(roles).dropna(subset="unit_name")
    return units.assign(position=units.groupby(["target_id", "role"]).cumcount() + 1)[TargetUnits.names()]


def plan_context(document: dict[str, Any]) -> PlanContext:
    """What a row of documents says of the plan before its sentences are read."""
    return PlanContext(
        region=document["region"],
        published_on=_day(document["published_on"]),
        plan_start=_day(document["plan_start"]),
        plan_end=_day(document["plan_end"]),
        is_work_report=document["kind"] in ("work_report", "plan_report"),
        is_communique=document["kind"] == "communique",
        is_scan=document["format"] == "scan",
    )


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _ids(document_id: str, targets: list[Target]) -> Iterator[str]:
    """A target is known by the place of its number, and by its year too where one number is due in several."""
    seen = set[int]()
    for target in targets:
        yield f"{document_id}-{target.value_start}" + (f"-{target.target_year}" if target.value_start in seen else "")
        seen.add(target.value_start)


def _target_row(
    document: dict[str, Any], target: Target, target_id: str, registry: Registry, linker: Linker
) -> dict[str, Any]:
    link = linker.link(target.indicator, target.unit)
    row = asdict(target)
    row |= {
        "target_id": target_id,
        "document_id": document["document_id"],
        "plan_region": document["region"],
        "indicator_id": link.indicator_id,
        "indicator": target.indicator,
        "indicator_text": target.indicator,
        "value": float(target.value),
        "value_high": None if target.value_high is None else float(target.value_high),
        "baseline_value": None if target.baseline_value is None else float(target.baseline_value),
        "region_code": region_code(target.region, document, registry),
        "rules": list(target.rules),
        "lead_units": unit_names(target.units, "lead"),
        "support_units": unit_names(target.units, "support"),
    }
    return row
