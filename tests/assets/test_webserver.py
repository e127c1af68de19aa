"""Which requests reach Dagster's webserver: those of its own pages and of programs on this machine."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from assets.webserver import guarded, why_refused

HERE = {"host": "127.0.0.1:3000"}
JSON = {"content-type": "application/json"}
OWN = {"origin": "http://127.0.0.1:3000", "sec-fetch-site": "same-origin"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
FOREIGN = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
NEIGHBOUR = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-site"}  # another's server on this machine
LINK = {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}

PASSED = [
    ("http", "GET", "/", False, HERE),
    ("http", "GET", "/assets/targets", True, HERE | {"sec-fetch-site": "none", "sec-fetch-dest": "document"}),
    ("http", "GET", "/runs", False, HERE | LINK),  # a link in a mail
    ("http", "GET", "/graphql", False, HERE | {"sec-fetch-site": "none", "sec-fetch-dest": "document"}),
    ("http", "POST", "/graphql", False, HERE | OWN | JSON),
    ("http", "POST", "/graphql", False, HERE | {"content-type": "application/json; charset=utf-8"}),  # a program
    ("http", "POST", "/report_asset_materialization/targets", False, HERE | JSON),
    ("websocket", "GET", "/graphql", False, HERE | OWN),
    ("http", "GET", "/", False, {"host": "localhost:8080"}),  # through a tunnel
    ("http", "POST", "/graphql", False, JSON | {"host": "localhost:8080", "origin": "http://localhost:8080"}),
    ("http", "GET", "/", False, {"host": "[::1]:3000"}),
]
REFUSED = [
    ("http", "GET", "/graphql", True, HERE | {"sec-fetch-site": "same-origin", "sec-fetch-dest": "image"}),
    ("http", "GET", "/graphql", True, HERE | {"sec-fetch-site": "none", "sec-fetch-dest": "document"}),
    ("http", "GET", "/graphql", True, HERE),
    ("http", "HEAD", "/graphql", True, HERE),
    ("http", "GET", "/graphql", False, HERE | LINK),
    ("http", "GET", "/graphql", True, HERE | LINK),
    ("http", "POST", "/graphql", False, HERE | FOREIGN | JSON),
    ("http", "POST", "/graphql", False, HERE | NEIGHBOUR | JSON),
    ("http", "POST", "/graphql", False, HERE | JSON | {"origin": "null"}),
    ("http", "POST", "/graphql", True, HERE | FORM),
    ("http", "POST", "/graphql", True, HERE),
    ("http", "POST", "/graphql", True, HERE | {"content-type": "text/plain"}),
    ("http", "POST", "/report_asset_materialization/targets", True, HERE),
    ("http", "POST", "/report_asset_check/targets", False, HERE | FOREIGN | JSON),
    ("http", "OPTIONS", "/graphql", False, HERE | FOREIGN),
    ("http", "DELETE", "/graphql", False, HERE),
    ("websocket", "GET", "/graphql", False, HERE | FOREIGN),
    ("websocket", "GET", "/graphql", False, HERE | NEIGHBOUR),
    ("http", "GET", "/logs/x/out", False, HERE | {"sec-fetch-site": "cross-site", "sec-fetch-dest": "image"}),
    ("http", "GET", "/", False, HERE | {"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"}),
    ("http", "GET", "/", False, {"host": "evil.example:3000"}),  # its name leads to 127.0.0.1 now
    ("http", "POST", "/graphql", False, JSON | {"host": "evil.example:3000", "origin": "http://evil.example:3000"}),
    ("http", "GET", "/", False, {"host": "127.0.0.1.evil.example"}),
    ("http", "GET", "/", False, {"host": "127.0.0.1@evil.example"}),
    ("http", "GET", "/", False, {"host": "[::1"}),
    ("http", "GET", "/", False, {}),
]


@pytest.mark.parametrize("request_", PASSED, ids=str)
def test_passed_on(request_: tuple[str, str, str, bool, dict[str, str]]):
    assert why_refused(*request_) is None


@pytest.mark.parametrize("request_", REFUSED, ids=str)
def test_refused_with_a_reason(request_: tuple[str, str, str, bool, dict[str, str]]):
    assert why_refused(*request_)


def ask(kind: str, headers: dict[str, str], query: bytes = b"") -> tuple[list[dict[str, Any]], list[str]]:
    """What is answered, and which requests reached the app behind."""
    answered: list[dict[str, Any]] = []
    reached: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["type"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x", b"y")]})

    async def send(message: Any) -> None:
        answered.append(message)

    scope = {
        "type": kind,
        "method": "GET",
        "path": "/graphql",
        "query_string": query,
        "headers": [(name.title().encode(), value.encode()) for name, value in headers.items()],
    }
    with ThreadPoolExecutor(1) as apart:  # a browser test may have left a loop running in this thread
        apart.submit(asyncio.run, guarded(app)(scope, None, send)).result()  # type: ignore[arg-type]
    return answered, reached


def test_what_is_refused_never_reaches_the_webserver_and_is_told_why():
    answered, reached = ask("http", HERE, b"query=mutation{wipeAssets}")
    assert reached == []
    assert [answered[0]["status"], answered[1]["body"]] == [403, b"Commands and queries come by POST.\n"]
    answered, reached = ask("websocket", HERE | FOREIGN)
    assert reached == []
    assert [message["type"] for message in answered] == ["websocket.close"]


def test_what_is_passed_on_is_answered_with_the_rule_that_nothing_is_loaded_from_elsewhere():
    answered, reached = ask("http", HERE)
    assert reached == ["http"]
    [policy] = [value for name, value in answered[0]["headers"] if name == b"content-security-policy"]
    assert b"default-src 'self'" in policy
    assert b"frame-ancestors 'none'" in policy
    assert ask("lifespan", {})[1] == ["lifespan"]
