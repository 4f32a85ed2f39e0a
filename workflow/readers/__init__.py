"""Text of one article in one format -> an :class:`workflow.model.Article`. One file a format; none opens a file."""
