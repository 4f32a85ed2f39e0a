"""The command line: the only room that prints or exits.

Exit codes: 0 done; 1 the text is not ready (error findings, a language refused); 2 the run could not go on.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading

_OBJECTS = 200_000  # that are made before the collector looks for cycles among them


def main() -> None:
    """Run ``workflow``; every way in which it can fail ends in one line on standard error."""
    # What a run makes stays until its end, by the ten thousand: to walk it after every 700 objects, as Python
    # does, took a seventh of the time of a check of 90 catalogues, and saved no memory.
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])
    from workflow.cli.app import run_app  # noqa: PLC0415

    code = run_app(sys.argv[1:])
    # At its end Python looks for cycles once more, to free what the system takes back anyway.
    gc.freeze()
    if threading.active_count() > 1:  # stopped while an engine worked: nobody waits for what it would say
        sys.stdout.flush()
        sys.stderr.flush()
        atexit._run_exitfuncs()  # temporary folders and processes of engines go; no thread is joined
        os._exit(code)
    sys.exit(code)
