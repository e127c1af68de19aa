"""published/sdmx/: actuals and targets as SDMX-CSV 2.0, with their structure as SDMX-ML 3.0, for statistics offices.

Codes and texts stand as they are in the tables; a text that a spreadsheet would take for a formula begins with an
apostrophe, which SDMX-CSV, having no cell that is not text, leaves to its writer.
https://github.com/sdmx-twg/sdmx-csv (field guide 2.0.0), https://github.com/sdmx-twg/sdmx-ml (3.0.0)
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import duckdb
from lxml import etree
from lxml.builder import ElementMaker

from pipelines.actuals.receipts.cells import FORMULA_STARTS
from pipelines.actuals.receipts.contents import BASIS_NAMES
from pipelines.publication.edition import Edition
from pipelines.publication.wording import MEASURES
from pipelines.schemas.actuals import Actuals
from pipelines.schemas.publication import VIEWS, View
from pipelines.schemas.targets import Targets
from pipelines.storage.warehouse import literal, quoted, read_sql

AGENCY, VERSION = "DUIBIAO", "1.0.0"
NAMESPACE = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/"
SPACES = {"mes": f"{NAMESPACE}message", "str": f"{NAMESPACE}structure", "com": f"{NAMESPACE}common"}
MES, STR, COM = (ElementMaker(namespace=uri, nsmap=SPACES) for uri in SPACES.values())
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

CODED = {"INDICATOR": "CL_INDICATOR", "REF_AREA": "CL_AREA", "BASIS": "CL_BASIS", "MEASURE": "CL_MEASURE"}
TEXT_TYPES = {
    "TIME_PERIOD": "ObservationalTimePeriod",
    "OBS_VALUE": "Double",
    "VALUE_HIGH": "Double",
    "BASELINE_YEAR": "Integer",
    "PERIOD_START": "GregorianDay",
    "DEADLINE": "GregorianDay",
    "KNOWN_FROM": "DateTime",
}


@dataclass(frozen=True)
class Structure:
    """One data structure and dataflow: component → column of sql/publication/sdmx_<name>.sql; `view` has its labels."""

    name: str
    view: View
    dimensions: Mapping[str, str]
    attributes: Mapping[str, str]

    @property
    def components(self) -> dict[str, str]:
        return {**self.dimensions, "OBS_VALUE": "value", **self.attributes}


STRUCTURES = (
    Structure(
        "ACTUALS",
        View(str(Actuals.__doc__), (Actuals,), {}),
        {"INDICATOR": "indicator_id", "REF_AREA": "region_code", "BASIS": "basis", "TIME_PERIOD": "period"},
        {"UNIT_MEASURE": "unit", "SOURCE": "source", "KNOWN_FROM": "known_from"},
    ),
    Structure(
        "TARGETS",
        View(str(Targets.__doc__), (Targets,), VIEWS["attainment_latest"].own),
        {"TARGET": "target_id", "INDICATOR": "indicator_id", "REF_AREA": "region_code", "MEASURE": "measure"},
        {
            "VALUE_HIGH": "value_high",
            "UNIT_MEASURE": "unit",
            "COMPARATOR": "comparator",
            "COMMITMENT": "commitment",
            "BASELINE_YEAR": "baseline_year",
            "PERIOD_START": "period_start",
            "DEADLINE": "deadline",
            "DOCUMENT": "document",
            "LEAD_UNITS": "lead_units",
            "QUOTE": "quote",
        },
    ),
)


def write_sdmx_files(edition: Edition) -> Path:
    """SDMX 文件 | published/sdmx/: actuals and targets as SDMX-CSV 2.0, and their structure"""
    folder = edition.folder / "sdmx"
    folder.mkdir()
    with duckdb.connect(str(edition.bi_file), read_only=True) as connection:
        starts = literal(f"^ *[{re.escape(''.join(FORMULA_STARTS))}]")
        said = f"case when regexp_matches(said, {starts}) then chr(39) || said else said end"
        connection.execute(f"create temp macro as_text(said) as {said}")
        for structure in STRUCTURES:
            connection.execute(_copy(structure, folder / f"{structure.name.lower()}.csv"))
        message = _message(edition, _codelists(connection))
    place = str(folder / "structure.xml")
    etree.ElementTree(message).write(place, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return folder


def _copy(structure: Structure, place: Path) -> str:
    columns = ", ".join(f"{column} as {component}" for component, column in structure.components.items())
    dataflow = literal(f"{AGENCY}:{structure.name}({VERSION})")
    return (
        f"copy (select 'dataflow' as STRUCTURE, {dataflow} as STRUCTURE_ID, 'I' as ACTION, {columns}"
        f" from ({read_sql('publication', f'sdmx_{structure.name.lower()}')})) to {quoted(place)} (format csv, header)"
    )


def _codelists(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Codelist → code → Chinese name."""
    indicators = "select indicator_id, name from indicators order by indicator_id"
    areas = (
        "select code, name from regions where code in"
        " (select region_code from actuals union select region_code from targets) order by code"
    )
    return {
        "CL_INDICATOR": dict(connection.execute(indicators).fetchall()),
        "CL_AREA": {**dict(connection.execute(areas).fetchall()), "_U": "未知"},
        "CL_BASIS": BASIS_NAMES,
        "CL_MEASURE": MEASURES,
    }


def _message(edition: Edition, codelists: dict[str, dict[str, str]]) -> etree._Element:
    return MES.Structure(
        MES.Header(
            MES.ID(edition.id),
            MES.Test("false"),
            MES.Prepared(f"{edition.published_at:%Y-%m-%dT%H:%M:%S}Z"),
            MES.Sender(id=AGENCY),
        ),
        MES.Structures(
            STR.Dataflows(*(_dataflow(structure) for structure in STRUCTURES)),
            STR.Codelists(*(_codelist(name, codes) for name, codes in codelists.items())),
            STR.ConceptSchemes(_maintained("ConceptScheme", "CONCEPTS", "概念 | Concepts", *_concepts())),
            STR.DataStructures(*(_data_structure(structure) for structure in STRUCTURES)),
        ),
    )


def _dataflow(structure: Structure) -> etree._Element:
    leads_to = STR.Structure(_urn("datastructure.DataStructure", structure.name))
    return _maintained("Dataflow", structure.name, structure.view.description, leads_to)


def _codelist(name: str, codes: dict[str, str]) -> etree._Element:
    return _maintained("Codelist", name, name, *(STR.Code(*_names((said,)), id=code) for code, said in codes.items()))


def _concepts() -> list[etree._Element]:
    labels = {
        component: structure.view.label(column)
        for structure in STRUCTURES
        for component, column in structure.components.items()
    }
    return [STR.Concept(*_names(label), id=component) for component, label in labels.items()]


def _data_structure(structure: Structure) -> etree._Element:
    of_observations = STR.AttributeRelationship(STR.Observation()), STR.MeasureRelationship(STR.Measure("OBS_VALUE"))
    return _maintained(
        "DataStructure",
        structure.name,
        structure.view.description,
        STR.DataStructureComponents(
            STR.DimensionList(*(_dimension(name, place) for place, name in enumerate(structure.dimensions, 1))),
            STR.AttributeList(*(_component("Attribute", name, *of_observations) for name in structure.attributes)),
            STR.MeasureList(_component("Measure", "OBS_VALUE")),
        ),
    )


def _dimension(name: str, position: int) -> etree._Element:
    if name == "TIME_PERIOD":
        return _component("TimeDimension", name)
    dimension = _component("Dimension", name)
    dimension.set("position", str(position))
    return dimension


def _component(kind: str, name: str, *further: etree._Element) -> etree._Element:
    """A dimension, measure or attribute: its concept, its codes or type, and what else it has."""
    values = (
        STR.Enumeration(_urn("codelist.Codelist", CODED[name]))
        if name in CODED
        else STR.TextFormat(textType=TEXT_TYPES.get(name, "String"))
    )
    concept = STR.ConceptIdentity(f"{_urn('conceptscheme.Concept', 'CONCEPTS')}.{name}")
    return STR(kind, concept, STR.LocalRepresentation(values), *(deepcopy(each) for each in further), id=name)


def _maintained(kind: str, name: str, description: str, *content: etree._Element) -> etree._Element:
    """Something that the agency maintains; `description`: Chinese | English."""
    labels = _names(tuple(description.split(" | ")))
    return STR(kind, *labels, *content, id=name, version=VERSION, agencyID=AGENCY)


def _names(labels: tuple[str, ...]) -> list[etree._Element]:
    return [COM.Name(said, {XML_LANG: language}) for language, said in zip(("zh", "en"), labels, strict=False)]


def _urn(kind: str, name: str) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.{kind}={AGENCY}:{name}({VERSION})"
