"""The move of a file that was taken from the inbox to the archive.

Between the two it lies in the archive's folder .taking/, where nobody reaches it who writes into the inbox, and is
looked at once more: what is no longer what was taken goes back. A run that is killed leaves it there, for the next.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipelines.actuals.inbox import fit_file_name, hash_file
from pipelines.storage.durable_moves import UNFINISHED, FileChangedError, move_durably
from pipelines.storage.open_files import is_open_to_write

TAKING = ".taking"


@dataclass(frozen=True)
class HeldFile:
    """A file between inbox and archive: `.taking/<submission>-<hash>/<folder of the inbox>/<name>`."""

    archive: Path
    submission_id: str
    sha256: str
    folder: str
    name: str

    @property
    def place(self) -> Path:
        return self.archive / TAKING / f"{self.submission_id}-{self.sha256}" / self.folder / self.name

    def put_away(self, inbox: Path) -> Path:
        """Move it into the archive and return its place there.

        A name that the archive already has for other content gets the beginning of the hash behind it. If it is not
        what was taken, or can still be written to, it is moved back into the inbox and FileChangedError raised.
        """
        if is_open_to_write(self.place) or hash_file(self.place) != self.sha256:
            self._move_to(self._free_place(inbox))
            raise FileChangedError(f"{self.name} is not what was taken")
        place = self.archive / self.name
        return self._move_to(place if is_content_of(place, self.sha256) else self._free_place(self.archive))

    def drop_if_in(self, inbox: Path) -> bool:
        """Remove it if it still lies in the inbox: it was being moved from another file system."""
        is_copy = is_content_of(inbox / self.name, self.sha256) and is_content_of(self.place, self.sha256)
        if is_copy:
            self.place.unlink()
            self.tidy()
        return is_copy

    def _free_place(self, folder: Path) -> Path:
        name = Path(self.name)
        place = folder / name
        return folder / fit_file_name(name.stem, f".{self.sha256[:12]}{name.suffix}") if place.exists() else place

    def _move_to(self, place: Path) -> Path:
        moved = move_durably(self.place, place)
        self.tidy()
        return moved

    def tidy(self) -> None:
        """Remove the folders in which it was held."""
        for folder in [*self.place.parents][:3]:
            with suppress(OSError):  # another file is held there
                folder.rmdir()


def archive(path: Path, folder: Path, submission_id: str, sha256: str) -> Path:
    """Move a taken file from its inbox into the archive folder and return its place there.

    Raises FileChangedError if it is no longer what was taken, OSError if it cannot be moved; it is then where it was,
    or, if it cannot even be moved back, held.
    """
    held = HeldFile(folder, submission_id, sha256, path.parent.name, path.name)
    held.place.parent.mkdir(parents=True, exist_ok=True)
    try:
        move_durably(path, held.place)
    except OSError:
        held.tidy()
        raise
    return held.put_away(path.parent)


def list_held(folder: Path) -> Iterator[HeldFile]:
    """What a run that was killed, or could not put a file back, left between inbox and archive."""
    for empty in (*(folder / TAKING).glob("*/*"), *(folder / TAKING).glob("*"), folder / TAKING):
        with suppress(OSError):  # it is not empty, or not there
            empty.rmdir()
    for place in sorted((folder / TAKING).glob("*-*/*/*")):
        submission_id, _, sha256 = place.parents[1].name.partition("-")
        held = HeldFile(folder, submission_id, sha256, place.parent.name, place.name)
        if place.name == UNFINISHED:
            place.unlink()
            held.tidy()
        else:
            yield held


def is_archived(folder: Path, sha256: str, size: int | None = None) -> bool:
    """Whether the archive folder has a file's content, under whatever name. `size`: its bytes, where they are known."""
    places = folder.iterdir() if folder.is_dir() else ()
    return any(is_content_of(place, sha256) for place in places if size in (None, place.stat().st_size))


def is_content_of(place: Path, sha256: str) -> bool:
    """Whether a file lies there and has this content."""
    return place.is_file() and hash_file(place) == sha256
