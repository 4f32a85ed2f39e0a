"""Open pages in a real browser and print what happens on them, as JSON: ``look.py FOLDER FILE_OF_PAGES``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from browse import QUIET
from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 320, 640
# Elements and attributes that no page of ours has; what lies over the page; what the body consists of.
LOOK = """() => ({
  strange: [...document.querySelectorAll('*')].filter(one =>
    RegExp('^(script|style|iframe|object|embed|form|input|select|button|textarea|svg|math|base'
      + '|template|video|audio|marquee|details)$').test(one.localName) && one.type !== 'application/ld+json'
    || [...one.attributes].some(each => /^on|^style$|^srcdoc$/i.test(each.name)
      || /^(href|src|action)$/i.test(each.name)
        && /^\\s*(javascript|data|vbscript|blob|file):/i.test(each.value)))
    .map(one => one.outerHTML.slice(0, 200)),
  over: [...document.querySelectorAll('main *')].filter(one =>
    ['fixed', 'sticky'].includes(getComputedStyle(one).position)).map(one => one.outerHTML.slice(0, 200)),
  body: [...document.body.children].map(one => one.tagName),
  width: document.documentElement.scrollWidth,
})"""


def main(folder: str, pages: str) -> None:
    """Print one object a page."""
    seen = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        ran: list[str] = []
        requests: list[str] = []
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: ran.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.on("popup", lambda other: ran.append(f"opened {other.url}"))
        for name in Path(pages).read_text("utf-8").splitlines():
            ran.clear()
            requests.clear()
            page.goto((Path(folder) / name).as_uri())
            found = page.evaluate(LOOK)
            seen.append({"page": name, "viewport": WIDTH, "ran": [*ran], "requests": [*requests], **found})
        browser.close()
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
