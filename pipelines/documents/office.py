"""A file of old Word, WPS or RTF → the bytes of a .docx, by LibreOffice where it is installed.

LibreOffice reads such a file in a process of its own: without network where the system can forbid it, without macros
and links to other files, with a profile that is thrown away, for so long and no longer.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from pipelines.documents.refusals import UnreadableDocumentError

PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
SECONDS = 180  # by the clock; a plan takes two to ten
MEMORY = 4 * 2**20  # kilobytes of address space
# The limits of the process that asks hold for its child too, and LibreOffice needs more of both.
LIMITED = 'ulimit -S -v "$(ulimit -H -v)"; ulimit -S -t "$(ulimit -H -t)"; ulimit -v {memory} -t {seconds}; exec "$@"'
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value>
</prop></item></oor:items>
"""


def convert_to_docx(data: bytes, suffix: str) -> bytes:
    """The document as a .docx. `suffix`: what LibreOffice is to take it for: .doc, .rtf or .xml.

    Raises UnreadableDocumentError: no_office where LibreOffice is missing, damaged_office where it gives nothing.
    """
    program = find_office()
    if program is None:
        raise UnreadableDocumentError("no_office")
    with tempfile.TemporaryDirectory(prefix="duibiao-office-") as folder:
        place = Path(folder)
        profile = place / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
        file = place / f"document{suffix}"
        file.write_bytes(data)
        options = ["--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo"]
        order = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(place / "out"), str(file)]
        _run([*_without_network(), program, f"-env:UserInstallation={profile.as_uri()}", *options, *order], place)
        made = place / "out" / "document.docx"
        if not made.is_file():
            raise UnreadableDocumentError("damaged_office")
        return made.read_bytes()


@cache
def find_office() -> str | None:
    """The program, or None where LibreOffice is not installed."""
    return next((found for program in PROGRAMS if (found := shutil.which(program))), None)


def _run(command: list[str], place: Path) -> None:
    """Run to its end, or end it with all that it started. Raises UnreadableDocumentError after SECONDS."""
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    limited = ["/bin/sh", "-c", LIMITED.format(memory=MEMORY, seconds=SECONDS), "sh", *command]
    process = subprocess.Popen(
        limited,
        cwd=place,
        env=environment | {"HOME": str(place), "TMPDIR": str(place), "SAL_USE_VCLPLUGIN": "svp"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocumentError("slow_office", f" {SECONDS} 秒") from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@cache
def _without_network() -> list[str]:
    """What starts a program in a network of its own that leads nowhere; nothing where the system does not let us."""
    unshare = [shutil.which("unshare") or "unshare", "--net", "--map-root-user"]
    try:
        works = subprocess.run([*unshare, "true"], capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        works = False
    return unshare if works else []
