"""Templates: for each region a table of what its targets still need, ready to be filled in and dropped.

What stands in them is decided here; the workbook is drawn in template_workbook.py.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.actuals.cells.periods import Period
from pipelines.actuals.layouts.templates import TOLD
from pipelines.actuals.receipts.cells import neutralise
from pipelines.actuals.receipts.contents import dates_in_words, shorten
from pipelines.publication import template_workbook
from pipelines.publication.edition import Edition
from pipelines.publication.template_workbook import write_workbook
from pipelines.storage.warehouse import read_sql

COLUMNS = ["指标", "地区", "报告期", "数值", "单位", "口径", "来源", "备注", *TOLD]
BASES = {"stock": "期末", "ytd": "本年累计", "period": "当期", "rate": "比率", "growth": "同比"}
# What a figure is asked for, where it is not how things stand now.
PURPOSES = {"baseline": "基期数", "deadline": "时限数", "missing": "缺报的数"}
SUFFIXES = (".csv", ".xlsx")
MADE_OF = ".made_of.json"  # region → version of its template


def write_templates(edition: Edition) -> Path:
    """报送模板 | published/templates/: what each region's targets still need, as CSV and workbook to fill in"""
    # Of 500 regions a run changes a few; the templates of the others are those of the publication before.
    folder, made_of = edition.folder / "templates", dict[str, str]()
    folder.mkdir()
    month = last_month(edition.as_of)
    stem = f"{month.end:%Y-%m}"
    before = edition.previous / "templates" if edition.previous else folder
    known = _read_made_of(before)
    with duckdb.connect(str(edition.bi_file), read_only=True) as published:
        regions = published.execute(
            "select distinct region, region_code from documents where region_code is not null order by region_code"
        ).fetchall()
        for region, region_code in regions:
            template = make_template(published, region, region_code, month)
            if template is None:
                continue
            made_of[region] = template.version
            is_same = known.get(region) == template.version
            if not (is_same and _is_taken_over(before / region, folder / region, stem)):
                template.write(folder / region, stem)
    (folder / MADE_OF).write_text(json.dumps(made_of, ensure_ascii=False), encoding="utf-8")
    return folder


def _read_made_of(folder: Path) -> dict[str, str]:
    """Region → version of its template in a publication; nothing of one that does not say."""
    try:
        return dict(json.loads((folder / MADE_OF).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _is_taken_over(earlier: Path, folder: Path, stem: str) -> bool:
    """Let the files of an earlier publication stand in this one too, whole or not at all: they never change."""
    files = [earlier / f"{stem}{suffix}" for suffix in SUFFIXES]
    if not all(file.is_file() for file in files):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        try:
            os.link(file, folder / file.name)
        except OSError:  # a file system without links
            shutil.copy2(file, folder / file.name)
    return True


def last_month(today: date) -> Period:
    """The month that ended last before `today`."""
    end = today.replace(day=1) - timedelta(days=1)
    return Period(end.replace(day=1), end)


@dataclass(frozen=True)
class Template:
    """What a region is asked for. `choices`: column → what may be chosen there; `units`: the units of each row."""

    region: str
    period: Period
    rows: pd.DataFrame
    choices: dict[str, list[str]]
    units: list[list[str]]

    @property
    def version(self) -> str:
        """A hash of all that its files are made of, the program among it."""
        content = [self.region, str(self.period), self.rows.values.tolist(), self.choices, self.units]
        return hashlib.sha256(_program() + json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    def write(self, folder: Path, stem: str) -> list[Path]:
        """folder/<stem>.csv and .xlsx. Returns their places."""
        folder.mkdir(parents=True, exist_ok=True)
        table, workbook = (folder / f"{stem}{suffix}" for suffix in SUFFIXES)
        self.rows.map(neutralise).to_csv(table, index=False, encoding="utf-8-sig")
        write_workbook(self.rows, self.region, self.period, self.choices, self.units, workbook)
        return [table, workbook]


@cache
def _program() -> bytes:
    return Path(__file__).read_bytes() + Path(template_workbook.__file__).read_bytes()


def make_template(
    published: duckdb.DuckDBPyConnection, region: str, region_code: str, period: Period
) -> Template | None:
    """The region's template; None where nothing is open.

    `region` is the unambiguous name under which its plans are filed. The period ends with a month.
    """
    needed = open_indicators(published, region, region_code, period)
    if needed.empty:
        return None
    choices = {"地区": regions_inside(published, region_code), "口径": list(BASES.values())}
    return Template(region, period, template_rows(needed), choices, unit_choices(published, needed))


def open_indicators(
    published: duckdb.DuckDBPyConnection, region: str, region_code: str, period: Period
) -> pd.DataFrame:
    """What the region's targets need for a period; columns as sql/templates/open_indicators.sql gives them."""
    given = {"region": region, "region_code": region_code, "period_end": period.end}
    return published.execute(read_sql("templates", "open_indicators"), given).df()


def template_rows(needed: pd.DataFrame) -> pd.DataFrame:
    """The rows as a bureau sees them, all texts; 数值, 来源 and 备注 are left to it."""
    blank = pd.Series("", index=needed.index)
    rows = {
        "指标": needed["indicator"],
        "地区": needed["region"],
        "报告期": [
            dates_in_words(start, end) for start, end in zip(needed["period_start"], needed["period_end"], strict=True)
        ],
        "数值": blank,
        "单位": needed["unit"].fillna(""),
        "口径": needed["basis"].map(BASES),
        "来源": blank,
        "备注": blank,
        "上次时间": [
            "" if pd.isna(start) else dates_in_words(start, end)
            for start, end in zip(needed["last_start"], needed["last_end"], strict=True)
        ],
        "上次数值": needed["last_value"].fillna(""),
        "用于的目标": [
            shorten(asked_for(purposes) + (promises or ""))
            for purposes, promises in zip(needed["purposes"], needed["promises"], strict=True)
        ],
        "牵头单位": needed["lead_units"].fillna("").map(shorten),
    }
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def asked_for(purposes: Sequence[str]) -> str:
    """基期数、缺报的数： and nothing for a figure of how things stand now."""
    words = [PURPOSES[purpose] for purpose in purposes if purpose in PURPOSES]
    return f"{'、'.join(words)}：" if words else ""


def regions_inside(published: duckdb.DuckDBPyConnection, region_code: str) -> list[str]:
    """The region and those right below it."""
    found = published.execute(
        "select name from regions where code = $code or parent_code = $code order by code", {"code": region_code}
    )
    return [name for (name,) in found.fetchall()]


def unit_choices(published: duckdb.DuckDBPyConnection, needed: pd.DataFrame) -> list[list[str]]:
    """For each row the units that fit: its own with 万 and 亿, then others of its dimension that convert into it."""
    units = published.execute("select unit, dimension, factor from units").df()
    factors = dict(zip(units["unit"], units["factor"], strict=True))
    choices = []
    for unit, base, dimension in zip(needed["unit"], needed["base_unit"], needed["dimension"], strict=True):
        others = units[(units["dimension"] == dimension) & (units["factor"] != factors.get(base))]["unit"]
        own = (
            [base]
            if dimension in ("share", "percentage_point") or pd.isna(dimension)
            else [base, f"万{base}", f"亿{base}"]
        )
        choices.append(list(dict.fromkeys([unit, *own, *others]))[:12])
    return choices
