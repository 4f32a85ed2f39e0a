"""Pages that list articles: a front page for each language, and one on which a language is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from workflow.languages import profile
from workflow.model import Listing, Page, Story
from workflow.publishers.addresses import article_path, front_path, relative
from workflow.publishers.frame import Framer, fill, isolated
from workflow.publishers.inline import clean
from workflow.publishers.listing import in_order
from workflow.publishers.wording import long_date, wording


class Fronts:
    """The pages that list articles."""

    def __init__(self, stories: Sequence[Story], framer: Framer) -> None:
        self.stories = stories
        self.framer = framer
        languages = {language for story in stories for language in story.listings}
        self.languages = in_order(languages, framer.site.source_language)
        # A language of which nothing is approved yet is a draft as a whole.
        approved = {tag for story in stories for tag, each in story.listings.items() if not each.draft}
        self.drafts = languages - approved
        self.versions = {tag: front_path(tag) for tag in self.languages if tag in approved}

    def front(self, language: str) -> Page:
        """The front page of a language, newest first."""
        path = front_path(language)
        listed = [story for story in self.stories if language in story.listings]
        name = clean(self.framer.name(language)[0])
        frame = self.framer.frame(
            path,
            language,
            title=name,
            switcher=[
                self.framer.alternate(path, front_path(tag), tag, language, draft=tag in self.drafts)
                for tag in self.languages
            ],
            versions=self.versions,
            draft=language in self.drafts,
        )
        entries = [self._entry(path, story.listings[language]) for story in listed]
        return Page(path, fill("index.html.j2", frame=frame, entries=entries))

    def _entry(self, path: str, listing: Listing) -> dict[str, object]:
        language, tongue = listing.language, listing.title_language
        return {
            "href": relative(path, article_path(language, listing.slug)),
            "title": isolated(listing.title, tongue),
            "language": tongue if tongue != language else "",
            "direction": profile(tongue).direction,
            "day": listing.date,
            "day_text": isolated(long_date(listing.date, language), language) if listing.date else "",
            "draft": listing.draft,
        }

    def root(self) -> Page:
        """The page on which a language is chosen."""
        path = "index.html"
        language = self.framer.site.source_language
        frame = self.framer.frame(
            path, language, title=clean(self.framer.name(language)[0]), versions=self.versions
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
        return Page(path, fill("root.html.j2", frame=frame, choices=choices))
