"""The Dagster UI for this machine alone, and the daemon beside it: what `duibiao dev` does.

The webserver has no login, runs commands that come by GET, and answers whoever names it. So requests are looked at
before they reach it: a page of another origin, opened in the operator's browser, gives it no orders and reads nothing.
"""

import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dagster as dg
import uvicorn
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster_webserver.app import create_app_from_workspace_process_context

HOST = "127.0.0.1"
NAMES = {"127.0.0.1", "localhost", "::1"}  # of this machine: a name that leads here by DNS alone is another's
COMMANDS = ("/graphql", "/report_asset_")
# What no page of another origin can send unasked; text and forms it can.
BODIES = {"application/json", "application/graphql"}
# Beside the webserver's own: nothing is loaded from elsewhere, and the UI stands in nobody's frame.
CONTENT_SECURITY = (
    b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
    b" blob:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'; form-action 'self'"
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


def why_refused(kind: str, method: str, path: str, has_query: bool, headers: dict[str, str]) -> str | None:
    """Why a request is not passed on; None if it may be. `kind`: http or websocket; header names in lower case.

    Sec-Fetch-Site and Origin are set by browsers, no page can forge them: https://www.w3.org/TR/fetch-metadata/.
    """
    host = headers.get("host", "")
    is_here = _name(f"//{host}") in NAMES
    is_own_page = headers.get("origin", f"http://{host}") == f"http://{host}"
    is_command = path.startswith(COMMANDS)
    is_own_site = headers.get("sec-fetch-site", "none") in ("same-origin", "none")
    is_link = method == "GET" and headers.get("sec-fetch-dest") == "document" and not is_command
    is_data = headers.get("content-type", "").split(";")[0].strip().lower() in BODIES
    rules = {
        "Open the UI as http://localhost or http://127.0.0.1, under no other name.": is_here,
        "A page of another origin may not ask.": is_own_page,
        "A page of another site may link to the UI, and no more.": is_own_site or is_link,
        "Commands and queries come by POST.": kind == "websocket" or method == "POST" or not (is_command and has_query),
        "Only GET, HEAD and POST are understood.": method in ("GET", "HEAD", "POST"),
        "A POST brings JSON, and says so.": method != "POST" or is_data,
    }
    return next((reason for reason, is_kept in rules.items() if not is_kept), None)


def guarded(app: App) -> App:
    """An ASGI app before another: requests that `why_refused` refuses never reach it."""

    async def guard(scope: Message, receive: Receive, send: Send) -> None:
        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", CONTENT_SECURITY)]
            await send(message)

        if scope["type"] not in ("http", "websocket"):  # the beginning and the end of serving
            await app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        reason = why_refused(
            scope["type"], scope.get("method", "GET"), scope["path"], bool(scope["query_string"]), headers
        )
        if reason is None:
            await app(scope, receive, send_secured)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": reason})
        else:
            plain = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 403, "headers": plain})
            await send({"type": "http.response.body", "body": f"{reason}\n".encode()})

    return guard


def serve(workspace: Path, port: int) -> None:
    """Serve the UI on 127.0.0.1 with the daemon beside it, until interrupted or either of them ends."""
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))  # ended by either, the daemon ends too
    with (
        daemon(workspace),
        dg.DagsterInstance.get() as instance,
        WorkspaceProcessContext(instance, WorkspaceFileTarget([str(workspace)]), dg.__version__) as context,
    ):
        app = create_app_from_workspace_process_context(context)
        uvicorn.run(guarded(app), host=HOST, port=port, log_level="warning")


@contextmanager
def daemon(workspace: Path) -> Iterator[None]:
    """Sensors, schedule and queue, in a process of their own for as long as the UI is served."""
    program = Path(sys.executable).parent / "dagster-daemon"
    process = subprocess.Popen([program, "run", "--workspace", workspace])
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
