"""Files are read in a process of their own that may take so much memory and time and no more: what a hostile file costs
kills that process, and nothing else.

Starting Python and importing the readers takes a second, so one process is started and stays; it knows the readers and
forks for every file. A fork has nothing left over from the file before, takes milliseconds, and its limits are its own.
Several threads may read at once: each has such a process while it reads.
"""

import atexit
import contextlib
import errno
import gc
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pipelines.storage.process_trees import adopt_orphans, end_descendants

MEMORY = 2**30  # bytes of address space, beyond what the readers themselves take
SECONDS = 60  # of processor; honest files of a bureau take less than one, plans a few
BYTES_A_SECOND = 2**20  # of a large file, so that it may take longer; make bench-taking reads six times as many
WAITING = 10  # times as many seconds may pass by the clock: on a busy machine a reading waits, on a dead disk for ever
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # else a stack of address space for each core, at import
    "OMP_NUM_THREADS": "4",  # else Arrow takes as many, where there are many cores
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # else a gigabyte of it is taken beforehand, and beyond every limit
    "MALLOC_ARENA_MAX": "2",  # else 64 MB of it for each thread
}
Result = TypeVar("Result")
Limit = Literal["memory", "time", "crash"]


def seconds_for(path: Path) -> int:
    """Seconds of processor that the reading of a file may take."""
    try:
        return max(SECONDS, path.stat().st_size // BYTES_A_SECOND)
    except OSError:  # which its reader will say
        return SECONDS


class ReadingStoppedError(Exception):
    """A file took more than its reading may: `limit` says which, memory (bytes) or time (seconds of processor); crash,
    where the reader itself broke down."""

    def __init__(self, limit: Limit, seconds: int, memory: int) -> None:
        super().__init__(limit, seconds, memory)
        self.limit, self.seconds, self.memory = limit, seconds, memory

    @property
    def most(self) -> str:
        """The limit in words: 60 秒, 1 GB."""
        return f"{self.memory / 2**30:g} GB" if self.limit == "memory" else f"{self.seconds} 秒"


@dataclass(frozen=True)
class Answer(Generic[Result]):
    """What a reading gave, and what it took: seconds of processor, and bytes of memory with what the readers are."""

    value: Result
    seconds: float
    memory: int


class BoundedReader(Generic[Result]):
    """`function`, called in a process of its own: function(*context, *arguments).

    The function is one of a module, and what goes in and comes out can be pickled. `context` goes there once, arguments
    at every call. `seconds` of processor, and `memory` in bytes, are what one call may take. `rehearse`(*context) is
    called once by the process that stays, to import and compile what would else be at the first use in every fork.
    """

    def __init__(
        self,
        function: Callable[..., Result],
        *context: Any,
        rehearse: Callable[..., object] | None = None,
        seconds: int = SECONDS,
        memory: int = MEMORY,
    ) -> None:
        self._function = pickle.dumps((function, context, rehearse), pickle.HIGHEST_PROTOCOL)
        self._seconds, self._memory = seconds, memory

    def __call__(self, *arguments: Any, seconds: int | None = None) -> Result:
        """What the function returns. Raises what it raises, ReadingStoppedError, and OSError where it is the machine
        that cannot keep the process."""
        return self.ask(*arguments, seconds=seconds).value

    def ask(self, *arguments: Any, seconds: int | None = None) -> Answer[Result]:
        """The same, with what it took."""
        seconds = seconds or self._seconds
        job = pickle.dumps((arguments, seconds, self._memory), pickle.HIGHEST_PROTOCOL)
        with _borrowed() as process:
            status, took, memory, answer = process.ask(self._function, job, seconds * WAITING)
        if status > 0:
            raise RuntimeError("A reading gave nothing that can be sent; what was wrong stands in the error output.")
        if status < 0:
            raise ReadingStoppedError(_limit_of(-status, memory, self._memory), seconds, self._memory)
        kind, value = pickle.loads(answer)
        if kind == "no memory":
            raise ReadingStoppedError("memory", seconds, self._memory)
        if kind == "raised":
            raise value
        return Answer(value, took, memory)


def _limit_of(signal_number: int, memory: int, most: int) -> Limit:
    """Why a fork ended by a signal. C code that gets no memory aborts, or touches what it did not get."""
    if signal_number in (signal.SIGXCPU, signal.SIGALRM):
        return "time"
    return "memory" if signal_number == signal.SIGKILL or memory > most / 2 else "crash"


class _Process:
    """The process that stays, from the side of the one that asks."""

    def __init__(self) -> None:
        self._connection, theirs = Pipe()
        with theirs:
            command = f"from pipelines.storage.reading_process import serve; serve({theirs.fileno()})"
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; {command}"],
                env={**os.environ, **ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def ask(self, function: bytes, job: bytes, patience: float) -> tuple[int, float, int, bytes]:
        """Exit status, seconds of processor, most memory in bytes, and the pickled answer."""
        self._connection.send_bytes(function)
        self._connection.send_bytes(job)
        # The fork ends itself before that; the margin is for what comes before and after.
        if not self._connection.poll(patience + 2 * SECONDS):
            self.end()
            return -signal.SIGALRM, patience, 0, b""
        try:
            status, seconds, memory = self._connection.recv()
            return status, seconds, memory, self._connection.recv_bytes()
        except EOFError as error:
            raise OSError(errno.ECHILD, "The process that reads files was ended from outside.") from error

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self._connection.close()
        end_descendants(self._process.pid)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


_idle: list[_Process] = []
_lock = threading.Lock()


@contextlib.contextmanager
def _borrowed() -> Iterator[_Process]:
    with _lock:
        process = _idle.pop() if _idle else None
    if process is not None and not process.is_alive:
        process.end()
        process = None
    process = process or _Process()
    try:
        yield process
        is_sound = process.is_alive
    except BaseException:  # half a question may be on its way
        is_sound = False
        raise
    finally:
        if is_sound:
            with _lock:
                _idle.append(process)
        else:
            process.end()


def end_processes() -> None:
    """End those that stand ready; the next reading starts one anew."""
    with _lock:
        ended = [*_idle]
        _idle.clear()
    for process in ended:
        process.end()


atexit.register(end_processes)


def _forget_processes() -> None:
    """They are the parent's."""
    global _lock
    _lock = threading.Lock()
    _idle.clear()


os.register_at_fork(after_in_child=_forget_processes)


def serve(descriptor: int) -> None:
    """What the process that stays does: fork for every question, until nobody asks any more."""
    connection = Connection(descriptor)
    adopt_orphans()
    known, function = b"", _raise
    while True:
        try:
            asked, job = connection.recv_bytes(), connection.recv_bytes()
        except (EOFError, OSError):  # gone, or killed in the middle of a question
            return
        arguments: tuple[Any, ...] = ()
        seconds, memory = SECONDS, MEMORY
        try:
            if asked != known:  # imports what the function needs, once for all forks
                known, function = asked, _function(asked)
                gc.freeze()
            arguments, seconds, memory = pickle.loads(job)
        except Exception as error:
            known, function, arguments = b"", _raise, (_portable(error),)
        reading, writing = os.pipe()
        fork = os.fork()
        if not fork:
            connection.close()
            os.close(reading)
            _answer(writing, partial(function, *arguments), seconds, memory)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            answer = pipe.read()
        _, status, used = os.wait4(fork, 0)
        _end_orphans()
        unit = 1 if sys.platform == "darwin" else 1024
        with contextlib.suppress(BrokenPipeError):  # whoever asked is gone
            connection.send((os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss * unit))
            connection.send_bytes(answer)


def _end_orphans() -> None:
    """End what a fork had started and left behind when its limits ended it: a LibreOffice in a session of its own."""
    with contextlib.suppress(ChildProcessError):  # there is none, or none left
        os.waitpid(-1, os.WNOHANG)
        while True:
            end_descendants(os.getpid())
            os.waitpid(-1, 0)


def _function(pickled: bytes) -> Callable[..., Any]:
    function, context, rehearse = pickle.loads(pickled)
    if rehearse:
        rehearse(*context)
    return partial(function, *context)


def _raise(error: Exception) -> None:
    raise error


def _answer(descriptor: int, read: Callable[[], Any], seconds: int, memory: int) -> None:
    """What the fork does: read within the limits, write the answer, end."""
    status = 1
    try:
        with _limits(seconds, memory):
            try:
                answer = ("returned", read())
            except Exception as error:
                answer = ("no memory", None) if _lacks_memory(error) else ("raised", _portable(error))
        with os.fdopen(descriptor, "wb") as pipe:
            pipe.write(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)


@contextlib.contextmanager
def _limits(seconds: int, memory: int) -> Iterator[None]:
    """Seconds end the process by a signal, which C code cannot hold up; memory that is not there is an error first."""
    _set_limit(resource.RLIMIT_CPU, seconds)
    signal.alarm(seconds * WAITING)
    with contextlib.suppress(OSError, ValueError):  # a system that cannot say or limit it; time is limited in any case
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _set_limit(resource.RLIMIT_AS, pages * resource.getpagesize() + memory)
    try:
        yield
    finally:  # the answer's own copy is not the file's
        with contextlib.suppress(OSError, ValueError):
            _set_limit(resource.RLIMIT_AS, resource.RLIM_INFINITY)


def _set_limit(what: int, most: int) -> None:
    """Set the limit, or leave the lower one under which the whole program was started."""
    _, hard = resource.getrlimit(what)
    within = hard if most == resource.RLIM_INFINITY or (hard != resource.RLIM_INFINITY and hard < most) else most
    resource.setrlimit(what, (within, hard))


def _lacks_memory(error: BaseException | None) -> bool:
    """Whether it came of too little memory, whatever a reader made of that."""
    while error is not None:
        if isinstance(error, MemoryError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _portable(error: Exception) -> Exception:
    """The error with where it arose, or what it says if it cannot be sent."""
    where = "".join(traceback.format_exception(error))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(where)
    error.add_note(where)
    return error
