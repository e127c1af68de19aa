"""Many files at once: in order, really at once, and without threads where there are few."""

import threading
import time

import pytest

from pipelines.storage.side_by_side import FEW, available_cores, side_by_side


def test_answers_come_in_the_order_of_the_items_whoever_is_done_first() -> None:
    def slow_first(number: int) -> int:
        time.sleep(0.02 if number < 4 else 0)
        return number * number

    assert side_by_side(slow_first, range(40), cores=4) == [number * number for number in range(40)]


def test_as_many_are_worked_on_at_once_as_there_are_cores() -> None:
    together = threading.Barrier(3, timeout=10)  # breaks unless three wait at the same time
    side_by_side(lambda _: together.wait(), range(3 * FEW), cores=3)


@pytest.mark.parametrize(("count", "cores"), [(0, 4), (1, 4), (FEW, 4), (100, 1)])
def test_few_items_or_a_single_core_need_no_thread(count: int, cores: int) -> None:
    here = threading.get_ident()
    assert set(side_by_side(lambda _: threading.get_ident(), range(count), cores=cores)) <= {here}


def test_what_the_work_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda number: 1 // (number - 30), range(40), cores=2)


def test_there_is_a_core() -> None:
    assert available_cores() >= 1
