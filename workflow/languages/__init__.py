"""One profile a language: tags, names, script, direction, punctuation. The facts are in ``data/*.toml``."""

from workflow.languages.profile import Profile, known_tags, profile, suggest

__all__ = ["Profile", "known_tags", "profile", "suggest"]
