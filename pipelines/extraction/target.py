"""The record that extraction gives: one promised number. No rules here."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class PlanContext:
    """What is known of the document before its sentences are read."""

    region: str  # the document's own place: 德州市
    published_on: date | None = None
    plan_start: date | None = None
    plan_end: date | None = None
    is_work_report: bool = False  # or another that reviews the year before and sets tasks: 计划执行情况报告
    is_communique: bool = False  # tells what was reached from plan_start to plan_end, and nothing else
    is_scan: bool = False  # its text was recognised in pictures


@dataclass(frozen=True)
class ResponsibleUnit:
    unit_name: str
    role: str  # lead | support
    position: int  # from 1, in the order of the text, lead and support counted apart


@dataclass(frozen=True)
class Target:
    """One quantified commitment. Offsets are code points of the document's text, end exclusive."""

    value_start: int
    value_end: int
    quote: str  # the clause around the number, as it stands in the text
    quote_start: int
    clause: str | None  # heading number it stands under: 4, (一)1
    indicator: str  # noun phrase in simplified characters, understandable alone
    value: Decimal  # 万/亿 multiplied out, in `unit`
    value_high: Decimal | None  # only of a range
    unit: str  # base unit: 千瓦, 元, 个, %
    unit_text: str  # the unit as it stands: 万千瓦
    comparator: str  # at_least above at_most below about between exactly
    measure: str  # level increment cumulative change
    direction: str | None  # up down, of change only
    action: str | None  # the verbs of doing, in simplified characters: 新建, 柔性引进, 新建、改造
    annualised: bool
    baseline_year: int | None
    baseline_value: Decimal | None  # where it starts from by what the document says, in `unit`
    period_start: date | None
    deadline: date | None
    target_year: int | None
    region: str
    per: str | None
    commitment: str  # firm strive
    binding: str | None  # binding expected
    confidence: float  # 0 to 1
    rules: tuple[str, ...]  # names of the rules that fired, in order
    units: tuple[ResponsibleUnit, ...] = ()
