"""The tools measured beside this project, each run in a process of its own. Timing and counting live elsewhere."""

import hashlib
import json
import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path

from pipelines.storage.data_folder import PROJECT
from tests.bench.adapters.clock import Found

HERE = Path(__file__).parent
PINS = HERE / "rivals.txt"
HOME = PROJECT / ".rivals"


@dataclass(frozen=True)
class Rival:
    name: str
    adapter: str  # the script's name in adapters/
    gives: str  # what it says of a number, beside where it stands


RECOGNIZERS = Rival("Microsoft Recognizers-Text", "microsoft_recognizers", "value, unit of its own list")
RIVALS = (
    RECOGNIZERS,
    Rival("JioNLP, money", "jionlp_money", "value, currency, 约/以上"),
    Rival("jieba, tags m and q", "jieba_tags", "words and tags"),
    Rival("regex, public measure words", "measure_words", "nothing"),
    Rival("regex, units tuned by hand", "tuned_units", "nothing"),
)


@dataclass(frozen=True)
class Answer:
    """CPU seconds over the timed texts, and what was found in each marked one."""

    seconds: float
    found: list[list[Found]]


class RivalError(RuntimeError):
    """A rival that cannot be installed or run. The others are measured all the same."""


def install() -> Path:
    """The interpreter of the rivals' environment, made at first use and again when the pins change."""
    home = HOME / hashlib.sha256(PINS.read_bytes()).hexdigest()[:10]
    python = home / "bin" / "python"
    finished = home / "finished"
    if not finished.exists():
        venv.create(home, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        try:
            # jionlp unpacks its dictionaries beside its code when it is first imported.
            subprocess.run([*pip, "--requirement", str(PINS)], check=True)
            subprocess.run([python, "-c", "import jionlp"], check=True, stdout=subprocess.DEVNULL)
        except subprocess.CalledProcessError as error:
            raise RivalError(f"{PINS.name} cannot be installed into {home}: {error}") from error
        finished.touch()
    return python


def run(rival: Rival, python: Path, timed: list[str], marked: list[str]) -> Answer:
    """The rival over the texts. Raises RivalError with the last words of a process that failed."""
    script = HERE / "adapters" / f"{rival.adapter}.py"
    texts = json.dumps({"timed": timed, "marked": marked})
    process = subprocess.run([python, "-X", "utf8", script], input=texts, capture_output=True, encoding="utf-8")
    if process.returncode:
        raise RivalError(f"{rival.name}: {process.stderr.strip()[-300:]}")
    return Answer(**json.loads(process.stdout.splitlines()[-1]))
