"""`negotrack` and `python -m negotrack`: the door, before anything is imported."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

gc.set_threshold(100_000)  # what is imported at the start is no garbage, and most commands end before there is any


def main() -> NoReturn:
    """Answer the shell that completes a line, without the command line itself; or run the command line."""
    try:
        if sys.argv[1:2] == ["__complete"]:
            from negotrack.cli.completing import answer

            sys.exit(answer(sys.argv[2:]))
        from negotrack.cli.app import main as run

        run()
    finally:
        gc.freeze()  # Python would look through everything once more as it ends, where the system takes back all at once


if __name__ == "__main__":
    main()
