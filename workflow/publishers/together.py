"""What publishers share that make nothing of one edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.model import Edition, Page, Site, Story


class Together:
    """A :class:`workflow.model.Publisher` of what all articles make together: what is left to say is what."""

    name: str

    def pages(self, edition: Edition, story: Story, site: Site) -> Iterator[Page]:  # noqa: ARG002
        """Nothing."""
        return iter(())

    def shared(self, stories: Sequence[Story], site: Site) -> Iterator[Page]:  # noqa: ARG002
        """Nothing either, if a publisher does not say otherwise."""
        return iter(())
