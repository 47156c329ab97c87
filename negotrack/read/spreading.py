"""Work that falls into pieces, shared out among the processors."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from negotrack.errors import NegotrackError

Piece = TypeVar("Piece")
Done = TypeVar("Done")

_WORK: list[Callable[[int], Any]] = []
"""The work under way: what a process splits off with, so that nothing has to be sent to it. Empty in a process split off."""


def processors() -> int:
    """How many processors may be used; one where processes cannot be split off as this needs it."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def spread(work: Callable[[Piece], Done], pieces: Sequence[Piece]) -> list[Done] | None:
    """Each piece of work done, by as many processes as there are processors; None where that cannot be, or is under way.

    A process with threads is never split: a lock that one of them holds would stay locked in the other for ever.
    """
    if len(pieces) < 2 or _WORK or processors() < 2 or threading.active_count() > 1:
        return None
    import signal
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    import negotrack.read.records  # noqa: F401  # once, before the processes split off

    _WORK.append(lambda number: work(pieces[number]))
    try:
        quiet = (signal.SIGINT, signal.SIG_IGN)  # the process that started them ends them
        with ProcessPoolExecutor(processors(), get_context("fork"), signal.signal, quiet) as pool:
            return list(pool.map(_piece, range(len(pieces))))
    except (OSError, BrokenProcessPool, NegotrackError):
        return None
    finally:
        _WORK.clear()


def _piece(number: int) -> Any:
    return _WORK[0](number)
