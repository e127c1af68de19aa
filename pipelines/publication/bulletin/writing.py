"""通报 and 督办单 as Word documents: sections in the order in which a reader asks, every number out of a row."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb

from pipelines.actuals.receipts.contents import percentage
from pipelines.publication.bulletin.contents import DONE, Bulletin, Row, Scope, read_bulletin
from pipelines.publication.bulletin.official_layout import OfficialDocument
from pipelines.publication.edition import Edition
from pipelines.publication.wording import amount_in_words, day_in_words, due_in_words, promise_in_words

MOST_TOLD = 15  # of a section in the text; the annex names them all
MOST_ROWS = 500  # of the annex; beyond, the ledger
MOST_ADDRESSEES = 30
NUMERALS = "一二三四五六七八九"
SINCE = {"month": "上月末", "quarter": "上季度末"}
ISSUER = "（印发单位）"
ANNEX = (  # heading, width in mm
    ("序号", 10),
    ("指标", 42),
    ("地区", 17),
    ("要求", 42),
    ("完成值", 20),
    ("截至", 18),
    ("完成率", 14),
    ("状态", 18),
    ("牵头单位", 26),
    ("目标编号", 18),
)


def write_bulletins(edition: Edition) -> Path:
    """通报 | published/bulletins/: how far the promises are, for all regions and for each, as Word documents to send"""
    folder = edition.folder / "bulletins"
    folder.mkdir()
    with duckdb.connect(str(edition.bi_file), read_only=True) as published:
        bulletin = read_bulletin(published, Scope(), "month")
    regions = sorted({(row["region_code"] or "", row["region"]) for row in bulletin.targets})
    for each in (bulletin, *(bulletin.of_region(region) for _, region in regions)):
        write_bulletin(each, folder / f"{each.scope.name}.docx")
    return folder


def write_bulletin(bulletin: Bulletin, place: Path) -> None:
    """The 通报 as a .docx that people sign, address and send."""
    document = OfficialDocument(title_of(bulletin.scope))
    document.title(title_of(bulletin.scope))
    document.subtitle(f"（截至{day_in_words(bulletin.as_of)}）")
    document.blank()
    if addressees := _addressees(bulletin):
        document.addressees(f"{addressees}：")
    _Text(document, bulletin).write()
    document.text(f"附件：{title_of(bulletin.scope, '情况表')}")
    document.blank()
    document.signature([ISSUER, day_in_words(bulletin.as_of)])
    document.annex("附件", title_of(bulletin.scope, "情况表"))
    document.table([head for head, _ in ANNEX], [width for _, width in ANNEX], _annex_rows(bulletin))
    if len(bulletin.targets) > MOST_ROWS:
        document.text(f"其余{len(bulletin.targets) - MOST_ROWS}项见工作台账。")
    document.save(str(place))


def title_of(scope: Scope, of_what: str = "情况通报") -> str:
    whose = f"{scope.unit}牵头的" if scope.unit else scope.region or ""
    return f"{whose}规划目标进展{of_what}"


class _Text:
    """The sections, numbered as they come: one that nothing belongs to is left out."""

    def __init__(self, document: OfficialDocument, bulletin: Bulletin) -> None:
        self.document = document
        self.bulletin = bulletin
        self.serial = {row["target_id"]: place for place, row in enumerate(bulletin.targets, start=1)}
        self.sections = 0

    def write(self) -> None:
        bulletin = self.bulletin
        self.heading("总体情况")
        for paragraph in overall(bulletin):
            self.document.text(paragraph)
        self.items("进展滞后的目标", bulletin.lagging(), self.lagging)
        self.items("达到序时进度、按目前速度预计完不成的目标", bulletin.headed_to_miss(), self.plain)
        self.items("新完成的目标", bulletin.newly_done(), self.plain)
        self.items(f"{bulletin.due_soon_days}天内到期、尚未完成的目标", bulletin.due_soon(), self.plain)
        self.milestones(f"{bulletin.due_soon_days}天内到期的时间节点", bulletin.milestones)
        self.items("需要报送数据才能判断的目标", bulletin.owed(), self.bare)

    def heading(self, text: str) -> None:
        self.document.heading(f"{NUMERALS[self.sections]}、{text}")
        self.sections += 1

    def items(self, heading: str, rows: Sequence[Row], write: Callable[[str, Row], None]) -> None:
        if not rows:
            return
        self.heading(f"{heading}（{len(rows)}项）")
        for number, row in enumerate(rows[:MOST_TOLD], start=1):
            write(f"{number}.{row['indicator']}（{row['region']}，附件序号{self.serial[row['target_id']]}）", row)
        if len(rows) > MOST_TOLD:
            self.document.text(f"其余{len(rows) - MOST_TOLD}项见附件。")

    def milestones(self, heading: str, rows: Sequence[Row]) -> None:
        """Deeds without a number: whether they are done, a person says."""
        if not rows:
            return
        self.heading(f"{heading}（{len(rows)}项）")
        for number, row in enumerate(rows[:MOST_TOLD], start=1):
            leads = "、".join(row["lead_unit_names"])
            answer = f"，牵头单位：{leads}" if leads else ""
            self.document.text(
                f"{number}.{row['what']}（{row['region']}，{due_in_words(row['deadline'])}{answer}）。"
                f"规划原文：“{row['quote']}”（《{row['document']}》）"
            )
        if len(rows) > MOST_TOLD:
            self.document.text(f"其余{len(rows) - MOST_TOLD}项见发布文件的 milestones 表。")

    def lagging(self, name: str, row: Row) -> None:
        """With the sentence of the plan, the calculation, who answers, and how it stood before."""
        self.document.subheading(f"{name}：{self.bulletin.status_names[row['status']]}")
        self.document.text(f"{promised(row)}。{row['reason']}")
        was = row["status_was"]
        if was is not None and was != row["status"]:
            self.document.text(f"{SINCE[self.bulletin.every]}为“{self.bulletin.status_names[was]}”。")
        self.document.text(f"规划原文：“{row['quote']}”（《{row['document']}》）")

    def plain(self, name: str, row: Row) -> None:
        self.document.text(f"{name}：{promised(row)}。{row['reason']}")

    def bare(self, name: str, row: Row) -> None:
        self.document.text(f"{name}：{promised(row)}。")


def overall(bulletin: Bulletin) -> list[str]:
    """How many targets have which status, what has changed, and by region how many lag behind."""
    targets = bulletin.targets
    counts = "、".join(f"{name}{count}项" for name, count in bulletin.counts())
    told = sum(row["observed"] is not None for row in targets)
    paragraphs = (
        [f"共有规划目标{len(targets)}项，其中{counts}；有数据可以对照的{told}项。"] if targets else ["没有规划目标。"]
    )
    since = f"与{SINCE[bulletin.every]}（{day_in_words(bulletin.since)}）相比"
    done, worse = len(bulletin.newly_done()), len(bulletin.worsened())
    paragraphs.append(
        f"{since}，新完成{done}项，状态变差{worse}项。" if done or worse else f"{since}，没有新完成的，也没有变差的。"
    )
    every = Counter(row["region"] for row in targets)
    if len(every) > 1:
        finished = Counter(row["region"] for row in targets if row["status"] in DONE)
        lagging = Counter(row["region"] for row in bulletin.lagging())
        worst = sorted(every, key=lambda region: -lagging[region])[:MOST_ADDRESSEES]
        told_of = (f"{region}{every[region]}项，完成{finished[region]}项，滞后{lagging[region]}项" for region in worst)
        paragraphs.append(f"分地区看，{'；'.join(told_of)}。")
    return paragraphs


def promised(row: Row) -> str:
    leads = "、".join(row["lead_unit_names"])
    return promise_in_words(row) + (f"（牵头单位：{leads}）" if leads else "")


def write_supervision_notice(bulletin: Bulletin, target_id: str, place: Path) -> None:
    """督办单: one target of the bulletin, on a page, with room for what comes of it. Raises KeyError without it."""
    row = {row["target_id"]: row for row in bulletin.targets}[target_id]
    document = OfficialDocument("督办单")
    document.title("督办单")
    document.blank()
    pace = row["required_per_month"]
    needed = f"今后每月需完成{amount_in_words(pace, row['unit'], row['unit_text'])}。" if pace else ""
    rows = [
        ("督办事项", f"{row['indicator']}：{promise_in_words(row)}"),
        ("依据", f"《{row['document']}》：“{row['quote']}”"),
        ("地区", row["region"]),
        ("牵头单位", "、".join(row["lead_unit_names"]) or "未写明"),
        ("配合单位", row["support_units"] or "未写明"),
        ("目前状态", bulletin.status_names[row["status"]]),
        ("进展情况", f"{row['reason']}{needed}"),
        ("存在问题", ""),
        ("下步措施", ""),
        ("办理结果", ""),
        ("反馈时限", ""),
        ("目标编号", target_id),
    ]
    document.table(["项目", "内容"], [32, 124], rows)
    document.signature([ISSUER, day_in_words(bulletin.as_of)])
    document.save(str(place))


def _addressees(bulletin: Bulletin) -> str:
    """Of all regions, the regions; of one, its lead units, those with most targets that lag behind first."""
    if bulletin.scope.unit:
        return bulletin.scope.unit
    if bulletin.scope.region is None:
        return "、".join(list(dict.fromkeys(row["plan_region"] for row in bulletin.targets))[:MOST_ADDRESSEES])
    units = Counter(unit for row in bulletin.lagging() for unit in row["lead_unit_names"])
    units.update({unit: 0 for row in bulletin.targets for unit in row["lead_unit_names"]})
    return "、".join(unit for unit, _ in units.most_common(MOST_ADDRESSEES))


def _annex_rows(bulletin: Bulletin) -> Iterator[list[str]]:
    for serial, row in enumerate(bulletin.targets[:MOST_ROWS], start=1):
        observed, day = row["observed"], row["observed_on"]
        share = row["attainment_pct"] if row["attainment_pct"] is not None else row["used_pct"]
        yield [
            str(serial),
            row["indicator"],
            row["region"],
            promise_in_words(row),
            "" if observed is None else amount_in_words(observed, row["unit"], row["unit_text"]),
            "" if day is None else f"{day:%Y-%m-%d}",
            "" if share is None else percentage(share),
            bulletin.status_names[row["status"]],
            row["lead_units"] or "",
            row["target_id"],
        ]
