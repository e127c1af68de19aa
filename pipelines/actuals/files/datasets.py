"""What open-data portals give out: JSON and XML → sheets with a row a record, the names of its fields above.

Where the records lie, their shape says: an array of objects. A record may hold others, one level deep; the fields
around them are repeated beside each. What stands beside an array and names all of it (地区, 单位) stands above it.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from lxml import etree

from pipelines.actuals.files.refusals import FileRefusedError
from pipelines.actuals.files.workbooks import HOSTILE_XML, Sheet
from pipelines.storage.markup_bounds import find_excess

DEEPEST = 6  # levels of objects above the records
LONGEST_SAID = 80  # characters of a field beside the records
FORMALITIES = re.compile(
    r"(?:ret)?(?:msg|message|code|status|state|success|error|total|count|size|page|time|timestamp|id|version|name|type)s?"
    r"|.*(?:page|size|count|total|code|_?id|time|url|uri)$",
    re.IGNORECASE,
)  # fields of the answer that say nothing of the figures
PLAIN_KEY = re.compile(r"[A-Za-z_-]*")  # the name of an array that says nothing: data, list, record
NAMES_OF_FIELDS = ("name", "key", "label", "id")  # attributes of an element that stands for a field
DAMAGED_DATA = ("damaged_data", "{kind} 数据不完整或有语法错误（{where}），没有读取。请从原网站重新下载后报送。")
TOO_DEEP = ("damaged_data", DAMAGED_DATA[1].format(kind="JSON", where="嵌套过深"))
NO_RECORDS = ("no_records", "{kind} 数据里没有找到成列的记录。请导出为 .csv 或 .xlsx，或按模板填写后报送。")


Around = tuple[tuple[tuple[str, Any], ...], ...]


@dataclass(frozen=True)
class Records:
    """`around`: fields beside the array or above it, a tuple for each object around it, the outermost first; those
    without a name are names of arrays."""

    rows: list[dict[str, Any]]
    around: Around

    @property
    def name(self) -> str:
        return next((str(value) for own in reversed(self.around) for name, value in reversed(own) if not name), "")


def is_json(text: str) -> bool:
    """Whether a text begins as an object or an array of them does; a table may begin with a bracket, too."""
    return re.match(r'\ufeff?\s*(?:\{\s*["}]|\[\s*[\[{"\]\d])', text) is not None


def is_xml(text: str) -> bool:
    """Whether a text begins as XML does."""
    return re.match(r"\ufeff?\s*<(?:\?xml\s|!DOCTYPE\s|[^\W\d][\w.-]*(?:[\s:/][^<]*)?>)", text) is not None


def read_json(text: str) -> list[Sheet]:
    """The records of JSON, or of lines each of which is. Raises FileRefusedError."""
    try:
        data = _parse(text)
    except json.JSONDecodeError as error:
        raise FileRefusedError(*_said(DAMAGED_DATA, kind="JSON", where=f"第 {error.lineno} 行")) from error
    except RecursionError as error:
        raise FileRefusedError(*TOO_DEEP) from error
    return _sheets(data, "JSON")


def read_xml_records(text: str) -> list[Sheet]:
    """The records of XML: elements of one name beside each other. Raises FileRefusedError."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FileRefusedError(*HOSTILE_XML)
    if excess := find_excess(text):
        raise FileRefusedError("too_much_markup", f"文件里的{excess}。请导出为 .csv 或 .xlsx 后重新报送。")
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        where = f"第 {error.lineno} 行" if isinstance(error, etree.XMLSyntaxError) else "不是 XML"
        raise FileRefusedError(*_said(DAMAGED_DATA, kind="XML", where=where)) from error
    return _sheets(_object_of(root, DEEPEST), "XML")


def _said(refusal: tuple[str, str], **words: str) -> tuple[str, str]:
    code, reason = refusal
    return code, reason.format_map(words)


def _parse(text: str) -> Any:
    """Numbers stay the digits that they are."""
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_object)
    text = text.lstrip("\ufeff \t\r\n")
    data, end = decoder.raw_decode(text)
    rest = text[end:].strip().rstrip(";")
    if not rest:
        return data
    return [data, *(decoder.decode(line) for line in rest.splitlines() if line.strip())]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises FileRefusedError if a field stands twice: which of the two is meant, nothing says."""
    found = dict(pairs)
    if len(found) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise FileRefusedError("duplicate_column", f"一条记录里“{twice[:LONGEST_SAID]}”写了两次，不知以哪个为准。")
    return found


def _object_of(element: etree._Element, levels: int) -> Any:
    """An element as JSON would say it: attributes and children by name, those of one name as an array."""
    children = [child for child in element if isinstance(child.tag, str)]
    text = " ".join("".join(map(str, element.itertext())).split()) if not children or not levels else ""
    own = {_local(name): value for name, value in element.attrib.items() if "XMLSchema-instance" not in name}
    if not children or not levels:
        return {**own, "": text} if own and text else own or text
    if named := _named_fields(children):
        return {**own, **named}
    together: dict[str, list[Any]] = {}
    for child in children:
        together.setdefault(_local(child.tag), []).append(_object_of(child, levels - 1))
    return {**own, **{name: found[0] if len(found) == 1 else found for name, found in together.items()}}


def _named_fields(children: list[etree._Element]) -> dict[str, str]:
    """<field name="Year">2020</field> …: the fields of one record; nothing if that is not what the children are."""
    if len({child.tag for child in children}) > 1 or any(len(child) for child in children):
        return {}
    for attribute in NAMES_OF_FIELDS:
        names = [child.get(attribute) for child in children]
        if all(names) and len(set(names)) == len(names) and any((child.text or "").strip() for child in children):
            return {str(name): (child.text or "").strip() for name, child in zip(names, children, strict=True)}
    return {}


def _local(name: Any) -> str:
    return etree.QName(name).localname


def _sheets(data: Any, kind: str) -> list[Sheet]:
    found = [*_find_records(data, (), DEEPEST)] or [*_find_single(data, (), DEEPEST)]
    if not found:
        raise FileRefusedError(*_said(NO_RECORDS, kind=kind))
    return [Sheet(records.name if len(found) > 1 else "", _lines(records)) for records in found]


def _lines(found: Records) -> Iterator[list[str]]:
    try:
        rows = [dict(_fields(row)) for row in _one_level(found.rows)]
    except RecursionError as error:
        raise FileRefusedError(*TOO_DEEP) from error
    names = dict.fromkeys(name for row in rows for name in row)
    for name, value in _worth_saying(chain.from_iterable(found.around), names):
        yield [f"{name}：{value}" if name else value]
    yield [*names]
    yield from ([row.get(name, "") for name in names] for row in rows)


def _find_records(data: Any, around: Around, levels: int) -> Iterator[Records]:
    """Arrays of objects, arrays of rows below a row of names, objects that hold objects alike, wherever they lie."""
    if rows := _as_records(data):
        yield Records(rows, around)
    elif isinstance(data, list) and levels:
        for item in data:
            yield from _find_records(item, around, levels - 1)
    elif isinstance(data, dict) and levels:
        arrays = [(name, rows) for name, value in data.items() if (rows := _as_records(value))]
        around = (*around, _own_fields(data))
        if len(arrays) > 1 and _share_fields([rows[0] for _, rows in arrays]):  # of a place or year each
            yield Records([{"": name, **row} for name, rows in arrays for row in rows], around)
        elif len(data) > 1 and all(map(_is_flat, data.values())) and _share_fields([*data.values()]):
            yield Records([{"": name, **row} for name, row in data.items()], around)
        else:
            for name, value in data.items():
                yield from _find_records(value, (*around, (("", name),)), levels - 1)


def _find_single(data: Any, around: Around, levels: int) -> Iterator[Records]:
    """The objects that hold nothing but fields, where there is no array of them."""
    if _is_flat(data) and data:
        yield Records([data], around)
    elif isinstance(data, dict) and levels:
        around = (*around, _own_fields(data))
        for name, value in data.items():
            yield from _find_single(value, (*around, (("", name),)), levels - 1)


def _own_fields(data: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, value) for name, value in data.items() if not isinstance(value, dict | list))


def _as_records(data: Any) -> list[dict[str, Any]]:
    if not isinstance(data, list) or not data:
        return []
    if all(isinstance(item, dict) for item in data):
        return data
    if len(data) > 1 and all(isinstance(item, list) for item in data):
        names, *rows = data
        if all(isinstance(name, str) for name in names) and len(set(names)) == len(names) and not _has_number(names):
            return [dict(zip(names, row, strict=False)) for row in rows if len(row) <= len(names)]
    return []


def _has_number(names: Iterable[str]) -> bool:
    return any(re.fullmatch(r"-?\d+\.\d+", name) for name in names)


def _is_flat(value: Any) -> bool:
    return isinstance(value, dict) and not any(isinstance(inner, dict | list) for inner in value.values())


def _share_fields(objects: list[dict[str, Any]]) -> bool:
    """Whether they are of one kind: all have most of the fields of the first."""
    return all(2 * len(objects[0].keys() & other.keys()) > len(objects[0]) for other in objects)


def _one_level(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The records that records hold, with what stands beside them; the records themselves where they hold none."""
    for row in rows:
        held = [(name, inner) for name, value in row.items() if (inner := _as_records(value))]
        if len(held) != 1:
            yield row
            continue
        [(name, inner)] = held
        beside = {other: value for other, value in row.items() if other != name}
        for record in inner:
            yield beside | {(f"{name}_{field}" if field in beside else field): value for field, value in record.items()}


def _fields(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and text of each field; those of an object in the record with its name in front."""
    for name, value in row.items():
        if isinstance(value, dict):
            for inner, further in value.items():
                yield (f"{name}_{inner}" if inner else name), _cell(further)
        else:
            yield name, _cell(value)


def _cell(value: Any) -> str:
    if value is None or value in ("NaN", "Infinity", "-Infinity"):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, list):
        return "、".join(_cell(item) for item in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _worth_saying(around: Iterable[tuple[str, Any]], names: Collection[str]) -> Iterator[tuple[str, Any]]:
    for name, value in dict.fromkeys((name, _cell(value)) for name, value in around):
        is_said = not PLAIN_KEY.fullmatch(value) if not name else name not in names and not FORMALITIES.fullmatch(name)
        if value and len(value) <= LONGEST_SAID and is_said:
            yield name, value
