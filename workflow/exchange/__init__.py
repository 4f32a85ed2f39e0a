"""Bilingual files of other tools: written from a bundle of units, and read back into one."""
