"""Files of the repository written whole or not at all: never over another's work, through a link, or outside of it.

Every name is reached from the folder that holds it, and that folder from the root, link by link refused on the way.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from negotrack.errors import NOT_LOADED, USAGE, NegotrackError
from negotrack.frozen import dataclass
from negotrack.read.sources import echo

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FRESH = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one file, by its path from the root: `old` is None where it is new, `new` where it goes away."""

    path: str
    old: bytes | None
    new: bytes | None


def create(root: Path, path: str, text: str) -> None:
    """Write a file that is not there yet; of several writers of one name, one wins and the others are told."""
    write_all(root, [Change(path, None, text.encode())])


def update(root: Path, path: str, old: bytes, new: str) -> None:
    """Put a new text in the place of an old one, if the file still holds the old one."""
    write_all(root, [Change(path, old, new.encode())])


def write_all(root: Path, changes: Sequence[Change]) -> None:
    """Make several changes, or none: everything is written beside its place first, and taken back where one fails.

    Each file is at any moment the old one or the new one. Only where the process is killed between two files can the
    first be new and the second old.
    """
    if ".git" in (part.casefold() for part in root.resolve().parts):
        raise NegotrackError("nothing is written inside .git", "go to the repository itself", USAGE)
    for change in changes:
        _see_to_name(change.path)
    with _Writing(root) as writing:
        for change in changes:
            writing.prepare(change)
        for change in changes:
            writing.carry_out(change, alone=len(changes) == 1)
        writing.settle()


def _see_to_name(path: str) -> None:
    """Refuse a path that leads out of the repository or into git's own folder."""
    parts = path.split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        raise NegotrackError(f"{echo(path)!r} is no path inside the repository", "name a file below positions/", USAGE)
    if any(part.casefold().rstrip(" .") == ".git" for part in parts):
        raise NegotrackError("nothing is written inside .git", "name a file below positions/", USAGE)


class _Writing:
    """One round of changes under way: the folders that are open, what lies beside its place, and how to take it back."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folders: dict[str, int] = {}
        self.beside: dict[str, str] = {}  # the name beside which each file lies ready
        self.spare: list[tuple[int, str]] = []  # names to be removed at the end, whatever happens
        self.back: list[Callable[[], None]] = []
        self.made: list[tuple[int, str]] = []
        self.emptied: list[str] = []

    def __enter__(self) -> _Writing:
        with _told(str(self.root)):
            self.folders[""] = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        _lock(self.folders[""])
        return self

    def __exit__(self, kind: object, wrong: object, trace: object) -> None:
        if kind is not None:
            for take_back in reversed(self.back):
                with suppress(OSError):
                    take_back()
        for folder, name in self.spare:
            with suppress(OSError):
                os.unlink(name, dir_fd=folder)
        for above, name in reversed(self.made if kind is not None else []):
            with suppress(OSError):
                os.rmdir(name, dir_fd=above)
        for handle in reversed(self.folders.values()):
            os.close(handle)

    # -- before anything is changed -----------------------------------------------------------------------------

    def prepare(self, change: Change) -> None:
        """See that the file is as it was read, and write what it shall hold beside it."""
        with _told(change.path):
            folder, name = self.folder(change.path, make=change.old is None)
            held, mode = _held(folder, name)
            if change.old is None and held is not None:
                raise FileExistsError(errno.EEXIST, "there is such a file already")
            if change.old is not None and held != change.old:
                raise _ChangedMeanwhile
            if change.new is None:
                return
            beside = f".{name[:100]}.{secrets.token_hex(6)}"
            handle = os.open(beside, _FRESH, 0o666 if mode is None else mode, dir_fd=folder)
            self.spare.append((folder, beside))
            with os.fdopen(handle, "wb") as file:
                file.write(change.new)
                file.flush()
                if mode is not None:
                    os.fchmod(file.fileno(), mode)
                os.fsync(file.fileno())
            if _held(folder, beside)[0] != change.new:
                raise OSError(errno.EIO, "what was written does not read back as it was")
            self.beside[change.path] = beside

    def folder(self, path: str, *, make: bool) -> tuple[int, str]:
        """The open folder that holds a path, and the last name of it; no part of the way may be a link."""
        *parts, name = path.split("/")
        way, handle = "", self.folders[""]
        for part in parts:
            way = f"{way}/{part}"
            if way not in self.folders:
                if make:
                    self.make_folder(handle, part)
                self.folders[way] = os.open(part, _FOLDER, dir_fd=handle)
            handle = self.folders[way]
        return handle, name

    def make_folder(self, above: int, name: str) -> None:
        """A folder that is not there yet; it goes away again should anything fail."""
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=above)
            self.made.append((above, name))

    # -- the changes themselves ---------------------------------------------------------------------------------

    def carry_out(self, change: Change, *, alone: bool) -> None:
        """One file takes its new place, or leaves it."""
        with _told(change.path):
            folder, name = self.folder(change.path, make=False)
            if change.old is None:
                _put_new(folder, self.beside[change.path], name)
                self.back.append(lambda: os.unlink(name, dir_fd=folder))
                return
            if _held(folder, name)[0] != change.old:
                raise _ChangedMeanwhile
            kept = f".{name[:100]}.{secrets.token_hex(6)}"
            if change.new is None:
                os.rename(name, kept, src_dir_fd=folder, dst_dir_fd=folder)
                self.emptied.append(change.path)
                self.back.append(lambda: os.replace(kept, name, src_dir_fd=folder, dst_dir_fd=folder))
                self.spare.append((folder, kept))
                return
            if not alone:
                self.spare.append((folder, kept))
                _copy(folder, name, kept, change.old)
                self.back.append(lambda: os.replace(kept, name, src_dir_fd=folder, dst_dir_fd=folder))
            os.replace(self.beside[change.path], name, src_dir_fd=folder, dst_dir_fd=folder)

    def settle(self) -> None:
        """All is done: the folders are made to last, and those that nothing is left in go away."""
        self.back.clear()
        for folder, name in self.spare:
            with suppress(OSError):
                os.unlink(name, dir_fd=folder)
        self.spare.clear()
        for handle in self.folders.values():
            with suppress(OSError):  # some file systems cannot
                os.fsync(handle)
        for path in self.emptied:
            way = "/" + path.rpartition("/")[0]
            above, _, name = way.rpartition("/")
            with suppress(OSError):  # it holds other files
                os.rmdir(name, dir_fd=self.folders[above])


class _ChangedMeanwhile(Exception):
    """The file is no longer what was read."""


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Errors of the system in the words of the command line; nothing has been changed when they are heard."""
    try:
        yield
    except FileExistsError as wrong:
        raise NegotrackError(f"{echo(path)!r} exists already", "choose another name", NOT_LOADED) from wrong
    except _ChangedMeanwhile as wrong:
        hint = "look at it, and run the command again"
        raise NegotrackError(f"{echo(path)!r} was changed by someone else meanwhile", hint, NOT_LOADED) from wrong
    except OSError as wrong:
        linked = wrong.errno in (errno.ELOOP, errno.ENOTDIR)
        why = "a link or a file stands in its way" if linked else wrong.strerror
        raise NegotrackError(f"{echo(path)!r} cannot be written: {why}", "nothing was changed", NOT_LOADED) from wrong


def _held(folder: int, name: str) -> tuple[bytes | None, int | None]:
    """What a plain file holds, and its permissions; nothing where there is none."""
    try:
        handle = os.open(name, _READ, dir_fd=folder)
    except FileNotFoundError:
        return None, None
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise OSError(errno.ELOOP, "not a plain file")
        return file.read(), stat.S_IMODE(facts.st_mode)


def _put_new(folder: int, beside: str, name: str) -> None:
    """Give a file that lies ready its name, unless the name is taken."""
    try:
        os.link(beside, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as wrong:
        if wrong.errno not in _NO_LINKS:
            raise
        os.close(os.open(name, _FRESH, 0o666, dir_fd=folder))  # no links here: take the name first, then fill it
        os.replace(beside, name, src_dir_fd=folder, dst_dir_fd=folder)


def _copy(folder: int, name: str, kept: str, held: bytes) -> None:
    """A second name for a file that is about to be replaced, or a copy where there are no links."""
    try:
        os.link(name, kept, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as wrong:
        if wrong.errno not in _NO_LINKS:
            raise
        with os.fdopen(os.open(kept, _FRESH, 0o666, dir_fd=folder), "wb") as file:
            file.write(held)


def _lock(folder: int) -> None:
    """Wait for other writers of this repository; where the system knows no locks, go on without."""
    with suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(folder, fcntl.LOCK_EX)
