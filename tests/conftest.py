"""What tests share: the sample data folder, copied; and the shared documents, where they are."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines.storage.data_folder import PROJECT


@pytest.fixture(scope="session", autouse=True)
def settled_files() -> Iterator[None]:
    """Files that a test has just written are complete, unless the test says otherwise."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DUIBIAO_SETTLED_AFTER", "0")
        yield


@pytest.fixture(scope="session")
def sample_data() -> Callable[[Path], Path]:
    """Copies what ships, plans and sample figures, into a place where a run may take it."""

    def copy(place: Path) -> Path:
        shutil.copytree(PROJECT / "data" / "documents", place / "documents")
        shutil.copytree(PROJECT / "data" / "samples", place / "actuals" / "inbox")
        for file in place.rglob("*"):
            os.utime(file, (1_700_000_000, 1_700_000_000))  # long complete: nothing is left for the next look
        return place

    return copy


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real documents and figures beside the checkout; DUIBIAO_SHARED names another place."""
    place = (PROJECT / os.environ.get("DUIBIAO_SHARED", "../shared")).resolve()
    if not (place / "gold").is_dir():
        pytest.skip(f"no shared documents at {place} (DUIBIAO_SHARED)")
    return place
