"""Join memory, glossary and engine into answers for the segments that nobody has translated."""

from workflow.translate.answer import Answered, Question, Tally, answer_all

__all__ = ["Answered", "Question", "Tally", "answer_all"]
