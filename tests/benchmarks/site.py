"""A site of 1,000 articles in ten languages; beside Hugo with an equal theme on the same texts, in one run.

Run with the number of articles::

    python tests/benchmarks/site.py --articles 1000

The texts are those of the article in ``seeds/``, in another order and with other numbers in each article,
with all translations reviewed. Hugo (``DRAGOMAN_HUGO``, or on the PATH) gets them as Markdown with the same
headlines, dates and descriptions, and templates that make the same pages: head with canonical, hreflang and
Open Graph, masthead, language switcher, text, front pages, feeds, site map.

Timed by the clock, as whole processes, with as many cores as there are:

- a full build of each, with nothing there before;
- ours again after one changed msgstr, and after no change at all.

Columns: seconds by the clock, seconds of the processor, largest memory in MB. Exit code 1: a full build takes
more than five times as long as Hugo's, or a rebuild after one change longer than Hugo's full build.
"""

# ruff: noqa: E501  (templates)

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import polib

from workflow.languages import profile

LANGUAGES = ("zh", "ru", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")
HUGO = os.environ.get("DRAGOMAN_HUGO") or shutil.which("hugo") or ""
ROOT = Path(__file__).parents[2]
SEED = "chongqing-mayor-sco-cooperation"
BASE = "https://news.example.org/"
GOAL = 5
FIRST_DAY = date(2021, 1, 1)

_HEAD = """<!doctype html>
<html lang="{{ .Language.Lang }}" dir="{{ .Language.LanguageDirection | default "ltr" }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ if .IsHome }}{{ site.Title }}{{ else }}{{ .Title }} — {{ site.Title }}{{ end }}</title>
{{ with .Description }}<meta name="description" content="{{ . }}">{{ end }}
<link rel="canonical" href="{{ .Permalink }}">
{{ range .AllTranslations }}<link rel="alternate" hreflang="{{ .Language.Lang }}" href="{{ .Permalink }}">
{{ end }}{{ if .IsPage }}<meta property="og:type" content="article">
<meta property="og:title" content="{{ .Title }}">
<meta property="og:description" content="{{ .Description }}">
<meta property="og:site_name" content="{{ site.Title }}">
{{ range .Translations }}<meta property="og:locale:alternate" content="{{ .Language.Lang }}">
{{ end }}<meta property="article:published_time" content="{{ .Date.Format "2006-01-02" }}">
<meta property="og:url" content="{{ .Permalink }}">
{{ end }}<link rel="stylesheet" href="{{ "site.css" | absURL }}">
</head>
<body>
<a class="skip" href="#main">Skip</a>
<header class="masthead"><p class="publication"><a href="{{ site.Home.RelPermalink }}">{{ site.Title }}</a></p></header>
<nav class="languages" aria-label="Languages"><ul>
{{ range .AllTranslations }}<li><a href="{{ .RelPermalink }}" lang="{{ .Language.Lang }}">{{ .Language.LanguageName }}</a></li>
{{ end }}</ul></nav>
<main id="main">{{ block "main" . }}{{ end }}</main>
</body>
</html>
"""
_SINGLE = """{{ define "main" }}<article><header><p class="dateline"><time datetime="{{ .Date.Format "2006-01-02" }}">
{{ .Date.Format "2 January 2006" }}</time></p><h1>{{ .Title }}</h1></header>
{{ .Content }}
{{ range .Translations }}{{ if eq .Language.Lang "en" }}<footer><p><a href="{{ .RelPermalink }}">{{ .Language.LanguageName }}</a></p></footer>{{ end }}{{ end }}
</article>{{ end }}
"""
_LIST = """{{ define "main" }}<ul class="articles">{{ range first 30 site.RegularPages }}<li><h3><a href="{{ .RelPermalink }}">
{{ .Title }}</a></h3><p class="dateline"><time>{{ .Date.Format "2 January 2006" }}</time></p></li>
{{ end }}</ul>{{ end }}
"""


def make_sites(ours: Path, hugo: Path, articles: int) -> None:
    """The same texts for both programs."""
    pairs = _texts()
    tags = ", ".join(f'"{tag}"' for tag in LANGUAGES)
    (ours / "seeds").mkdir(parents=True)
    (ours / "workflow.toml").write_text(
        f'[publication]\ntitle = "Benchmark"\nlanguages = [{tags}]\nbase_url = "{BASE}"\n', "utf-8"
    )
    shutil.copytree(ROOT / "glossary", ours / "glossary")
    _make_hugo(hugo)
    headers = {tag: _header(tag) for tag in LANGUAGES}
    for number in range(articles):
        slug, day = f"article-{number:05}", FIRST_DAY + timedelta(days=number)
        order = list(range(1, len(pairs["en"])))
        random.Random(number).shuffle(order)
        texts = {
            tag: [f"{known[place]} ({number}-{place})" for place in (0, *order)]
            for tag, known in pairs.items()
        }
        source = "\n\n".join(texts["en"][1:])
        (ours / "seeds" / f"{slug}.md").write_text(
            f"---\ndate: {day}\n---\n# {texts['en'][0]}\n\n{source}\n", "utf-8"
        )
        for tag, mine in texts.items():
            folder = hugo / "content" / tag
            folder.mkdir(parents=True, exist_ok=True)
            title, description = (_quoted(text) for text in (mine[0], mine[1][:160]))
            head = f'---\ntitle: "{title}"\ndate: {day}\ndescription: "{description}"\n---\n'
            (folder / f"{slug}.md").write_text(head + "\n\n".join(mine[1:]) + "\n", "utf-8")
            if tag == "en":
                continue
            entries = "".join(
                f'\nmsgid "{_quoted(one)}"\nmsgstr "{_quoted(other)}"\n'
                for one, other in zip(texts["en"], mine, strict=True)
            )
            path = catalogue(ours, tag, slug)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(headers[tag] + entries, "utf-8")


def catalogue(root: Path, tag: str, slug: str) -> Path:
    """Where the catalogue of an article is."""
    return root / "locales" / profile(tag).gettext / "LC_MESSAGES" / f"{slug}.po"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _header(tag: str) -> str:
    fields = (f"Language: {profile(tag).gettext}", "Content-Type: text/plain; charset=UTF-8")
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{field}\\n"\n' for field in fields)


def _texts() -> dict[str, list[str]]:
    """The sentences of the seed article by language, in one order; the headline first."""
    found: dict[str, list[str]] = {"en": []}
    for tag in LANGUAGES:
        entries = [entry for entry in polib.pofile(str(catalogue(ROOT, tag, SEED))) if entry.msgid]
        found["en"] = [entry.msgid for entry in entries]
        found[tag] = [entry.msgstr for entry in entries]
    return found


def _make_hugo(root: Path) -> None:
    layouts = root / "layouts" / "_default"
    layouts.mkdir(parents=True)
    for name, text in (("baseof.html", _HEAD), ("single.html", _SINGLE), ("list.html", _LIST)):
        (layouts / name).write_text(text, "utf-8")
    (root / "static").mkdir()
    shutil.copy(ROOT / "workflow" / "publishers" / "assets" / "site.css", root / "static" / "site.css")
    lines = [
        f'baseURL = "{BASE}"',
        'title = "Benchmark"',
        'defaultContentLanguage = "en"',
        "defaultContentLanguageInSubdir = true",
        'disableKinds = ["taxonomy", "term"]',
        "[languages]",
    ]
    for tag in ("en", *LANGUAGES):
        lines += [
            f"[languages.{tag}]",
            f'languageName = "{profile(tag).autonym}"',
            f'languageDirection = "{profile(tag).direction}"',
            f'contentDir = "content/{tag}"',
        ]
    (root / "config.toml").write_text("\n".join(lines) + "\n", "utf-8")


def timed(name: str, command: Sequence[str], root: Path) -> float:
    """Seconds by the clock; what else it took is printed."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=root, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{name} failed: {said.read().decode('utf-8', 'replace').strip()[-500:]}")
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"{name:36} {wall:7.2f} s {cpu:7.2f} s {memory:6.0f} MB", flush=True)
    return wall


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    options = parser.parse_args()
    if not HUGO:
        print("no hugo: install the package of that name, or name it in DRAGOMAN_HUGO", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        ours, hugo = Path(folder) / "ours", Path(folder) / "hugo"
        make_sites(ours, hugo, options.articles)
        publish = [str(Path(sys.executable).parent / "workflow"), "-q", "publish"]
        theirs = timed("hugo, full", [HUGO, "--quiet"], hugo)
        full = timed("workflow publish, full", publish, ours)
        made = [len(list(path.rglob("*.html"))) for path in (hugo / "public", ours / "output")]
        path = catalogue(ours, "ru", "article-00003")
        text = path.read_text("utf-8")
        path.write_text(text.replace("(3-4)", "(3-4), как сообщили", 1), "utf-8")
        once = timed("workflow publish, one msgstr changed", publish, ours)
        timed("workflow publish, nothing changed", publish, ours)
    print(f"{options.articles} articles in {len(LANGUAGES) + 1} languages; pages: {made[0]} and {made[1]}")
    print(
        f"a full build takes {full / theirs:.1f} times Hugo's (the goal is {GOAL}), one change {once / theirs:.2f}"
    )
    return 0 if full <= GOAL * theirs and once < theirs else 1


if __name__ == "__main__":
    sys.exit(main())
