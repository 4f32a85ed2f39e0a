"""Walk a published folder as a crawler does, and say what is wrong with it, however it was made."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from lxml import etree

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
ATOM = "{http://www.w3.org/2005/Atom}"
STANDING_ALONE = ("robots.txt", "sitemap.xml", "SHA256SUMS")
ASKING = ("src", "srcset", "poster", "data", "action", "formaction", "background", "ping", "manifest")
LOADED = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "modulepreload",
    "manifest",
    "dns-prefetch",
    "preconnect",
}


class Crawl:
    """A site below ``folder``, to be served at ``base``."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder, self.base = folder, base
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        self.files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
        self.pages = {path: _parsed(text) for path, text in self.files.items() if path.endswith(".html")}
        self.drafts = {path for path, page in self.pages.items() if _robots(page) == "noindex"}
        self.stand_ins = {path for path in self.pages if self.state(path) in ("untranslated", "outdated")}

    def state(self, path: str) -> str:
        """What a page says that it is."""
        found = self.pages[path].find("meta", attrs={"name": "dragoman:state"})
        return str(found["content"]) if found else ""

    def with_file(self, path: str, content: bytes) -> Crawl:
        """The same site with another file in the place of one, or one more."""
        other = copy(self)
        other.files = self.files | {path: content}
        if path.endswith(".html"):
            other.pages = self.pages | {path: _parsed(content)}
            other.drafts = {path for path, page in other.pages.items() if _robots(page) == "noindex"}
        return other

    def faults(self) -> list[str]:
        """All that is wrong, a line each."""
        return [
            *self.dead_links(),
            *self.foreign_requests(),
            *(self.dead_addresses() if self.base else self.absolute_addresses()),
            *self.states(),
            *(self.canonicals() if self.base else ()),
            *(self.alternates() if self.base else ()),
            *(self.sitemap_faults() if self.base else ()),
            *(self.feed_faults() if self.base else ()),
        ]

    # ------------------------------------------------------------------------------------------ addresses

    def file_of(self, address: str) -> str:
        """The file that an absolute address means; "" for one of another site."""
        plain = address.partition("#")[0]
        if not self.base or not plain.startswith(self.base):
            return ""
        path = unquote(plain.removeprefix(self.base))
        return f"{path}index.html" if not path or path.endswith("/") else path

    def address_of(self, path: str) -> str:
        """The address of a page as canonical links have it, decoded."""
        return self.base + path.removesuffix("index.html")

    def dead_links(self) -> Iterator[str]:
        """Relative links that lead nowhere; pages that no links lead to."""
        seen, waiting = {"index.html"}, ["index.html"]
        while waiting:
            path = waiting.pop()
            page = self.pages.get(path)
            for tag, address in _links(page) if page else ():
                if urlsplit(address).scheme or address.startswith("//"):
                    continue
                target, _, fragment = address.partition("#")
                there = normpath(join(dirname(path), unquote(target))) if target else path
                if there not in self.files:
                    yield f"{path}: dead link to {address}"
                elif fragment and there in self.pages and not self.pages[there].find(id=unquote(fragment)):
                    yield f"{path}: no {address} in {there}"
                elif there not in seen:
                    seen.add(there)
                    waiting.append(there)
                if tag.name == "a" and there in self.stand_ins and path not in self.stand_ins:
                    yield from self._unexplained(path, tag)
                elif tag.name == "a" and there in self.drafts and path not in self.drafts | self.stand_ins:
                    yield from self._unmarked(path, tag)
        alone = {*STANDING_ALONE, *(self.sitemap_files() if self.base else ())}  # nobody has to link to them
        for path in self.files:
            if path.endswith((".html", ".atom", ".xml")) and path not in seen | alone:
                yield f"{path}: orphan"

    def _unmarked(self, path: str, link: Tag) -> Iterator[str]:
        """A draft that an approved page links to must be called one, in its item or by one before it.

        The lists of a language in which there is nothing yet but what stands in are none.
        """
        there = normpath(join(dirname(path), unquote(str(link["href"]))))
        language = there.partition("/")[0]
        if not any(
            self.state(each) == "draft" and each.startswith(f"{language}/") for each in self.pages
        ) and not self.state(there):
            return
        held = link.find_parent("li")
        if not held or not (held.find(class_="badge") or held.find_previous_sibling(class_="badge")):
            yield f"{path}: links to the draft {link['href']} as if it were approved"

    def _unexplained(self, path: str, link: Tag) -> Iterator[str]:
        """A list that leads to a text in another language says so beside it."""
        held = link.find_parent("li")
        if not held or not held.find(class_="note"):
            yield f"{path}: links to {link['href']} as if it were translated"

    def foreign_requests(self) -> Iterator[str]:
        """What a browser would ask another host for, or run."""
        for path, page in self.pages.items():
            for tag in page.find_all(True):
                asked = [str(tag[name]) for name in ASKING if tag.has_attr(name)]
                if tag.name == "link" and LOADED & set(tag.get("rel") or ()):
                    asked.append(str(tag["href"]))
                style = str(tag.get("style", "")) + (tag.get_text() if tag.name == "style" else "")
                asked += re.findall(r"(?:url\(|@import)\s*['\"]?([^'\")\s]+)", style)
                yield from (f"{path}: asks for {each}" for each in asked if _is_foreign(each))
                if tag.name == "script" and (tag.get("type") != "application/ld+json" or tag.has_attr("src")):
                    yield f"{path}: runs a script"
                if any(name.startswith("on") for name in tag.attrs):
                    yield f"{path}: runs a script at an event"
                if tag.name in ("iframe", "object", "embed", "base") or tag.get("http-equiv") == "refresh":
                    yield f"{path}: has <{tag.name}>"
        for path, content in self.files.items():
            if path.endswith(".css"):
                found = re.findall(rb"(?:url\(|@import)\s*['\"]?([^'\")\s]+)", content)
                yield from (f"{path}: asks for {each!r}" for each in found if _is_foreign(each.decode()))

    def dead_addresses(self) -> Iterator[str]:
        """Absolute addresses of the site's own, wherever they stand, that mean no file."""
        mine = re.compile(re.escape(self.base) + r"[^\s\"'<>\\]*")
        for path, content in self.files.items():
            if path.endswith((".html", ".atom", ".xml", ".txt", ".json")):
                text = html.unescape(content.decode("utf-8").replace("\\u0026", "&"))
                for found in sorted(set(mine.findall(text))):
                    if self.file_of(found) not in self.files:
                        yield f"{path}: dead address {found}"

    def absolute_addresses(self) -> Iterator[str]:
        """What needs a base address, on a site that has none."""
        for path in self.files:
            if path.endswith((".atom", ".xml")) or path == "robots.txt":
                yield f"{path}: needs a base address"
        for path, page in self.pages.items():
            for tag in page.find_all(["link", "script"]):
                if tag.name == "script" or "alternate" in tag["rel"] or "canonical" in tag["rel"]:
                    yield f"{path}: {tag.name} needs a base address"
            if page.find("meta", property=["og:image", "og:url"]):
                yield f"{path}: og needs a base address"

    # ---------------------------------------------------------------------------------------------- pages

    def states(self) -> Iterator[str]:
        """Pages that say of themselves what they are: drafts are for nobody's index."""
        for path, page in self.pages.items():
            state = page.find("meta", attrs={"name": "dragoman:state"})
            if path in self.stand_ins:
                yield from self._stand_in_faults(path, page)
            elif state and (state["content"] == "draft") != (path in self.drafts):
                yield f"{path}: is {state['content']}, and robots are told {_robots(page)!r}"
            if path in self.drafts and page.find("script"):
                yield f"{path}: is a draft with JSON-LD"

    def _stand_in_faults(self, path: str, page: BeautifulSoup) -> Iterator[str]:
        """It says why it is not in the reader's language, marks what is not, and sends crawlers elsewhere."""
        notice, headline = page.find(class_="instead"), page.find(id="headline")
        if notice is None or not notice.get_text().strip():
            yield f"{path}: does not say why it is not in the reader's language"
        if headline is None or headline.find_parent(lang=True)["lang"] == page.html["lang"]:
            yield f"{path}: passes its text off as {page.html['lang']}"
        if page.find("link", hreflang=True) or page.find("script"):
            yield f"{path}: says that it is a version of the article"

    def canonicals(self) -> Iterator[str]:
        """Each page is its own canonical; a draft has none."""
        for path, page in self.pages.items():
            found = [unquote(str(tag["href"])) for tag in page.find_all("link", rel="canonical")]
            own = self.address_of(self._original_of(path) if path in self.stand_ins else path)
            if found != ([] if path in self.drafts else [own]):
                yield f"{path}: canonical {found}"
            told = page.find("meta", property="og:url")
            if told and unquote(str(told["content"])) != own:
                yield f"{path}: og:url {told['content']}"
            for data in self.data_of(path):
                if self.file_of(data["url"]) != path:
                    yield f"{path}: JSON-LD is about {data['url']}"
                others = [data.get("translationOfWork", {}), *data.get("workTranslation", [])]
                if pointed := {self.file_of(each["url"]) for each in others if each} & self.drafts:
                    yield f"{path}: JSON-LD names drafts: {sorted(pointed)}"

    def _original_of(self, path: str) -> str:
        sisters = (each for each in self.pages if each.partition("/")[2] == path.partition("/")[2])
        return next((each for each in sisters if self.state(each) == "original"), "")

    def data_of(self, path: str) -> list[dict]:
        """The JSON-LD of a page."""
        found = self.pages[path].find_all("script", type="application/ld+json")
        return [json.loads(tag.string) for tag in found if tag.string]

    def versions(self, path: str) -> dict[str, str]:
        """``hreflang`` of a page: address by tag."""
        links = self.pages[path].find_all("link", rel="alternate", hreflang=True)
        return {str(tag["hreflang"]): str(tag["href"]) for tag in links}

    def alternates(self) -> Iterator[str]:
        """``hreflang``: of itself too, the same on all versions, to approved pages of that language only."""
        for path in self.pages:
            found = self.versions(path)
            if not found:
                continue
            files = {tag: self.file_of(address) for tag, address in found.items()}
            if path not in files.values():
                yield f"{path}: does not name itself"
            for tag, there in files.items():
                if there not in self.pages:
                    yield f"{path}: hreflang {tag} leads to {there or 'another site'}"
                elif there in self.drafts:
                    yield f"{path}: hreflang {tag} names a draft, {there}"
                elif self.versions(there) != found:
                    yield f"{path}: hreflang {tag} is not answered by {there}"
                elif tag != "x-default" and self.pages[there].html["lang"] != tag:
                    yield f"{path}: hreflang {tag} leads to {self.pages[there].html['lang']}"

    # ---------------------------------------------------------------------------- site map, robots, feeds

    def sitemap(self) -> dict[str, dict[str, str]]:
        """Alternates by address of page."""
        found = {}
        for name in self.sitemap_files():
            for url in etree.fromstring(self.files[name]).iterfind(f"{SITEMAP}url"):
                links = url.iterfind(f"{XHTML}link")
                found[url.findtext(f"{SITEMAP}loc")] = {tag.get("hreflang"): tag.get("href") for tag in links}
        return found

    def sitemap_files(self) -> list[str]:
        """The files that list pages: the site map, or those that its index names."""
        root = etree.fromstring(self.files["sitemap.xml"])
        if root.tag == f"{SITEMAP}sitemapindex":
            return [self.file_of(loc.text) for loc in root.iter(f"{SITEMAP}loc")]
        return ["sitemap.xml"]

    def sitemap_faults(self) -> Iterator[str]:
        """It lists approved pages with the alternates that they name, and ``robots.txt`` names it."""
        listed = {self.file_of(address): links for address, links in self.sitemap().items()}
        for path, links in listed.items():
            if path not in self.pages:
                yield f"sitemap: {path} is no page"
            elif path in self.drafts:
                yield f"sitemap: {path} is a draft"
            elif path in self.stand_ins:
                yield f"sitemap: {path} is no translation"
            elif links != self.versions(path):
                yield f"sitemap: {path} has other alternates than the page"
        for path, page in self.pages.items():
            state = page.find("meta", attrs={"name": "dragoman:state"})
            wanted = (state or path.count("/") < 2) and path not in self.drafts | self.stand_ins
            if wanted and path not in listed:
                yield f"sitemap: {path} is missing"
        at_root = urlsplit(self.base).path == "/"
        robots = self.files.get("robots.txt", b"").decode().splitlines()
        if (f"Sitemap: {self.base}sitemap.xml" in robots) != at_root:
            yield "robots.txt: has no site map, or is not at the root of a host"

    def feed_faults(self) -> Iterator[str]:
        """Feeds name approved pages of their language only; the pages of a language name its feeds."""
        for path, content in self.files.items():
            if path.endswith((".atom", "rss.xml")):
                root = etree.fromstring(content)
                found = [tag.get("href") for tag in root.iter(f"{ATOM}link")]
                found += [tag.text for tag in root.iter("guid", "link")]
                for address in found:
                    there = self.file_of(address)
                    if there not in self.files or there in self.drafts:
                        yield f"{path}: names {address}"
        for path, page in self.pages.items():
            told = {tag["type"]: tag for tag in page.find_all("link", rel="alternate", type=True)}
            wanted = {"application/atom+xml", "application/rss+xml"}
            quiet = path in self.drafts | self.stand_ins or "/" not in path
            if set(told) != (set() if quiet else wanted):
                yield f"{path}: tells of {sorted(told)}"


def _parsed(content: bytes) -> BeautifulSoup:
    return BeautifulSoup(content.decode("utf-8"), "html.parser")


def _links(page: BeautifulSoup) -> Iterator[tuple[Tag, str]]:
    for tag in page.find_all(True):
        for name in ("href", *ASKING):
            if tag.has_attr(name):
                yield tag, str(tag[name])


def _robots(page: BeautifulSoup) -> str:
    found = page.find("meta", attrs={"name": "robots"})
    return str(found["content"]) if found else ""


def _is_foreign(address: str) -> bool:
    return bool(urlsplit(address).scheme) or address.startswith("//")
