"""Join memory, glossary and engine into answers for the segments that nobody has translated."""

from workflow.translate.answer import Answered, Insertion, Question, Tally, answer_all
from workflow.translate.calibrate import Calibration, calibration
from workflow.translate.enforce import Enforced, enforce
from workflow.translate.repair import Repaired, repair

__all__ = [
    "Answered",
    "Calibration",
    "Enforced",
    "Insertion",
    "Question",
    "Repaired",
    "Tally",
    "answer_all",
    "calibration",
    "enforce",
    "repair",
]
