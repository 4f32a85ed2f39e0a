"""Open pages in a real browser and print what it sees, as JSON.

``test_browser.py`` runs it with a Python that has playwright: ``browse.py AXE_JS FOLDER PAGE...``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SIZES = {"phone": (320, 640), "desk": (1280, 900)}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main(axe: str, folder: str, *pages: str) -> None:
    """Print one object a page and size."""
    seen = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        for name in pages:
            for label, (width, height) in SIZES.items():
                page = browser.new_page(viewport={"width": width, "height": height})
                requests: list[str] = []
                complaints: list[str] = []
                page.on("request", lambda request, found=requests: found.append(request.url))
                page.on("console", lambda message, found=complaints: found.append(message.text))
                page.goto((Path(folder) / name).as_uri())
                broken = [] if not axe else _violations(page, axe)
                seen.append(
                    {
                        "page": name,
                        "size": label,
                        "width": page.evaluate("document.documentElement.scrollWidth"),
                        "viewport": width,
                        "direction": page.evaluate("getComputedStyle(document.body).direction"),
                        "requests": requests,
                        "complaints": complaints,
                        "violations": broken,
                    }
                )
                page.close()
        browser.close()
    print(json.dumps(seen))


def _violations(page: object, axe: str) -> list[str]:
    page.add_script_tag(path=axe)  # type: ignore[attr-defined]
    result = page.evaluate("axe.run({preload: false})")  # type: ignore[attr-defined]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in result["violations"]]


if __name__ == "__main__":
    main(*sys.argv[1:])
