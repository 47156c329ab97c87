"""What files there are, read without following or waiting for anything."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

from negotrack.findings import Finding, Label, Place, finding
from negotrack.frozen import dataclass

MAX_BYTES = 1024 * 1024
MAX_FINDINGS = 200
MAX_ECHO = 120
MAX_FOLDERS = 32
_SAFELY = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


@dataclass(frozen=True, slots=True)
class Source:
    """A file: its path from the repository's root, written with slashes, its bytes, and its blob id if git gave it."""

    path: str
    text: bytes
    blob: str = ""


def folder_in_git(root: Path) -> str:
    """Where a folder lies in its git repository, as services of continuous integration name paths; empty at the top."""
    root = root.resolve()
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    inside = root.relative_to(top).as_posix()
    return "" if inside == "." else inside


def repository(start: Path) -> Path | None:
    """The nearest folder, from here upward, that holds `positions/`."""
    here = start.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / "positions").is_dir()), None)


def sources(root: Path, under: str = "positions") -> tuple[list[Source], list[Finding]]:
    """Every `.yaml` and `.yml` file under a folder of the repository in the order of their paths, and what is amiss."""
    paths, findings = listing(root, under)
    found: list[Source] = []
    base = os.fsdecode(root)
    for path in paths:
        match _read(f"{base}/{path}", path):
            case Source() as source:
                found.append(source)
            case amiss:
                findings.append(amiss)
    findings.sort(key=lambda amiss: amiss.place)
    return found, findings


def listing(root: Path, under: str = "positions") -> tuple[list[str], list[Finding]]:
    """The paths of those files in their order, none of them opened yet, and what is amiss with the names."""
    paths, findings = _listing(os.fspath(root), under.strip("/"))
    paths.sort()
    return paths, [*findings, *_collisions(paths)]


def read_file(path: Path, shown: str) -> Source | Finding:
    """One file under the name it is shown by, or why it cannot be read."""
    return _bad_name(shown) if is_bad_name(shown) else _read(os.fspath(path), shown)


def read_text(root: Path, path: str) -> bytes | None:
    """The bytes of a plain file of the repository that is no record, or None where there is none."""
    if (root / path).parent.is_symlink():
        return None
    found = _read(f"{root}/{path}", path)
    return found.text if isinstance(found, Source) else None


def _read(path: str, shown: str) -> Source | Finding:
    """Open without following links or waiting for a writer; look at the kind and the size before the content."""
    try:
        handle = os.open(path, _SAFELY)
    except OSError as error:
        return _not_opened(path, shown, error)
    except ValueError:  # a NUL in the name
        return finding("bad-file-name", "the name holds a NUL", Place(_visible(shown)))
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            return _not_a_file(shown, facts.st_mode)
        if facts.st_size > MAX_BYTES:
            return too_large(shown, facts.st_size)
        text = os.read(handle, facts.st_size)  # no more than was promised, should it be growing
        while len(text) < facts.st_size and (more := os.read(handle, facts.st_size - len(text))):
            text += more
        return Source(shown, text)
    except OSError as error:
        return finding("not-a-file", f"the file cannot be read: {os.strerror(error.errno or 0)}", Place(shown))
    finally:
        os.close(handle)


def _not_opened(path: str, shown: str, error: OSError) -> Finding:
    """Why a file could not be opened: a link, a socket, no permission, gone."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:  # gone, or a name that is too long
        mode = stat.S_IFREG
    if error.errno == errno.ELOOP or stat.S_ISLNK(mode):
        return _link(shown)
    if not stat.S_ISREG(mode):
        return _not_a_file(shown, mode)
    return finding("not-a-file", f"the file cannot be read: {os.strerror(error.errno or 0)}", Place(shown))


def _not_a_file(shown: str, mode: int) -> Finding:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    what = next((name for is_kind, name in kinds if is_kind(mode)), "a device")
    return finding("not-a-file", f"{what} with the name of a record", Place(shown), hint="rename it or remove it")


def _link(shown: str) -> Finding:
    hint = "put the file itself here; links are never followed"
    return finding("symbolic-link", "a symbolic link where a record should be", Place(shown), hint=hint)


def too_large(shown: str, size: int) -> Finding:
    """That a file is larger than any record."""
    said = f"the file is larger than 1 MiB ({size:,} bytes)"
    return finding("file-too-large", said, Place(shown), hint="write one statement a file")


# --- names -----------------------------------------------------------------------------------------------------

_NEAR_MISS = r"(?is)\..*\.ya?ml|.*\.ya?ml(?:~|\.(?:bak|orig|rej|old|swp|tmp|save|txt))?|.*\.(?:yam|ymal|yalm)"
_UNFIT = "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"


def is_bad_name(name: str) -> bool:
    """Whether a name holds something that could act in a terminal, or is not UTF-8."""
    return not name.isprintable() and re.search(_UNFIT, name) is not None


def _listing(root: str, under: str) -> tuple[list[str], list[Finding]]:
    """The paths of the records under a folder, and a finding for every name that is almost one."""
    paths: list[str] = []
    findings: list[Finding] = []
    if Path(root, under).is_symlink():
        return [], [finding("symbolic-link", "a symbolic link to a folder", Place(_visible(under)))]
    folders = [(under, 0)]
    while folders:
        folder, depth = folders.pop()
        try:
            entries = list(os.scandir(os.path.join(root, folder)))
        except OSError as error:
            said = f"the folder cannot be read: {os.strerror(error.errno or 0)}"
            findings.append(finding("not-a-file", said, Place(_visible(folder))))
            continue
        for entry in entries:
            name = entry.name
            path = f"{folder}/{name}"
            if entry.is_dir(follow_symlinks=False):
                if amiss := _folder_amiss(name, path, depth):
                    findings.append(amiss)
                elif not name.startswith("."):
                    folders.append((path, depth + 1))
            elif name.endswith((".yaml", ".yml")) and name[0] != "." and not is_bad_name(name):
                paths.append(path)
            elif amiss := _name_amiss(name, path, name[0] != "." and entry.is_symlink() and entry.is_dir()):
                findings.append(amiss)
    return paths, findings


def _folder_amiss(name: str, path: str, depth: int) -> Finding | None:
    """What is wrong with a folder, if anything; dot-folders are nobody's business."""
    if name.startswith("."):
        return None
    if is_bad_name(name):
        return _bad_name(path)
    if name.lower().endswith((".yaml", ".yml")):
        return _not_a_file(path, stat.S_IFDIR)
    if depth >= MAX_FOLDERS:
        return finding("not-a-file", f"folders nested deeper than {MAX_FOLDERS}", Place(path), hint="keep them flat")
    return None


def _name_amiss(name: str, path: str, linked_folder: bool) -> Finding | None:
    """What is wrong with a name that is no record's, if it looks like one."""
    if linked_folder:
        hint = "put the folder itself here; links are never followed"
        return finding("symbolic-link", "a symbolic link to a folder", Place(_visible(path)), hint=hint)
    if not re.fullmatch(_NEAR_MISS, name):
        return None
    if is_bad_name(name):
        return _bad_name(path)
    said = f"`{_visible(name)[:MAX_ECHO]}` looks like a record, but is not read"
    return finding("near-miss-name", said, Place(path), hint="rename it to end in `.yaml`, or remove it")


def _bad_name(path: str) -> Finding:
    said = "a name that is not UTF-8 or holds control characters"
    return finding("bad-file-name", said, Place(_visible(path)), hint="use lower-case letters, digits and dashes")


def _visible(path: str) -> str:
    """A path with what cannot be shown written as escapes."""

    def escape(match: re.Match[str]) -> str:
        code = ord(match[0])
        if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8
            code -= 0xDC00
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"

    return re.sub(_UNFIT, escape, path)


def _collisions(paths: list[str]) -> list[Finding]:
    """Paths that some file systems cannot tell apart, or that give two records one id."""
    stems = [path.rpartition(".")[0].lower() for path in paths]
    if len({*stems}) == len(stems) and "".join(stems).isascii():
        return []
    seen: dict[str, str] = {}
    findings = []
    for path in paths:
        stem = path.rpartition(".")[0]
        folded = stem.lower() if stem.isascii() else folded_form(stem)
        first = seen.setdefault(folded, path)
        if first is not path:
            said = "two records whose names differ only by case, Unicode form or suffix"
            label = Label(Place(first), "the other one")
            findings.append(finding("colliding-names", said, Place(path), label, hint="rename one of them"))
    return findings


def folded_form(text: str) -> str:
    """The form in which names and keys are told apart: NFC, without case."""
    import unicodedata

    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def echo(text: str) -> str:
    """A bit of a file inside a message: one line, at most 120 characters."""
    line = text.partition("\n")[0].rstrip()
    return line if len(line) <= MAX_ECHO else line[: MAX_ECHO - 1] + "…"
