"""A real browser, where there is one; and a page that tells of every error and of every request that leaves it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = shutil.which("chromium") or CHROMIUM
    if not Path(executable).exists():
        pytest.skip("no chromium on this machine: nothing is seen of the report in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages that may write nothing to the console and ask for nothing but files; that is checked in the end."""
    complaints: list[str] = []
    asked: list[str] = []
    pages: list[Page] = []

    def new_page(viewport: dict[str, int] = DESKTOP) -> Page:
        page = chromium.new_page(viewport=viewport)  # type: ignore[arg-type]
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        pages.append(page)
        return page

    new_page.complaints = complaints  # type: ignore[attr-defined]
    yield new_page
    for page in pages:
        page.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith(("file://", "data:"))] == []
