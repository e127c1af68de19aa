"""Run a function as a user whom permissions bind: root may read and write everything, whatever a test forbids."""

import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

Answer = TypeVar("Answer")
NOBODY = 65534


def as_nobody(work: Callable[[], Answer]) -> Answer:
    """What the function returns, called in a process of its own; by the user `nobody` if root runs the tests."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        os.close(reads)
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        try:
            answer = pickle.dumps((True, work()))
        except BaseException as error:
            answer = pickle.dumps((False, repr(error)))
        with os.fdopen(writes, "wb") as pipe:
            pipe.write(answer)
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        is_answer, answer = pickle.loads(pipe.read())
    os.waitpid(child, 0)
    assert is_answer, answer
    return answer


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder that everybody may enter and write to, with all that a test puts there."""
    place = Path(tempfile.mkdtemp(prefix="duibiao-"))
    place.chmod(0o777)
    try:
        yield place
    finally:
        for folder, names, _ in os.walk(place):
            for name in names:
                Path(folder, name).chmod(0o700)
        shutil.rmtree(place, ignore_errors=True)


def give_away(root: Path) -> None:
    """Let everything below a folder belong to the user whom as_nobody becomes."""
    if os.geteuid() == 0:
        for path in (root, *root.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
