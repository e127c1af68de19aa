"""docs/bureau.md: it lists every reason that the code gives and no other, and shows the receipt that its file gets."""

import ast
import re
from datetime import date

import pandas as pd
import pytest

from pipelines.actuals.receipts.contents import Receipt, place_in_file, reason_name, records
from pipelines.actuals.rows.checking import check_file
from pipelines.actuals.rows.reasons import REASONS
from pipelines.actuals.rows.rules import ERRORS, WARNINGS
from pipelines.reference.linking import Linker
from pipelines.reference.registry import load_registry
from pipelines.storage.data_folder import PROJECT

PAGE = (PROJECT / "docs" / "bureau.md").read_text(encoding="utf-8")
EXAMPLE = PROJECT / "docs" / "examples" / "德州市报送.csv"
CODE = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")


def refusals() -> set[str]:
    """Codes of refusals in the code: the first word of FileRefusedError and Unread, the third of `limit`,
    reason_code=…, and pairs of code and reason kept under a name."""
    found: set[str] = set()
    for path in (PROJECT / "pipelines" / "actuals").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said: list[ast.expr] = []
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", "")
                is_first = name in ("FileRefusedError", "Unread")
                said = node.args[:1] if is_first else node.args[2:3] if name == "limit" else []
                said += [keyword.value for keyword in node.keywords if keyword.arg == "reason_code"]
            elif isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                said = [value for key, value in pairs if getattr(key, "value", None) == "reason_code"]
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
                said = node.value.elts[:1] if path.stem != "headers" else []
            codes = [word.value for word in said if isinstance(word, ast.Constant) and isinstance(word.value, str)]
            found.update(code for code in codes if CODE.fullmatch(code))
    return found


def test_every_reason_has_a_name_and_a_line_on_the_page():
    codes = refusals() | {rule.reason_code for rule in (*ERRORS, *WARNINGS)}
    assert codes == set(REASONS)
    assert re.findall(r"^\| `(\w+)` \|", PAGE, flags=re.M) == list(REASONS)


@pytest.mark.parametrize("code", REASONS)
def test_a_line_of_the_page_names_the_reason_as_a_receipt_does(code: str):
    [line] = re.findall(rf"^\| `{code}` \|.*$", PAGE, flags=re.M)
    _, _, name, advice, advice_in_english, _ = (cell.strip() for cell in line.split("|"))
    assert name == REASONS[code]
    assert len(advice) >= 4
    assert len(advice_in_english) >= 8


def test_the_page_shows_the_example_and_its_receipt_as_they_are():
    registry = load_registry(lambda name: PROJECT / "data" / "reference" / name)
    others = ["国家级绿色工厂", "省级绿色工厂", "在运储能装机容量"]  # names that the sample plans use
    checked = check_file(
        EXAMPLE, registry.resolve_region("德州市"), registry, Linker(registry.indicators, others), date(2026, 11, 24)
    )
    receipt = Receipt(checked, pd.Timestamp("2026-11-24").to_pydatetime())
    assert EXAMPLE.read_text(encoding="utf-8").strip() in PAGE
    assert receipt.outcome in PAGE
    faults = records(checked.rejected_rows)
    assert len(faults) == 7
    for fault in faults:
        cell = "" if pd.isna(fault["cell"]) else fault["cell"]
        place = place_in_file(fault["row_number"], fault["column_number"])
        reason = fault["reason"]
        assert f"| {place} | {fault['column_name']} | {cell} | {reason_name(fault['reason_code'])} | {reason} |" in PAGE
