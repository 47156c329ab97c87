"""Git's plumbing, run so that nothing of the repository runs: which revisions there are, and its objects by their ids."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import stat
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Timer

from negotrack.errors import NOT_LOADED, NegotrackError
from negotrack.frozen import dataclass
from negotrack.read.sources import echo

SECONDS = 30
MAX_REVISION = 256

LONGEST_BODY = 20_000


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: the day it entered the history (UTC), who wrote it and when, what its message says, and its tree."""

    oid: str
    day: date
    author: str
    subject: str
    authored: date
    body: str = ""
    tree: str = ""
    parents: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title of the pull or merge request that a merge commit names, otherwise the subject.

        >>> day = date(2023, 12, 21)
        >>> Commit("…", day, "Ana", "Merge pull request #7 from ana/offer", day, "Israel offers a week\\n").title
        'Israel offers a week'
        """
        merged = self.subject.startswith(("Merge pull request ", "Merge branch "))
        lines = self.body.strip().splitlines() if merged else []
        return lines[0] if lines else self.subject


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a folder of a commit: its mode, and the id of the file, link, folder or submodule behind it."""

    mode: int
    name: str
    oid: str

    @property
    def is_folder(self) -> bool:
        """Whether there are names below it."""
        return stat.S_ISDIR(self.mode)


# --- the names of revisions --------------------------------------------------------------------------------------


def revision(rev: str) -> str:
    """A revision's name as it may be given to git: 1 to 256 characters, no option, no range, nothing unseen.

    >>> revision("origin/main~2")
    'origin/main~2'
    """
    hint = "name one commit, branch or tag: `HEAD~1`, `origin/main`, `v1.0`, `3f2c9d1`"
    if not rev or len(rev) > MAX_REVISION:
        amiss = "is longer than 256 characters" if rev else "is empty"
    elif not rev.isprintable() or " " in rev:
        amiss = "holds a blank or a control character"
    elif rev[0] in "-^:":
        amiss = f"begins with `{rev[0]}`"
    elif ".." in rev:
        amiss = "is a range"
    else:
        return rev
    raise NegotrackError(f"`{_shown(rev)}` is no revision: it {amiss}", hint, NOT_LOADED)


def base_from_environment(env: Mapping[str, str]) -> str | None:
    """The revision a change is measured against, from what pre-commit, GitHub or GitLab set; the innermost goes first."""
    if (given := env.get("PRE_COMMIT_FROM_REF", "")).strip("0"):  # all zeros: a branch that is new to its remote
        return revision(given)
    if branch := env.get("GITHUB_BASE_REF"):
        return revision(f"origin/{branch}")
    if commit := env.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        return revision(commit)
    if branch := env.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"):
        return revision(f"origin/{branch}")
    return None


# --- processes ---------------------------------------------------------------------------------------------------

_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "log.showSignature=false",
    "core.attributesFile=/dev/null",
    "safe.bareRepository=explicit",
    "protocol.allow=never",
    "submodule.recurse=false",
)
_OPTIONS = [
    *("--no-pager", "--literal-pathspecs", "--no-replace-objects", "--no-optional-locks"),
    *(word for setting in _SETTINGS for word in ("-c", setting)),
]
_ENVIRONMENT = {
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ATTR_NOSYSTEM": "1",
    # A repository's `protocol.ext.allow=always` outdoes `protocol.allow=never`, and git before 2.45 knows no
    # GIT_NO_LAZY_FETCH: without this a partial clone whose remote is `ext::sh -c …` runs it for a missing object.
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_GRAFT_FILE": "/nonexistent",  # grafts tell another history, and no option turns them off
}
_USERS_SETTINGS = re.compile(
    r"HOME|XDG_CONFIG_HOME|GIT_CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|PARAMETERS|COUNT|(KEY|VALUE)_\d+)"
)
_PROTECTED = ("system", "global", "command")
_ANYWHERE = ("*", "/*")


class Git:
    """Git in one folder, without any setting of the user's or the repository's that could run a program."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
        path = os.pathsep.join(folder for folder in folders if Path(folder).is_absolute())  # never from where we stand
        self.environment = _ENVIRONMENT | {"PATH": path}
        self.processes = 0
        self._program = shutil.which("git", path=path)
        self._trusted: list[str] = []

    def run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """A git command that has ended, whatever it ended with."""
        return _ended(self.command(*arguments), self.environment)

    def command(self, *arguments: str, folder: str | None = None) -> list[str]:
        """The whole command line of a process that is about to be started."""
        if self._program is None:
            hint = "install it: https://git-scm.com/downloads; without it, files are read as they are on disk"
            raise NegotrackError("git is not installed, or not on the PATH", hint, NOT_LOADED)
        self.processes += 1
        return [self._program, *_OPTIONS, *self._trusted, "-C", folder or os.fspath(self.root), *arguments]

    def trust(self) -> bool:
        """Take over the folders that the user's own settings call safe, but for `*`; whether there are any."""
        hidden = {name: value for name, value in self.environment.items() if not _USERS_SETTINGS.fullmatch(name)}
        own = {name: value for name, value in os.environ.items() if _USERS_SETTINGS.fullmatch(name)}
        asked = ("config", "--show-scope", "--null", "--type=path", "--get-all", "safe.directory")
        fields = os.fsdecode(_ended(self.command(*asked, folder="/"), hidden | own).stdout).split("\0")
        named = [value for scope, value in zip(fields[::2], fields[1::2], strict=False) if scope in _PROTECTED]
        while "" in named:  # an empty one takes back all before it
            del named[: named.index("") + 1]
        self._trusted = [word for one in named if one not in _ANYWHERE for word in ("-c", f"safe.directory={one}")]
        return bool(self._trusted)


def _started(command: list[str], environment: Mapping[str, str], stdin: int) -> subprocess.Popen[bytes]:
    """A process in a group of its own, so that ending it ends what a wrapper around git may have started."""
    pipe = subprocess.PIPE
    stderr = subprocess.DEVNULL if stdin == pipe else pipe
    try:
        return subprocess.Popen(  # noqa: S603 - a list, and its program from an absolute folder
            command, env=environment, stdin=stdin, stdout=pipe, stderr=stderr, process_group=0
        )
    except (OSError, ValueError) as error:
        raise NegotrackError(f"git cannot be started: {error}", "run `git --version`", NOT_LOADED) from None


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def _ended(command: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    with _started(command, environment, subprocess.DEVNULL) as process:
        try:
            out, err = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise _late() from None
        finally:
            _kill(process)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


class Objects:
    """One `git cat-file` that goes on answering for object ids, as soon as the first of them is asked."""

    _AT_ONCE = 60  # so many ids of 64 digits fit the smallest pipe, so writing them never waits for our reading

    def __init__(self, git: Git, how: str) -> None:
        self._git = git
        self._how = how
        self._process: subprocess.Popen[bytes] | None = None

    def answers(self, oids: Sequence[str], most: int) -> list[tuple[str, int, bytes]]:
        """Kind, size and content of each object, the content cut off after so many bytes."""
        if not oids:
            return []
        if self._process is None:
            command = self._git.command("cat-file", self._how)
            self._process = _started(command, self._git.environment, subprocess.PIPE)
        process = self._process
        begun, whole = time.monotonic(), False
        late = Timer(SECONDS, _kill, (process,))
        late.daemon = True
        late.start()
        try:
            starts = range(0, len(oids), self._AT_ONCE)
            found = [answer for at in starts for answer in self._some(process, oids, at, most)]
            whole = True
            return found
        except (OSError, EOFError, ValueError):
            if time.monotonic() - begun >= SECONDS:
                raise _late() from None
            raise _missing("objects it should have") from None
        finally:
            late.cancel()
            if not whole:  # what is left unread would answer for the next ids
                self.close()

    def _some(
        self, process: subprocess.Popen[bytes], oids: Sequence[str], at: int, most: int
    ) -> Iterator[tuple[str, int, bytes]]:
        assert process.stdin and process.stdout
        asked = oids[at : at + self._AT_ONCE]
        process.stdin.write("".join(f"{oid_in(oid)}\n" for oid in asked).encode())
        process.stdin.flush()
        for oid in asked:
            header = process.stdout.readline(1000).split()
            if not header:
                raise EOFError
            if len(header) != 3:  # `<oid> missing`
                raise _missing(f"the object {oid}")
            kind, size = header[1].decode("ascii", "replace"), int(header[2])
            if self._how == "--batch-check":
                yield kind, size, b""
                continue
            content = process.stdout.read(min(size, most))
            left = size - len(content) + 1  # the line feed after it
            while left and (passed := process.stdout.read(min(left, 1 << 20))):
                left -= len(passed)
            if left:
                raise EOFError
            yield kind, size, content

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        _kill(process)
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        process.wait()


def oid_in(raw: str | bytes) -> str:
    """An object's id and nothing else."""
    text = raw.decode("ascii", "replace") if isinstance(raw, bytes) else raw
    if match := re.fullmatch(r"([0-9a-f]{64}|[0-9a-f]{40})\n*", text):
        return match[1]
    raise unreadable(f"`{_shown(text)}` is no object id")


# --- objects from their bytes ------------------------------------------------------------------------------------

_PERSON = re.compile(r"(.*?) ?<[^<>]*> (-?\d{1,18})(?: [+-]\d{4})?", re.ASCII | re.DOTALL)
_LATIN = {"iso-8859-1": "latin-1", "iso8859-1": "latin-1", "latin1": "latin-1", "latin-1": "latin-1"}
_EPOCH = date(1970, 1, 1)


def commit_of(oid: str, raw: bytes) -> Commit:
    """A commit from its bytes; what cannot be decoded or dated is replaced, for commits show and never decide."""
    head, _, message = raw.partition(b"\n\n")
    fields: dict[bytes, list[bytes]] = defaultdict(list)
    for line in head.split(b"\n"):  # a line that begins with a blank goes on with a signature: nobody's name
        name, _, value = line.partition(b" ")
        fields[name].append(value)
    declared = (fields[b"encoding"] or [b"utf-8"])[0].decode("ascii", "replace").lower()
    coding = _LATIN.get(declared, "utf-8")  # no codec by the name a stranger gives
    author, authored = _person(fields[b"author"], coding)
    _, committed = _person(fields[b"committer"], coding)
    text = message[: 4 * LONGEST_BODY].decode(coding, "replace").replace("\r\n", "\n").lstrip("\n")
    subject, _, body = text.partition("\n\n")
    (tree, *_), parents = fields[b"tree"] or [b""], fields[b"parent"]
    return Commit(
        oid,
        committed,
        author,
        " ".join(subject.split()),
        authored,
        body.strip("\n")[:LONGEST_BODY],
        tree.decode("ascii", "replace"),
        tuple(parent.decode("ascii", "replace") for parent in parents),
    )


def _person(lines: list[bytes], coding: str) -> tuple[str, date]:
    """A name, and the day in UTC: `Ana <ana@example.org> 1703160000 +0200`."""
    match = _PERSON.fullmatch(lines[0].decode(coding, "replace")) if lines else None
    if match is None:
        return "", _EPOCH
    try:
        return match[1], datetime.fromtimestamp(int(match[2]), UTC).date()
    except (ValueError, OverflowError, OSError):  # a day no calendar has
        return match[1], _EPOCH


def entries_of(raw: bytes, width: int) -> Iterator[Entry]:
    """The names in a tree object, whose ids are so many bytes wide; `ValueError` when it is none."""
    at = 0
    while at < len(raw):
        name_at, end = raw.index(b" ", at) + 1, raw.index(b"\0", at)
        oid = raw[end + 1 : end + 1 + width]
        if not at < name_at <= end or len(oid) < width:
            raise ValueError("a tree that ends too early")
        yield Entry(int(raw[at : name_at - 1], 8), raw[name_at:end].decode("utf-8", "surrogateescape"), oid.hex())
        at = end + 1 + width


# --- what went wrong, and what helps -----------------------------------------------------------------------------

_REMOTE = re.compile(r"(?:(?:refs/)?remotes/)?(origin|upstream)/([^~^@{]+)")
_BACK = re.compile(r"(?:~(\d{1,5})|(\^))$")
_DUBIOUS = re.compile(r"dubious ownership in repository at '(.*?)'", re.DOTALL)


def refused(rev: str, said: str, root: Path, shallow: bool) -> NegotrackError:
    """Why a revision could not be resolved: a repository that git does not read, or a name that it does not know."""
    if match := _DUBIOUS.search(said):
        hint = f"if you trust it: git config --global --add safe.directory {shlex.quote(match[1])}"
        return NegotrackError(f"git does not read {match[1]}: it belongs to another user", hint, NOT_LOADED)
    if "cannot use bare repository" in said:
        hint = f"git clone {shlex.quote(os.fspath(root))}, and use the clone"
        return NegotrackError(f"{root} is a bare repository, with no files of its own", hint, NOT_LOADED)
    if "not a git repository" in said:
        hint = "git init && git add positions && git commit -m 'First record'"
        return NegotrackError(f"{root} is not in a git repository", hint, NOT_LOADED)
    name = f"`{_shown(rev)}`"
    if "no upstream" in said or "does not point to a branch" in said or "no such branch" in said:
        return NegotrackError(f"{name} names no branch here", "git branch --set-upstream-to=origin/main", NOT_LOADED)
    if "ambiguous" in said and "short" in said:
        return NegotrackError(f"{name} is the beginning of several ids", "give more of its digits", NOT_LOADED)
    if " only has " in said or " only goes back " in said or "is empty" in said:
        hint = "a clone remembers only its own moves; give a date or a commit"
        return NegotrackError(f"{name} is further back than this clone remembers", hint, NOT_LOADED)
    if not re.search("single revision|unknown revision|bad object|not a commit|ambiguous|commit type", said):
        return unreadable(said)
    return _unknown(rev, name, shallow)


def _unknown(rev: str, name: str, shallow: bool) -> NegotrackError:
    """A revision that is not here, and the fetch that brings it."""
    where = "in this shallow clone" if shallow else "in this repository"
    message = f"there is no commit {name} {where}"
    if rev in ("HEAD", "@") and not shallow:
        return not_loaded("there is no commit yet", "git add positions && git commit -m 'First record'")
    if ":" in rev:
        return NegotrackError(message, f"leave the path out: `{_shown(rev.partition(':')[0])}`", NOT_LOADED)
    if rev.startswith(("HEAD~", "HEAD^", "@~", "@^")) and not shallow:
        return NegotrackError(message, "the history is not that long; `git rev-list HEAD` lists it", NOT_LOADED)
    if match := _REMOTE.match(rev):
        remote, branch = match.groups()
        return not_loaded(message, f"git fetch {remote} {shlex.quote(f'{branch}:refs/remotes/{remote}/{branch}')}")
    whole = re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", rev)
    if shallow and (match := _BACK.search(rev)):
        return not_loaded(message, f"git fetch --deepen={max(int(match[1] or 1), 1)} origin")
    if shallow and not whole and not re.fullmatch("[0-9a-f]{4,}", rev) and re.fullmatch(r"[\w./+-]+", rev):
        branch = f"{rev}:refs/remotes/origin/{rev}"
        return not_loaded(message, f"git fetch origin {shlex.quote(branch)}", f", then ask for `origin/{rev}`")
    if shallow:
        return not_loaded(message, "git fetch --unshallow origin")
    if whole:
        return not_loaded(message, f"git fetch origin {rev}")
    return not_loaded(message, "git fetch --tags origin", ", or `git branch --all` for the names there are")


def not_loaded(message: str, command: str, then: str = "") -> NegotrackError:
    """What cannot be loaded, and the command that helps."""
    return NegotrackError(message, f"run `{command}`{then}", NOT_LOADED)


def unreadable(said: str) -> NegotrackError:
    """A repository that git itself, or we, cannot make sense of."""
    return NegotrackError(f"git cannot read this repository: {_shown(said)}", "run `git fsck`", NOT_LOADED)


def _missing(what: str) -> NegotrackError:
    hint = "run `git fetch --refetch --no-filter origin` if it is a partial clone, `git fsck` if not"
    return NegotrackError(f"this clone lacks {what}", hint, NOT_LOADED)


def _late() -> NegotrackError:
    return NegotrackError(f"git took longer than {SECONDS} seconds", "run `git gc`, and try again", NOT_LOADED)


def said_by(ran: subprocess.CompletedProcess[bytes]) -> str:
    """What git had to say, with the last line first: that is the fatal one."""
    lines = ran.stderr.decode("utf-8", "replace").splitlines()
    fatal = [line.removeprefix("fatal: ") for line in lines if line.startswith("fatal: ")]
    return "\n".join([*fatal, *lines]) or f"exit code {ran.returncode}"


def _shown(text: str) -> str:
    """A stranger's word on one line, cut to what may be echoed."""
    return echo("".join(char if char.isprintable() else "\ufffd" for char in text.partition("\n")[0]))
