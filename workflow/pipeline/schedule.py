"""When an article may be seen: an embargo before, an end after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from msgspec import Struct

from workflow.config import Config
from workflow.errors import SourceError
from workflow.model import Article

EMBARGO, END = "publish_after", "expires"  # keys of front matter and of [articles."slug"]
_OF_A_WIRE = "embargoed"  # of what an agency sent: a time, or some other word
_NEVER = datetime.max.replace(tzinfo=UTC)


class Schedule(Struct, frozen=True):
    """From when and until when an article may be seen; None: always."""

    opens: datetime | None = None
    closes: datetime | None = None

    def reason_against(self, now: datetime) -> str:
        """Why the article may not be seen now; "" if it may."""
        if self.opens == _NEVER:
            return f"under an embargo that names no time; give it one: {EMBARGO}"
        if self.opens is not None and now < self.opens:
            return f"under embargo until {_shown(self.opens)}"
        if self.closes is not None and now >= self.closes:
            return f"expired on {_shown(self.closes)}"
        return ""

    def changes(self, now: datetime) -> int:
        """When the answer will be another one: seconds since 1970, rounded up; 0 for never."""
        coming = [moment for moment in (self.opens, self.closes) if moment is not None and moment > now]
        return -int(-min(coming).timestamp() // 1) if coming else 0


def schedule_of(config: Config, article: Article) -> Schedule:
    """What ``workflow.toml`` says of an article, or else its front matter.

    :raises SourceError: the front matter says what is no time.
    """
    opens = _moment(config.publish_after, article, EMBARGO)
    if opens is None and article.meta.get(_OF_A_WIRE):
        try:
            opens = _moment({}, article, _OF_A_WIRE)
        except SourceError:
            opens = _NEVER
    return Schedule(opens, _moment(config.expires, article, END))


def _moment(settings: Mapping[str, date], article: Article, key: str) -> datetime | None:
    """A day begins at midnight; a time without an offset is meant in UTC."""
    found: date | None = settings.get(article.slug)
    text = article.meta.get(key, "").strip()
    if found is None and text:
        try:
            found = datetime.fromisoformat(text)
        except ValueError as error:
            raise SourceError(
                f"{key}: {text[:40]!r} is no time",
                where=article.source,
                hint="Write it like 2026-12-01 or 2026-12-01 09:00+03:00.",
            ) from error
    if found is None:
        return None
    if not isinstance(found, datetime):
        found = datetime.combine(found, time())
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _shown(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC%z").replace("UTC+0000", "UTC")
