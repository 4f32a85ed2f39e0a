"""Join memory, glossary and engine into answers for the segments that nobody has translated."""

from workflow.translate.answer import Answered, Insertion, Question, Tally, answer_all, left_for_engine
from workflow.translate.calibrate import Calibration, calibration
from workflow.translate.enforce import Enforced, Passage, enforce, enforce_all
from workflow.translate.repair import Repaired, repair

__all__ = [
    "Answered",
    "Calibration",
    "Enforced",
    "Insertion",
    "Passage",
    "Question",
    "Repaired",
    "Tally",
    "answer_all",
    "calibration",
    "enforce",
    "enforce_all",
    "left_for_engine",
    "repair",
]
