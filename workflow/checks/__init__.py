"""Checks: one file each. A check looks at a pair of texts, or at a catalogue, and yields remarks."""

from workflow.checks.check import CatalogueCheck, Pair, UnitCheck, catalogue_check, unit_check
from workflow.checks.run import Checked, CheckFailure, Waiver, make_pairs, run_checks, waivers_of

__all__ = [
    "CatalogueCheck",
    "CheckFailure",
    "Checked",
    "Pair",
    "UnitCheck",
    "Waiver",
    "catalogue_check",
    "make_pairs",
    "run_checks",
    "unit_check",
    "waivers_of",
]
