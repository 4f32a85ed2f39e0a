"""Join memory, glossary and engine into answers for the segments that nobody has translated."""

from workflow.translate.answer import Answered, Question, Tally, answer_all
from workflow.translate.calibrate import Calibration, calibration
from workflow.translate.enforce import Enforced, enforce

__all__ = [
    "Answered",
    "Calibration",
    "Enforced",
    "Question",
    "Tally",
    "answer_all",
    "calibration",
    "enforce",
]
