"""One profile a language: tags, names, script, direction, punctuation. The facts are in ``data/*.toml``."""

from workflow.languages.profile import Profile, known_tags, profile, suggest
from workflow.languages.sound import has_sound, is_heard, sound, sounds
from workflow.languages.tags import our_tag

__all__ = [
    "Profile",
    "has_sound",
    "is_heard",
    "known_tags",
    "our_tag",
    "profile",
    "sound",
    "sounds",
    "suggest",
]
