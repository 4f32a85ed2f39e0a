"""Translation memory: what people have reviewed before, looked up by the exact source text."""

from workflow.memory.exact import ExactMemory, Remembered

__all__ = ["ExactMemory", "Remembered"]
