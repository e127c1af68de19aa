"""What extraction must hold, as figures: fast enough, faster than the nearest library, linear, modest in memory."""

from dataclasses import dataclass, replace

from pipelines.extraction.extracting import extract_targets
from pipelines.reference.registry import Registry
from tests.bench.extraction import measure
from tests.bench.plans import Plan, lengthen

MIN_SPEED = 1.5  # MB/s of UTF-8 text, CPU time
MIN_TIMES_RECOGNIZERS = 10
LENGTHENED = 100
MAX_TIMES_SECONDS = 110  # for a text LENGTHENED times as long
MAX_TIMES_SIZE = 10  # peak growth, as a multiple of the text's bytes


@dataclass(frozen=True)
class Bar:
    claim: str
    holds: bool
    measured: str
    is_asked: bool = True

    @property
    def verdict(self) -> str:
        return ("pass" if self.holds else "FAIL") if self.is_asked else "----"


def fast(speed: float) -> Bar:
    return Bar(f"extraction reads at least {MIN_SPEED} MB/s", speed >= MIN_SPEED, f"{speed:.2f} MB/s")


def faster_than_recognizers(speed: float, recognizers: float | None) -> Bar:
    claim = f"at least {MIN_TIMES_RECOGNIZERS} times as fast as Recognizers-Text"
    if recognizers is None:
        return Bar(claim, False, "Recognizers-Text could not be measured")
    times = speed / recognizers
    return Bar(claim, times >= MIN_TIMES_RECOGNIZERS, f"{times:.1f} times")


def linear(plan: Plan, long: Plan) -> Bar:
    grown = measure("growth", [plan.work, long.work])
    times = grown["long"] / grown["short"]
    kept = grown["long_targets"] / (LENGTHENED * grown["short_targets"])
    return Bar(
        f"a plan {LENGTHENED} times as long takes at most {MAX_TIMES_SECONDS} times as long",
        times <= MAX_TIMES_SECONDS,
        f"{times:.1f} times: {grown['short'] * 1000:.1f} ms, {grown['long']:.2f} s"
        f" ({plan.path.name}, {long.size / 1e6:.1f} MB, {kept:.1%} of the targets expected)",
    )


def modest(plan: Plan, long: Plan) -> Bar:
    """Peak growth of the resident set, which counts what the allocator holds beside the objects themselves."""
    grown = measure("memory", [plan.work, long.work])
    resident, traced, kept = (grown[name] / long.size for name in ("resident_peak", "traced_peak", "kept"))
    return Bar(
        f"reading it takes at most {MAX_TIMES_SIZE} times its size in memory",
        resident <= MAX_TIMES_SIZE,
        f"{resident:.1f} times; Python's own objects {traced:.1f} times, {kept:.1f} in the targets given back",
    )


def all_of(
    plans: list[Plan], registry: Registry, speed: float, recognizers: float | None, are_samples: bool
) -> list[Bar]:
    """Every bar. The plan that is lengthened is the one with the most targets: the most work, the most to keep.

    The project's samples hold four times the targets of real plans in the same space; what is asked by the byte is not
    asked of them.
    """
    densest = max(plans, key=lambda plan: len(extract_targets(plan.text, plan.context, registry)))
    long = lengthen(densest, LENGTHENED, registry)
    return [
        replace(fast(speed), is_asked=not are_samples),
        faster_than_recognizers(speed, recognizers),
        linear(densest, long),
        replace(modest(densest, long), is_asked=not are_samples),
    ]
