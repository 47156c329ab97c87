"""What keeps a command from being done: one message, one way out, and the exit code it ends with."""

from __future__ import annotations

NOT_FOUND, USAGE, NOT_LOADED, INTERNAL = 1, 2, 3, 4


class NegotrackError(Exception):
    """The command cannot be done. `code` is 1 for what does not exist, 2 for usage, 3 for input that cannot be loaded."""

    def __init__(self, message: str, hint: str = "", code: int = USAGE) -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code
