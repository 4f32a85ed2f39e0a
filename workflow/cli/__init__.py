"""The command line: the only room that prints or exits.

Exit codes: 0 done; 1 the text is not ready (error findings, a language refused); 2 the run could not go on.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run ``workflow``; every way in which it can fail ends in one line on standard error."""
    from workflow.cli.app import run_app  # noqa: PLC0415

    sys.exit(run_app(sys.argv[1:]))
