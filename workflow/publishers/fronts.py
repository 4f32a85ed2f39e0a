"""Pages that list articles: front pages, archives, tags, what is there in which language, and the root."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import islice
from typing import TypeVar
from urllib.parse import quote

from markupsafe import Markup as Html
from msgspec import Struct

from workflow.languages import profile
from workflow.model import Listing, Page, Story
from workflow.publishers.addresses import article_path, front_path, relative, shelf_path
from workflow.publishers.frame import Frame, Framer, isolated
from workflow.publishers.inline import clean
from workflow.publishers.instead import reason_of, with_names
from workflow.publishers.listing import in_order
from workflow.publishers.tags import tag_key
from workflow.publishers.wording import digits, long_date, long_month, wording

NEWEST = 30  # articles on a front page
PAGE = 100  # articles on a page of a list; on its newest one up to twice as many
ARCHIVE, TAGS, LANGUAGES, UNDATED = "archive", "tags", "languages", "undated"


_Item = TypeVar("_Item")


class Entry(Struct, frozen=True):
    """An article as lists show it. ``place`` is its address from the front page of its language."""

    place: str
    title: Html
    language: str  # of the title, where it is not that of the page
    direction: str
    day: date | None
    day_text: Html
    draft: bool
    note: Html  # why it is not in the language of the page; empty if it is


class Term(Struct, frozen=True):
    """A name as lists and articles show it, with the language that it is in."""

    text: Html
    language: str = ""  # where it is not that of the page
    direction: str = ""


class Choice(Struct, frozen=True):
    """A line of a list of lists: years, tags."""

    href: str
    name: Term
    count: str
    draft: bool  # nothing in it is approved


class Row(Struct, frozen=True):
    """An article in the list of all, with the languages that it is there in."""

    href: str
    title: Term
    day: date | None
    day_text: Html
    note: Html  # that it is not there in the language of the page; empty if it is
    approved: Html  # <li> elements with links
    drafts: Html


class Shelf:
    """One list of articles in all languages: a year, a tag."""

    def __init__(self) -> None:
        self.listings: dict[str, list[Listing]] = {}  # by language, newest first
        self.terms: dict[str, Term] = {}  # of a tag: what it is called, by language
        self.names: dict[str, str] = {}  # the same as plain text

    def add(self, listing: Listing) -> None:
        """One more, older than those that are there."""
        self.listings.setdefault(listing.language, []).append(listing)

    def is_approved(self, language: str) -> bool:
        """Whether anything in it is approved."""
        return any(not each.draft and each.stand_in is None for each in self.listings[language])

    def is_draft(self, language: str) -> bool:
        """Whether nothing in it is approved, and something is a draft."""
        return not self.is_approved(language) and any(each.draft for each in self.listings[language])

    def is_there(self, language: str) -> bool:
        """Whether anything in it is in the language, so that others may name the list."""
        return any(each.stand_in is None for each in self.listings.get(language, ()))


class Fronts:
    """The pages that list articles; ``stories`` are given newest first."""

    def __init__(self, stories: Sequence[Story], framer: Framer) -> None:
        self.stories = stories
        languages = {tag for story in stories for tag in (*story.listings, *story.stand_ins)}
        self.languages = in_order(languages, framer.site.source_language)
        # A language of which nothing is approved yet is a draft as a whole.
        approved = {tag for story in stories for tag, each in story.listings.items() if not each.draft}
        self.drafts = {tag for story in stories for tag in story.listings} - approved
        self.hidden = languages - approved  # from search engines
        self.approved = [tag for tag in self.languages if tag in approved]
        self.years: dict[str, Shelf] = {}  # by year, "undated" last
        self.tags: dict[str, Shelf] = {}
        for story in stories:
            for listing in (*story.listings.values(), *story.stand_ins.values()):
                self._file(listing)
        tagged = frozenset(tag for shelf in self.tags.values() for tag in shelf.listings)
        self.framer = Framer(framer.site, tagged)
        self._entries: dict[tuple[str, str], Entry] = {}
        self._links: dict[tuple[str, str], tuple[Html, Html]] = {}

    def _file(self, listing: Listing) -> None:
        year = f"{listing.date.year:04}" if listing.date else UNDATED
        self.years.setdefault(year, Shelf()).add(listing)
        for tag, text, language in labels_of(listing):
            shelf = self.tags.setdefault(tag_key(tag), Shelf())
            shelf.add(listing)
            if listing.language not in shelf.terms:  # the newest article says how it is written
                shelf.terms[listing.language] = term(text, language, listing.language)
                shelf.names[listing.language] = clean(text)

    def pages(self) -> Iterator[Page]:
        """All of them."""
        for language in self.languages:
            yield self.front(language)
            yield self._archive(language)
            for year, shelf in self.years.items():
                if language in shelf.listings:
                    name = self._year(year, language)
                    if year != UNDATED:
                        name = wording(language)["all_of_year"].replace("{year}", name)
                    title = Term(isolated(name, language))
                    yield from self._shelf(shelf, f"{ARCHIVE}/{year}", language, ARCHIVE, name, title)
            if language in self.framer.tagged:
                yield self._tags(language)
            for key, shelf in self.tags.items():
                if language in shelf.listings:
                    name, title = shelf.names[language], shelf.terms[language]
                    yield from self._shelf(shelf, f"{TAGS}/{key}", language, TAGS, name, title)
            yield from self._by_language(language)
        yield self.root()

    # ---------------------------------------------------------------------------------------------- fronts

    def front(self, language: str) -> Page:
        """The front page of a language: the newest articles."""
        path = front_path(language)
        shown = (story.listings.get(language) or story.stand_ins.get(language) for story in self.stories)
        listed = [listing for listing in shown if listing is not None]
        frame = self._frame(path, language, "", [(tag, front_path(tag)) for tag in self.languages])
        older = relative(path, shelf_path(language, ARCHIVE)) if len(listed) > NEWEST else ""
        entries = [self._entry(each) for each in listed[:NEWEST]]
        return Page(path, self.framer.fill("index.html.j2", frame=frame, entries=entries, up="", older=older))

    def _frame(
        self,
        path: str,
        language: str,
        title: str,
        versions: Sequence[tuple[str, str]],
        drafts: set[str] | frozenset[str] | None = None,
    ) -> Frame:
        """``versions`` are all languages that have the page, with its path; ``drafts`` those that are drafts.

        Front pages leave it to the reader which of them stands for all languages that there are not; of
        the other lists it is that of the source language.
        """
        drafts = self.drafts if drafts is None else drafts
        name = clean(self.framer.name(language)[0])
        approved = {tag: target for tag, target in versions if tag not in self.hidden | drafts}
        if approved.get(language, path) != path:  # a further page of a list: it is like no other
            approved = {language: path}
        return self.framer.frame(
            path,
            language,
            title=f"{title} — {name}" if title else name,
            switcher=[
                self.framer.alternate(
                    path, path if tag == language else target, tag, language, draft=tag in drafts
                )
                for tag, target in versions
            ],
            versions=approved,
            default=self.framer.site.source_language if title else "",
            draft=language not in approved,
        )

    def _entry(self, listing: Listing) -> Entry:
        language, slug = listing.language, listing.slug
        found = self._entries.get((language, slug))
        if found is None:
            tongue = listing.title_language
            found = self._entries[language, slug] = Entry(
                f"{quote(slug, safe='')}/index.html",
                isolated(listing.title, tongue),
                tongue if tongue != language else "",
                profile(tongue).direction,
                listing.date,
                _day(listing.date, language),
                listing.draft,
                reason_of(listing),
            )
        return found

    # ---------------------------------------------------------------------------------------------- lists

    def _archive(self, language: str) -> Page:
        """The years that there are, newest first, and those articles that have none."""
        path = shelf_path(language, ARCHIVE)
        choices = [
            Choice(
                f"{year}/index.html",
                Term(isolated(self._year(year, language), language)),
                digits(str(len(shelf.listings[language])), language),
                shelf.is_draft(language),
            )
            for year, shelf in self.years.items()
            if language in shelf.listings
        ]
        return self._choices(path, language, ARCHIVE, choices, self.languages, self.drafts, "years")

    def _year(self, year: str, language: str) -> str:
        return wording(language)["undated"] if year == UNDATED else digits(year.lstrip("0"), language)

    def _tags(self, language: str) -> Page:
        path = shelf_path(language, TAGS)
        mine = [
            (shelf.names[language].casefold(), key)
            for key, shelf in self.tags.items()
            if language in shelf.names
        ]
        choices = [
            Choice(
                f"{quote(key, safe='')}/index.html",
                self.tags[key].terms[language],
                digits(str(len(self.tags[key].listings[language])), language),
                self.tags[key].is_draft(language),
            )
            for _, key in sorted(mine)
        ]
        return self._choices(path, language, TAGS, choices, *self._tagged, "terms")

    @cached_property
    def _tagged(self) -> tuple[list[str], set[str]]:
        """The languages that have tags, and those of them in which all that is under any tag is a draft."""
        shelves = {
            tag: [shelf for shelf in self.tags.values() if shelf.is_there(tag)] for tag in self.languages
        }
        tagged = [tag for tag in self.languages if shelves[tag]]
        return tagged, {tag for tag in tagged if all(shelf.is_draft(tag) for shelf in shelves[tag])}

    def _choices(
        self,
        path: str,
        language: str,
        name: str,
        choices: Sequence[Choice],
        languages: Sequence[str],
        drafts: set[str],
        kind: str,
    ) -> Page:
        title = wording(language)[name]
        versions = [(tag, shelf_path(tag, name)) for tag in languages]
        frame = self._frame(path, language, title, versions, drafts)
        return Page(
            path, self.framer.fill("choices.html.j2", frame=frame, title=title, choices=choices, kind=kind)
        )

    def _shelf(
        self, shelf: Shelf, base: str, language: str, above: str, title: str, heading: Term
    ) -> Iterator[Page]:
        """The pages of one list in one language."""
        tags = [tag for tag in self.languages if shelf.is_there(tag)]
        drafts = {tag for tag in tags if shelf.is_draft(tag)}
        versions = [(tag, shelf_path(tag, base)) for tag in tags]
        for path, up, listings, newer, older in paged(shelf.listings[language], base, language):
            frame = self._frame(path, language, title, versions, drafts)
            yield Page(
                path,
                self.framer.fill(
                    "list.html.j2",
                    frame=frame,
                    heading=heading,
                    above=relative(path, shelf_path(language, above)),
                    above_text=frame.words[above],
                    entries=[self._entry(each) for each in listings],
                    up=up,
                    newer=newer,
                    older=older,
                    issues=self._issues(path, base, language),
                ),
            )

    def _issues(self, path: str, base: str, language: str) -> list[tuple[str, Html, str]]:
        """Files of the months of a year, the newest first: address, month, name of the format."""
        return [
            (
                relative(path, each.path),
                isolated(long_month(each.month, language), language),
                each.label,
            )
            for each in sorted(
                self.framer.site.issues, key=lambda each: (each.month, each.path), reverse=True
            )
            if each.language == language and base == f"{ARCHIVE}/{each.month.year:04}"
        ]

    # ---------------------------------------------------------------------------------------------- languages

    def _by_language(self, language: str) -> Iterator[Page]:
        """All articles of the publication, whatever they are in, each with the languages that it is in."""
        title = wording(language)["all_languages"]
        # All languages list the same articles: a page with a number is in each the same page.
        for path, up, stories, newer, older in paged(self.stories, LANGUAGES, language):
            rest = path.partition("/")[2]
            versions = [(tag, f"{tag}/{rest}") for tag in self.languages]
            yield Page(
                path,
                self.framer.fill(
                    "languages.html.j2",
                    frame=self._frame(path, language, title, versions),
                    title=title,
                    rows=[self._row(story, language, f"{up}../") for story in stories],
                    newer=newer,
                    older=older,
                ),
            )

    def _row(self, story: Story, language: str, root: str) -> Row:
        listings = story.listings
        shown = listings.get(language) or self._instead(story)
        note = Html("")
        if shown.language != language:
            note = with_names(wording(language)["not_available"], language, shown.language)
        return Row(
            f"{root}{quote(article_path(shown.language, story.slug))}",
            term(shown.title, shown.title_language, language),
            story.day,
            _day(story.day, language),
            note,
            *self._linked(story, root),
        )

    def _instead(self, story: Story) -> Listing:
        """The original where there is one; it stands first in its own language's order else."""
        listings = story.listings
        original = next(iter(listings.values())).original
        return listings.get(original) or listings[in_order(listings, self.framer.site.source_language)[0]]

    def _linked(self, story: Story, root: str) -> tuple[Html, Html]:
        """Links to the approved editions and to drafts: the same in all languages, so made once."""
        found = self._links.get((story.slug, root))
        if found is None:
            made: tuple[list[Html], list[Html]] = ([], [])
            for tag in self.languages:
                if tag in story.listings:
                    place, known = f"{root}{quote(article_path(tag, story.slug))}", profile(tag)
                    link = _LINK.format(place, tag, known.direction, known.autonym)
                    made[story.listings[tag].draft].append(link)
            found = self._links[story.slug, root] = (Html("\n").join(made[0]), Html("\n").join(made[1]))
        return found

    def root(self) -> Page:
        """The page on which a language is chosen."""
        path = "index.html"
        language = self.framer.site.source_language
        frame = self.framer.frame(
            path,
            language,
            title=clean(self.framer.name(language)[0]),
            versions={tag: front_path(tag) for tag in self.approved},
        )
        choices = []
        for tag in self.languages:
            name, name_language = self.framer.name(tag)
            choices.append(
                {
                    "to": self.framer.alternate(path, front_path(tag), tag, "", draft=tag in self.drafts),
                    "name": isolated(name, name_language),
                    "name_language": name_language if name_language != tag else "",
                    "name_direction": profile(name_language).direction,
                    "badge": wording(tag)["draft"],
                }
            )
        return Page(path, self.framer.fill("root.html.j2", frame=frame, choices=choices))


_LINK = Html('<li><a href="{0}" hreflang="{1}" lang="{1}" dir="{2}">{3}</a></li>')


def labels_of(listing: Listing) -> Iterator[tuple[str, str, str]]:
    """Each tag of an edition, what it is called there, and the language of that."""
    for number, tag in enumerate(listing.tags):
        label = next(islice(listing.labels, number, None), "")
        yield (tag, label, listing.language) if label else (tag, tag, listing.original)


def term(text: str, tongue: str, language: str) -> Term:
    """``text``, which is in ``tongue``, on a page in ``language``."""
    if tongue == language:
        return Term(isolated(text, tongue))
    return Term(isolated(text, tongue), tongue, profile(tongue).direction)


def _day(day: date | None, language: str) -> Html:
    return isolated(long_date(day, language), language) if day else Html("")


def paged(
    items: Sequence[_Item], base: str, language: str
) -> Iterator[tuple[str, str, Sequence[_Item], str, str]]:
    """The pages of a list, newest first: path, way up to the front page's folder, items, newer, older page.

    Further pages are filled and numbered from the oldest, so that a new article changes one page only; what
    is left over stands on the newest.
    """
    further = max(0, len(items) // PAGE - 1)
    first = len(items) - further * PAGE
    path = shelf_path(language, base)
    newest = "index.html"
    up = "../" * (path.count("/") - 1)
    yield path, up, items[:first], "", f"{further}/{newest}" if further else ""
    for number in range(further, 0, -1):
        start = len(items) - number * PAGE
        newer = f"../{newest}" if number == further else f"../{number + 1}/{newest}"
        older = f"../{number - 1}/{newest}" if number > 1 else ""
        yield shelf_path(language, base, number), f"../{up}", items[start : start + PAGE], newer, older
