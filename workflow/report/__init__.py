"""Findings and tables -> text and files that other programs read. One file a format."""

from workflow.report.text import as_json, json_text, line_of, plural, printable, summary

__all__ = ["as_json", "json_text", "line_of", "plural", "printable", "summary"]
