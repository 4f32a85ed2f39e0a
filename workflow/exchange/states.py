"""What a text that came back from another tool is, where the tool does not say it."""

from __future__ import annotations

from workflow.exchange.ids import base_hash
from workflow.model import State


def text_state(target: str, state: State) -> State:
    """``state``, but a text is never empty and no text is never anything else."""
    if not target.strip():
        return State.EMPTY
    return State.MACHINE if state is State.EMPTY else state


def state_of_untold(target: str, base: str) -> State:
    """The state of a text for which the tool gives none.

    A tool that knows no states takes nothing back: a text that nobody touched is what it was at export, as
    ``base`` tells. Any other text is not approved.
    """
    for state in (State.REVIEWED, State.STALE):
        if base and target.strip() and base == base_hash(target, state):
            return state
    return text_state(target, State.MACHINE)
