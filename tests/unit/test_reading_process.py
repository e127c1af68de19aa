"""A reading that takes too much ends alone: the one that asked hears why, and the next reading goes on."""

import os
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.storage import reading_process
from pipelines.storage.reading_process import BoundedReader, ReadingStoppedError

MB = 2**20
pytestmark = pytest.mark.apart


def length(path: Path) -> int:
    return path.stat().st_size


def number(given: int = 0) -> tuple[int, int]:
    return os.getpid(), given


def remember(seen: list[int], given: int) -> list[int]:
    seen.append(given)
    return seen


def fill(megabytes: int) -> int:
    return len(bytes(megabytes * MB))


def fill_and_hide_it(megabytes: int) -> None:
    try:
        fill(megabytes)
    except Exception as error:
        raise ValueError("damaged") from error


def turn() -> None:
    while True:
        pass


def wait(seconds: float) -> None:
    time.sleep(seconds)


def end_all() -> None:
    os.kill(os.getppid(), signal.SIGKILL)


def end_by(signal_number: int) -> None:
    os.kill(os.getpid(), signal_number)


def start_and_turn(place: Path) -> None:
    started = subprocess.Popen(["sleep", "600"], start_new_session=True)
    place.write_text(str(started.pid))
    turn()


class Odd(Exception):
    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)


def fail(error: Exception) -> None:
    raise error


def fail_oddly() -> None:
    raise Odd("a", "b")


def give_what_cannot_be_sent() -> object:
    return threading.Lock()


def test_a_reading_returns_what_the_function_returns(tmp_path):
    (tmp_path / "a").write_bytes(b"123")
    assert BoundedReader(length)(tmp_path / "a") == 3


def test_a_reading_raises_what_the_function_raises_and_says_where():
    with pytest.raises(ValueError) as raised:
        BoundedReader(fail)(ValueError("no"))
    assert str(raised.value) == "no"
    assert "in fail" in raised.value.__notes__[0]
    with pytest.raises(RuntimeError, match="Odd: ab"):
        BoundedReader(fail_oddly)()
    with pytest.raises(RuntimeError, match="error output"):
        BoundedReader(give_what_cannot_be_sent)()


def test_every_reading_is_a_process_of_its_own_with_nothing_left_of_the_one_before():
    read = BoundedReader(remember, [])
    assert [read(1), read(2)] == [[1], [2]]
    read = BoundedReader(number)
    processes = {read()[0] for _ in range(3)} | {os.getpid()}
    assert len(processes) == 4


def test_too_much_memory_ends_the_reading_alone():
    read = BoundedReader(fill, memory=100 * MB)
    assert read(50) == 50 * MB
    with pytest.raises(ReadingStoppedError) as stopped:
        read(150)
    assert stopped.value.limit == "memory"
    assert read(50) == 50 * MB


def test_too_little_memory_is_told_though_a_reader_takes_it_for_damage():
    with pytest.raises(ReadingStoppedError) as stopped:
        BoundedReader(fill_and_hide_it, memory=100 * MB)(150)
    assert stopped.value.limit == "memory"


def test_too_much_time_ends_the_reading_alone(monkeypatch):
    monkeypatch.setattr(reading_process, "WAITING", 60)
    started = time.process_time()
    with pytest.raises(ReadingStoppedError) as stopped:
        BoundedReader(turn, seconds=1)()
    assert stopped.value.limit == "time"
    assert time.process_time() - started < 1


def test_a_reading_that_only_waits_ends_too():
    started = time.monotonic()
    with pytest.raises(ReadingStoppedError) as stopped:
        BoundedReader(wait, seconds=1)(60)
    assert stopped.value.limit == "time"
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(("by", "limit"), [(signal.SIGSEGV, "crash"), (signal.SIGKILL, "memory")])
def test_a_reading_that_breaks_down_ends_alone(by, limit):
    with pytest.raises(ReadingStoppedError) as stopped:
        BoundedReader(end_by)(by)
    assert stopped.value.limit == limit
    assert BoundedReader(number)(7)[1] == 7


def test_a_process_that_was_killed_while_it_stood_ready_is_started_anew():
    read = BoundedReader(number)
    read()
    assert reading_process._idle
    for process in reading_process._idle:
        os.kill(process._process.pid, signal.SIGKILL)
        process._process.wait()
    assert read(7)[1] == 7


def test_a_process_that_ends_while_it_reads_is_no_fault_of_the_file():
    read = BoundedReader(end_all)
    with pytest.raises(OSError, match="ended from outside"):
        read()
    assert BoundedReader(number)(7)[1] == 7


def test_threads_read_side_by_side():
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(BoundedReader(wait), [0.5] * 3))  # starts the processes
        started = time.monotonic()
        list(threads.map(BoundedReader(wait), [2.0] * 3))
    assert time.monotonic() - started < 5
    reading_process.end_processes()
    assert not reading_process._idle


def test_what_a_reading_took_is_known():
    answer = BoundedReader(fill).ask(300)
    assert answer.value == 300 * MB
    assert answer.memory < 300 * MB  # zeros that nobody touched
    assert 0 <= answer.seconds < 5


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not tell who started whom")
def test_what_a_reading_had_started_ends_with_it_also_in_a_session_of_its_own(tmp_path: Path):
    with pytest.raises(ReadingStoppedError) as stopped:
        BoundedReader(start_and_turn, seconds=1)(tmp_path / "pid")
    assert stopped.value.limit == "time"
    assert not Path("/proc", (tmp_path / "pid").read_text()).exists()
    assert BoundedReader(number)(7)[1] == 7
