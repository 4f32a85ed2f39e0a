"""Pictures of the pages for docs/pictures/: ten languages side by side, on a phone and on a desk.

Run it with a folder that ``workflow publish`` has written, and the name of an article there::

    python tests/pictures.py output chongqing-mayor-sco-cooperation

Needs Chromium (``DRAGOMAN_CHROMIUM``, or on the PATH). It writes ``languages-320.png`` and
``languages-1280.png``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

CHROMIUM = os.environ.get("DRAGOMAN_CHROMIUM") or shutil.which("chromium") or ""
LANGUAGES = ("zh", "ru", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")
PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
# Width of a page, height of what is shown of it, pages in a row, how much smaller than life.
SIZES = ((320, 720, 5, 0.8), (1280, 1000, 3, 0.4))

_SHEET = """<!doctype html>
<meta charset="utf-8">
<style>
body {{ margin: 0; padding: {gap}px; display: grid; gap: {gap}px; background: #c9c6bd;
  grid-template-columns: repeat({columns}, {small_width}px); }}
div {{ width: {small_width}px; height: {small_height}px; overflow: hidden; background: #fff; }}
iframe {{ width: {width}px; height: {height}px; border: 0; transform: scale({scale});
  transform-origin: 0 0; }}
</style>
{frames}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("output", type=Path)
    parser.add_argument("slug")
    options = parser.parse_args()
    if not CHROMIUM:
        print("Chromium is not installed; set DRAGOMAN_CHROMIUM.", file=sys.stderr)
        return 2
    pages = [options.output.resolve() / tag / options.slug / "index.html" for tag in LANGUAGES]
    if missing := [page for page in pages if not page.is_file()]:
        print(f"{missing[0]} is not there; run workflow publish first.", file=sys.stderr)
        return 2
    for width, height, columns, scale in SIZES:
        gap, small_width, small_height = 16, round(width * scale), round(height * scale)
        frames = "\n".join(f'<div><iframe src="{escape(page.as_uri())}"></iframe></div>' for page in pages)
        rows = -(-len(pages) // columns)
        window = (columns * (small_width + gap) + gap, rows * (small_height + gap) + gap)
        with tempfile.TemporaryDirectory() as folder:
            sheet = Path(folder) / "sheet.html"
            sheet.write_text(_SHEET.format(**locals()), "utf-8")
            command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
            command += [f"--window-size={window[0]},{window[1]}", "--virtual-time-budget=20000"]
            made = PICTURES / f"languages-{width}.png"
            subprocess.run(
                [*command, f"--screenshot={made}", sheet.as_uri()], check=True, capture_output=True
            )
        print(f"{made}: {window[0]} x {window[1]}, {made.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
