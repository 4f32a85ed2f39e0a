"""Text of one article in one format -> an ``Article``. One file a format; none opens a file."""
