"""Pages as people see them: in Chromium, at two widths, light, dark and on paper. Without a Chromium tests skip."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

WIDTHS = (390, 1440)
SCHEMES = ("light", "dark")
# What is left of A4 between the margins, in CSS pixels.
PAPER = 695
# Text over text, by more than what the boxes of letters have above and below them.
OVERLAPS = """() => {
  const rects = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility() || parent.closest('.hidden, .skip, title, style')) continue;
    // The heads of cards are there for those who listen.
    if (parent.closest('thead')?.offsetWidth <= 1) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects())
      if (r.width > 1 && r.height > 1)
        rects.push({l: r.left + 1, r: r.right - 1, t: r.top + r.height * .3, b: r.bottom - r.height * .3,
                    text: node.data.trim()});
  }
  rects.sort((a, b) => a.t - b.t);
  const found = [];
  rects.forEach((a, at) => {
    for (let next = at + 1; next < rects.length && rects[next].t < a.b; next++) {
      const b = rects[next];
      if (a.l < b.r && b.l < a.r) found.push(a.text.slice(0, 60) + ' | ' + b.text.slice(0, 60));
    }
  });
  return found;
}"""
# What sticks out; a part that scrolls by itself may hold what is wider.
STICKING_OUT = """(scrolled) => [...document.body.querySelectorAll('*')]
  .filter(e => !e.closest('.hidden, .skip') && !(scrolled && e.closest('.scroll')))
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 120))"""

CLOSED = "[...document.querySelectorAll('details > :last-child')].filter(e => !e.offsetHeight).length"


@contextmanager
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright, which brings no browser of its own here."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium on PATH: pages are not looked at (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    # Chromium refuses to sandbox what root runs.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


@contextmanager
def opened(started: Any, file: Path, width: int, scheme: str = "light", media: str = "screen") -> Iterator[Any]:
    """The page in a window; fails if it asks for anything, or has anything to say to the console."""
    context = started.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, said = context.new_page(), []
    page.emulate_media(media=media, color_scheme=scheme)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    yield page
    told = [text for text in said if not text.startswith("data:")]
    context.close()
    assert told == []


def until(page: Any, expression: str) -> None:
    """Playwright's own waiting evaluates texts in the page, which its policy forbids."""
    for _ in range(50):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {expression}")


def look_at(started: Any, file: Path, width: int, scheme: str) -> None:
    """On a screen: nothing wider than the window, nothing over anything, nothing that axe-core finds."""
    with opened(started, file, width, scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(STICKING_OUT, True) == []
        assert page.evaluate(OVERLAPS) == []
        assert found_by_axe(page) == []


def look_at_paper(started: Any, file: Path) -> Any:
    """On A4: all of it, without anything cut off or over anything."""
    with opened(started, file, PAPER, "dark", "print") as page:
        assert page.evaluate(STICKING_OUT, False) == []
        assert page.evaluate(OVERLAPS) == []
        # Black on white, whatever the screen is.
        assert page.evaluate(CLOSED) == 0
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def found_by_axe(page: Any) -> list[str]:
    """What axe-core finds, of any gravity; it may load nothing, as the page itself."""
    from axe_playwright_python.sync_playwright import Axe

    response = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]}).response
    return [
        f"{found['impact']} {found['id']}: {found['nodes'][0]['html'][:200]}: {found['nodes'][0]['failureSummary']}"
        for found in response["violations"]
    ]
