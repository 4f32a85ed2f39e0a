"""Open pages in a real browser and print what it sees, as JSON.

``test_browser.py`` runs it with a Python that has playwright: ``browse.py AXE_JS ADDRESS...`` looks at each
on a phone by day and on a desk by night. ``browse.py --watch ADDRESS OLD NEW`` waits for a page that shows
OLD, says so on a line, and waits until the page shows NEW.
"""

from __future__ import annotations

import json
import sys

from playwright.sync_api import Browser, sync_playwright

VIEWS = {
    "phone": {"viewport": {"width": 390, "height": 844}},
    "desk in the dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def look(browser: Browser, axe: str, address: str, view: str) -> dict[str, object]:
    """One page in one view; axe-core runs in a second copy, for the page's policy lets no script in."""
    context = browser.new_context(**VIEWS[view])
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.goto(address)
    page.wait_for_timeout(100)
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    open_context = browser.new_context(bypass_csp=True, **VIEWS[view])
    page = open_context.new_page()
    page.goto(address)
    page.add_script_tag(path=axe)
    result = page.evaluate("axe.run({preload: false})")
    open_context.close()
    return {
        "page": address,
        "view": view,
        "width": width,
        "viewport": VIEWS[view]["viewport"]["width"],
        "requests": requests,
        "complaints": complaints,
        "violations": [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in result["violations"]],
    }


def main(*arguments: str) -> None:
    """See above."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        if arguments[0] == "--watch":
            _, address, old, new = arguments
            page = browser.new_page()
            page.goto(address)
            page.get_by_text(old).first.wait_for(timeout=20_000)
            print("ready", flush=True)
            page.get_by_text(new).first.wait_for(timeout=20_000)
            print("renewed", flush=True)
        else:
            axe, *addresses = arguments
            print(json.dumps([look(browser, axe, each, view) for each in addresses for view in VIEWS]))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
