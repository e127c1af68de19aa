"""published/.made_of.json: what is published was made of this. Whoever asks what there is to do compares with it.

It is a file of the publication, so that it is there exactly as long as what it speaks of, and is read without opening
the warehouse, which a run may hold.
"""

import json
from dataclasses import asdict, dataclass, field

from pipelines.publication.edition import Edition
from pipelines.storage.data_folder import DataFolder
from pipelines.storage.versions import versions_of
from pipelines.storage.warehouse import Warehouse

NAME = ".made_of.json"
HALF_DONE = -1  # the state of no documents


@dataclass(frozen=True)
class MadeOf:
    """Numbers as the warehouse keeps them; a region that is not named is made of nothing.

    `documents`, `files`: region folder → state of the plans and of the bureau's files of which its targets and actuals
    were made, HALF_DONE where the targets and the figures of plans are made of different ones; `method`: the day and
    the rules by which attainment was computed, None if it never was.
    """

    documents: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    method: int | None = None


def write_made_of(edition: Edition) -> None:
    """Say in the edition's folder what it is made of, as the warehouse knows it."""
    made_of = MadeOf(
        documents=_document_states(edition.warehouse),
        files=versions_of(edition.warehouse, "actuals"),
        method=versions_of(edition.warehouse, "attainment_day").get(""),
    )
    (edition.folder / NAME).write_text(json.dumps(asdict(made_of), ensure_ascii=False), encoding="utf-8")


def _document_states(warehouse: Warehouse) -> dict[str, int]:
    """Targets and figures are made one after the other, in whatever order, and a run may end between them."""
    targets, figures = versions_of(warehouse, "targets"), versions_of(warehouse, "figure_vintages")
    return {
        label: version if (version := targets.get(label)) is not None and version == figures.get(label) else HALF_DONE
        for label in sorted({*targets, *figures})
    }


def read_made_of(folder: DataFolder) -> MadeOf:
    """What is published now is made of; of nothing, where nothing is published or it does not say."""
    try:
        return MadeOf(**json.loads((folder.published / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return MadeOf()
