"""Checks: one file each. A check takes a catalogue and the glossary's judge and yields findings."""
