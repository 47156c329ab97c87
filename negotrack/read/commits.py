"""Commits as sources: what the records said at a revision, who brought it, and which files changed since another."""

from __future__ import annotations

import itertools
import posixpath
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType

from negotrack.errors import NOT_LOADED, NegotrackError
from negotrack.findings import Finding, Place, finding
from negotrack.frozen import dataclass
from negotrack.read.git import (
    Commit,
    Entry,
    Git,
    Objects,
    commit_of,
    entries_of,
    not_loaded,
    oid_in,
    refused,
    revision,
    said_by,
    unreadable,
)
from negotrack.read.sources import (
    MAX_BYTES,
    Source,
    _bad_name,
    _collisions,
    _folder_amiss,
    _link,
    _name_amiss,
    _not_a_file,
    _visible,
    echo,
    is_bad_name,
    too_large,
)

SUBMODULE = 0o160000
PLAIN = (0o100644, 0o100755)
MAX_ENTRIES = 250_000  # so that a hundred thousand statements fit, with their folders
MAX_TREE = 16 * MAX_BYTES
MAX_TEXT = 256 * MAX_BYTES


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that is not the same in two commits: `A`dded, `D`eleted, `M`odified, or `R`enamed with every byte kept."""

    status: str
    old_path: str
    new_path: str
    old_blob: str
    new_blob: str


class Repository:
    """The commits around a folder that holds `positions/`; paths are from that folder, ids are whole object ids.

    One `rev-parse` a revision, one `rev-list` or `merge-base` where history is asked, and two `cat-file` that answer
    for objects, sizes before contents: four processes a command. Folders are read as objects rather than by `ls-tree`,
    so that a hundred commits cost no more processes than one, and a tree that holds itself a million times is refused.
    """

    def __init__(self, root: Path) -> None:
        self._git = Git(root)
        self._objects = Objects(self._git, "--batch")
        self._kinds = Objects(self._git, "--batch-check")
        self._oids: dict[str, str] = {}
        self._lines: dict[str, list[tuple[int, str]]] = {}
        self._commits: dict[str, Commit] = {}
        self._trees: dict[str, dict[str, Entry]] = {}
        self._blobs: dict[str, bytes | int] = {}  # a number is the size of what is too large to be read
        self._folders: dict[str, tuple[str, list[Source]]] = {}  # by path: the tree last seen there, and its records
        self._held = 0
        self._prefix: tuple[str, ...] | None = None  # unknown until the first revision is resolved
        self.shallow = False

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the processes that answer."""
        self._objects.close()
        self._kinds.close()

    # --- which commit ---

    def resolve(self, rev: str) -> Commit:
        """The commit that a revision names."""
        return self.commits([self._oid(rev)])[0]

    def at_date(self, day: date, head: str = "HEAD") -> Commit:
        """The commit that stood at the end of a day (UTC): the last one, on the line that `head` itself went along."""
        oid = self._oid(head)
        if oid not in self._lines:
            listed = self._plumbing("rev-list", "--first-parent", "--timestamp", "--end-of-options", oid, "--")
            pairs = (line.split() for line in listed.decode("ascii", "replace").splitlines())
            self._lines[oid] = [(int(moment), one) for moment, one in pairs]
        begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
        end = begin.timestamp() + timedelta(days=1).total_seconds()
        for moment, one in self._lines[oid]:
            if moment < end:
                return self.commits([one])[0]
        said = f"there is no commit of {day} or before"
        if self.shallow:
            raise not_loaded(f"{said} in this shallow clone", "git fetch --unshallow origin")
        first = self.commits([self._lines[oid][-1][1]])[0]
        raise NegotrackError(said, f"the history begins on {first.day}", NOT_LOADED)

    def merge_base(self, a: str, b: str) -> Commit:
        """The commit where two revisions parted: what `A...B` compares with."""
        right = self._oid(b)
        left = self._oids.get(a) or f"{revision(a)}^{{commit}}"
        ran = self._git.run("merge-base", "--end-of-options", left, right)
        if ran.returncode == 0:
            return self.commits([oid_in(ran.stdout)])[0]
        if ran.returncode != 1:
            self._oid(a)  # says what is wrong with it
            raise unreadable(said_by(ran))
        said = f"`{echo(a)}` and `{echo(b)}` have no commit in common"
        if self.shallow:
            raise not_loaded(f"{said} in this shallow clone", "git fetch --unshallow origin")
        raise NegotrackError(said, "their histories are apart; compare the two themselves with `A..B`", NOT_LOADED)

    def commits(self, oids: Sequence[str]) -> list[Commit]:
        """Commits by their ids."""
        unknown = [oid for oid in dict.fromkeys(oids) if oid not in self._commits]
        for oid, (kind, _, raw) in zip(unknown, self._objects.answers(unknown, MAX_BYTES), strict=True):
            if kind != "commit":
                raise unreadable(f"{echo(oid)} is a {kind}, not a commit")
            self._commits[oid] = commit_of(oid, raw)
            self._oids[oid] = oid
        return [self._commits[oid] for oid in oids]

    def commits_touching(self, under: str, head: str, since: str | None = None) -> list[Commit]:
        """The commits that changed a file or folder, oldest first, without those that `since` already has."""
        span = [self._oid(head), *([f"^{self._oid(since)}"] if since else [])]
        fixed = ("rev-list", "--topo-order", "--reverse", "--end-of-options")
        listed = self._plumbing(*fixed, *span, "--", under)
        return self.commits(listed.decode("ascii", "replace").split())

    def brought_by(self, oid: str, head: str = "HEAD") -> Commit | None:
        """The merge with which a commit came to the line of `head`, or None when it was made on that line."""
        tip, oid = self._oid(head), self._oid(oid)
        fixed = ("rev-list", "--ancestry-path", "--parents", "--end-of-options")
        listed = self._plumbing(*fixed, tip, f"^{oid}", "--").decode("ascii", "replace")
        parents = {one: before for one, *before in map(str.split, listed.splitlines())}
        first, here = None, tip
        while here in parents:
            first, here = here, (parents[here] or [""])[0]
        return None if first is None or here == oid else self.commits([first])[0]

    def _oid(self, rev: str) -> str:
        """The id of the commit that a revision names; opens the repository."""
        if self._prefix is not None and rev in self._oids:
            return self._oids[rev]
        asked = ("--is-shallow-repository", "--show-prefix", "--verify", "--end-of-options")
        ran = self._git.run("rev-parse", *asked, f"{revision(rev)}^{{commit}}")
        if ran.returncode and "dubious ownership" in said_by(ran) and self._git.trust():
            ran = self._git.run("rev-parse", *asked, f"{rev}^{{commit}}")
        shallow, _, rest = ran.stdout.partition(b"\n")
        self.shallow = shallow == b"true"
        if ran.returncode:
            raise refused(rev, said_by(ran), self._git.root, self.shallow)
        prefix, _, found = rest.removesuffix(b"\n").rpartition(b"\n")
        self._prefix = tuple(step for step in prefix.decode("utf-8", "surrogateescape").split("/") if step)
        oid = self._oids[rev] = oid_in(found)
        self._oids[oid] = oid
        return oid

    def _plumbing(self, *arguments: str) -> bytes:
        ran = self._git.run(*arguments)
        if ran.returncode:
            raise unreadable(said_by(ran))
        return ran.stdout

    # --- what a commit holds ---

    def sources_at(self, oid: str, under: str = "positions") -> tuple[list[Source], list[Finding]]:
        """What `sources` gives for the working tree, as it was at a commit; nothing when the folder was not there yet."""
        blobs, findings = self.blobs_at(oid, under)
        found: list[Source] = []
        for one in self.sources_of(blobs):
            if isinstance(one, Source):
                found.append(one)
            else:
                findings.append(one)
        findings.sort(key=lambda amiss: amiss.place)
        return found, findings

    def blobs_at(self, oid: str, under: str = "positions") -> tuple[dict[str, str], list[Finding]]:
        """The records at a commit, path → blob, in the order of their paths and none of them read; and what is amiss."""
        records, findings = self._listing(oid, under)
        blobs: dict[str, str] = {}
        for path, entry in records:
            if amiss := record_amiss(entry, path):
                findings.append(amiss)
            else:
                blobs[path] = entry.oid
        return blobs, [*findings, *_collisions([path for path, _ in records])]

    def sources_of(self, blobs: Mapping[str, str]) -> list[Source | Finding]:
        """What files hold, given as path → blob, or why one cannot be read."""
        self._read_blobs(blobs.values())
        return [self._blob(path, oid) for path, oid in blobs.items()]

    def histories(self, commits: Iterable[Commit], under: str = "positions") -> Iterator[tuple[Commit, list[Source]]]:
        """Each commit with its records by path; a folder that is as it was at the commit before is not gone through again.

        What is amiss with names and files is not told: that is for `sources_at`.
        """
        for commit in commits:
            start = self._descend(commit.tree, under)
            seen = itertools.count(1)
            found = self._within(start.oid, "/".join(_steps(under)), 0, seen) if start and start.is_folder else []
            yield commit, sorted(found, key=lambda source: source.path)

    def _within(self, tree: str, folder: str, depth: int, seen: Iterator[int]) -> list[Source]:
        """The records below a folder; `seen` counts what had to be gone through for them."""
        known, found = self._folders.get(folder, ("", []))
        if known == tree:
            return found
        self._read_trees([tree])
        entries = self._trees[tree].values()
        self._read_blobs([entry.oid for entry in entries if entry.mode in PLAIN and is_record(entry)])
        before = {source.path: source for source in found}
        found = []
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if next(seen) > MAX_ENTRIES:
                raise _too_many(folder)
            former = before.get(path)
            if former is not None and former.blob == entry.oid and entry.mode in PLAIN:
                found.append(former)
            elif is_record(entry):
                record = self._record(path, entry)
                found += [record] if isinstance(record, Source) else []
            elif entry.is_folder and entry.name[0] != "." and not other_amiss(entry, path, depth):
                found += self._within(entry.oid, path, depth + 1, seen)
        self._folders[folder] = (tree, found)
        return found

    def file_at(self, oid: str, path: str) -> Source | Finding | None:
        """One file as it was at a commit, why it cannot be read, or None when it was not there."""
        entry = self._descend(self._tree(oid), path)
        if entry is None:
            return None
        if entry.is_folder or entry.mode == SUBMODULE:
            return other_amiss(Entry(entry.mode, "x.yaml", entry.oid), path, 0)
        if entry.mode in PLAIN:
            self._read_blobs([entry.oid])
        return self._record(path, entry)

    def changed_paths(self, a: str, b: str, under: str = "positions") -> list[FileChange]:
        """The records that are not the same at two commits, moves told by their unchanged content."""
        before, after = ({path: one.oid for path, one in self._listing(oid, under)[0]} for oid in (a, b))
        return changes_between(before, after)

    def _record(self, path: str, entry: Entry) -> Source | Finding:
        return record_amiss(entry, path) or self._blob(path, entry.oid)

    def _blob(self, path: str, oid: str) -> Source | Finding:
        text = self._blobs[oid]
        return too_large(path, text) if isinstance(text, int) else Source(path, text, oid)

    def _listing(self, oid: str, under: str) -> tuple[list[tuple[str, Entry]], list[Finding]]:
        """The names of the records in the order of their paths, and a finding for every name that is almost one."""
        top = self._tree(oid)
        start = self._descend(top, under)
        if start is None:
            return [], []
        if not start.is_folder:
            return [], [folder_amiss(start, under)]
        records: list[tuple[str, Entry]] = []
        links: list[tuple[str, Entry]] = []
        findings: list[Finding] = []
        for path, entry, depth in self._walk(start.oid, "/".join(_steps(under))):
            if is_record(entry):
                records.append((path, entry))
            elif stat.S_ISLNK(entry.mode):
                links.append((path, entry))
            elif amiss := other_amiss(entry, path, depth):
                findings.append(amiss)
        self._read_blobs([link.oid for _, link in links])
        for path, link in links:
            if amiss := other_amiss(link, path, 0, link.name[0] != "." and self._to_folder(top, path, link)):
                findings.append(amiss)
        records.sort(key=lambda record: record[0])
        return records, findings

    def _walk(self, tree: str, folder: str) -> Iterator[tuple[str, Entry, int]]:
        """Every entry below a folder with its path and depth, level by level; folders that are findings stay closed."""
        level, seen = [(folder, tree)], 0
        for depth in itertools.count():
            self._read_trees(oid for _, oid in level)
            below: list[tuple[str, str]] = []
            for path, oid in level:
                entries = self._trees[oid]
                seen += len(entries) + 1
                if seen > MAX_ENTRIES:
                    raise _too_many(folder)
                for entry in entries.values():
                    place = f"{path}/{entry.name}" if path else entry.name
                    yield place, entry, depth
                    if entry.is_folder and entry.name[0] != "." and not other_amiss(entry, place, depth):
                        below.append((place, entry.oid))
            if not below:
                return
            level = below

    def _to_folder(self, top: str, path: str, link: Entry) -> bool:
        """Whether a link leads, by its words alone, to a folder of the same commit."""
        target = self._blobs[link.oid]
        if isinstance(target, int) or len(target) > 4096 or target.startswith(b"/"):
            return False
        words = target.decode("utf-8", "surrogateescape")
        entry = self._descend(top, posixpath.join(posixpath.dirname(path), words))
        return entry is not None and entry.is_folder

    def _tree(self, oid: str) -> str:
        return self.commits([self._oid(oid)])[0].tree

    def _descend(self, tree: str, path: str) -> Entry | None:
        """What is at the end of a path from our folder, if anything."""
        steps = _steps(posixpath.normpath(posixpath.join(*self._prefix or (), path.lstrip("/"))))
        here = Entry(stat.S_IFDIR, "", tree)
        for step in steps:
            if not here.is_folder:
                return None
            self._read_trees([here.oid])
            below = self._trees[here.oid].get(step)
            if below is None:
                return None
            here = below
        return here

    def _read_trees(self, oids: Iterable[str]) -> None:
        unknown = [oid for oid in dict.fromkeys(oids) if oid not in self._trees]
        for oid, (kind, size, raw) in zip(unknown, self._objects.answers(unknown, MAX_TREE), strict=True):
            try:
                if kind != "tree" or size > MAX_TREE:
                    raise ValueError(kind)
                self._trees[oid] = {entry.name: entry for entry in entries_of(raw, len(oid) // 2) if entry.name}
            except ValueError:
                raise unreadable(f"{oid} is no folder that can be read") from None

    def _read_blobs(self, oids: Iterable[str]) -> None:
        """Read what files hold, but for those that are too large."""
        unknown = [oid for oid in dict.fromkeys(oids) if oid not in self._blobs]
        small: list[str] = []
        for oid, (kind, size, _) in zip(unknown, self._kinds.answers(unknown, 0), strict=True):
            if kind != "blob":
                raise unreadable(f"{oid} is a {kind}, not a file")
            if size > MAX_BYTES:
                self._blobs[oid] = size
            else:
                small.append(oid)
                self._held += size
        if self._held > MAX_TEXT:
            said = f"the records hold more than {MAX_TEXT // MAX_BYTES} MiB"
            raise NegotrackError(said, "no record needs as much; look at the commit itself", NOT_LOADED)
        for oid, (_, _, text) in zip(small, self._objects.answers(small, MAX_BYTES), strict=True):
            self._blobs[oid] = text


def _too_many(folder: str) -> NegotrackError:
    said = f"`{echo(folder)}` holds more than {MAX_ENTRIES:,} files and folders"
    return NegotrackError(said, "no record needs as many; look at the commit itself", NOT_LOADED)


def _steps(path: str) -> list[str]:
    return [step for step in path.split("/") if step not in ("", ".")]


# --- what a listing finds ----------------------------------------------------------------------------------------


def is_record(entry: Entry) -> bool:
    """Whether a name is a record's, whatever is behind it; the same rule as in the working tree."""
    name = entry.name
    fit = name.endswith((".yaml", ".yml")) and name[0] != "." and "/" not in name and not is_bad_name(name)
    return fit and not entry.is_folder and entry.mode != SUBMODULE


def record_amiss(entry: Entry, path: str) -> Finding | None:
    """Why a record's name has no record behind it: a link, or a mode git does not write."""
    if stat.S_ISLNK(entry.mode):
        return _link(path)
    if entry.mode not in PLAIN:
        said = f"a file of mode {entry.mode:06o}"
        return finding("not-a-file", said, Place(path), hint="remove the file, add it again and commit")
    return None


def other_amiss(entry: Entry, path: str, depth: int, linked_folder: bool = False) -> Finding | None:
    """What is wrong with an entry that is no record's: a submodule, a folder, a name that is almost right."""
    if "/" in entry.name:  # git never writes it; whoever did wants a path outside
        return _bad_name(path)
    if entry.mode == SUBMODULE and not entry.name.startswith("."):
        hint = "put the records themselves here; submodules are never read"
        return finding("not-a-file", "a submodule where records should be", Place(_visible(path)), hint=hint)
    if entry.is_folder or entry.mode == SUBMODULE:
        return _folder_amiss(entry.name, path, depth)
    return _name_amiss(entry.name, path, linked_folder)


def folder_amiss(entry: Entry, path: str) -> Finding:
    """Why there is nothing below the place where the records should be: a link, a submodule, a file."""
    if stat.S_ISLNK(entry.mode):
        return finding("symbolic-link", "a symbolic link to a folder", Place(_visible(path)))
    if entry.mode == SUBMODULE:
        return other_amiss(entry, path, 0) or _not_a_file(path, entry.mode)
    return finding("not-a-file", "a file where the folder of the records should be", Place(_visible(path)))


# --- two trees ---------------------------------------------------------------------------------------------------


def changes_between(before: Mapping[str, str], after: Mapping[str, str]) -> list[FileChange]:
    """The files, path → blob, that are not the same; a blob that left one path and came to another has moved.

    >>> [(one.status, one.new_path) for one in changes_between({"a": "1", "b": "2"}, {"b": "3", "c": "1"})]
    [('M', 'b'), ('R', 'c')]
    """
    gone: dict[str, list[str]] = defaultdict(list)
    for path in sorted(before.keys() - after.keys(), reverse=True):
        gone[before[path]].append(path)
    found: list[FileChange] = []
    for path in sorted(after):
        blob, old = after[path], before.get(path)
        if old is None and (left := gone.get(blob)):
            found.append(FileChange("R", left.pop(), path, blob, blob))
        elif old is None:
            found.append(FileChange("A", "", path, "", blob))
        elif old != blob:
            found.append(FileChange("M", path, path, old, blob))
    found += [FileChange("D", path, "", blob, "") for blob, paths in gone.items() for path in paths]
    return sorted(found, key=lambda change: (change.new_path or change.old_path, change.status))
