"""A session with an editor over standard input and output: its questions to the desk, and the desk's answers back."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.workspace import PositionCodec

from negotrack import __version__
from negotrack.editor.desk import Desk
from negotrack.editor.fixes import Fix, fixes_of
from negotrack.findings import Finding, Place, Severity
from negotrack.read.sources import repository
from negotrack.render.escape import for_terminal
from negotrack.rules import SEVERITIES

PAUSE = 0.2  # seconds without a key before the files are checked
LEVELS = {
    Severity.error: types.DiagnosticSeverity.Error,
    Severity.warning: types.DiagnosticSeverity.Warning,
    Severity.note: types.DiagnosticSeverity.Information,
}
KINDS = {
    "key": types.CompletionItemKind.Property,
    "name": types.CompletionItemKind.Reference,
    "issue": types.CompletionItemKind.Field,
    "word": types.CompletionItemKind.EnumMember,
    "form": types.CompletionItemKind.Value,
}


Document = types.TextDocumentIdentifier | types.VersionedTextDocumentIdentifier | types.TextDocumentItem
Asking = types.CompletionParams | types.HoverParams | types.DefinitionParams | types.ReferenceParams


class Session:
    """One repository that an editor has records of open."""

    def __init__(self, server: LanguageServer, root: Path, today: Callable[[], date]) -> None:
        self.desk = Desk(root.resolve(), today)
        self.server = server
        self.waiting: asyncio.TimerHandle | None = None
        self.told: set[str] = set()  # files whose findings the editor shows
        self.found: dict[str, list[Finding]] = {}
        self.called: dict[str, str] = {}  # what the editor calls a file, which may lead through a link

    # -- files ----------------------------------------------------------------------------------------------------

    def path(self, uri: str) -> str:
        """A document's path from the root, or nothing where it is no record of the repository."""
        file = file_of(uri)
        if file and file.is_relative_to(self.desk.root / "positions") and file.suffix in (".yaml", ".yml"):
            return file.relative_to(self.desk.root).as_posix()
        return ""

    def uri(self, path: str) -> str:
        """The address of a file of the repository, as the editor writes it."""
        return self.called.get(path) or (self.desk.root / path).as_uri()

    def lines(self, path: str) -> list[str]:
        """The lines of a file as the editor has it, as the reader counts them."""
        return self.desk.text(path).removeprefix("\ufeff").replace("\r\n", "\n").split("\n")

    def hold(self, uri: str, text: str | None, *, look: bool = False) -> None:
        """Take over a document's text (None: it was closed), and check once the keys have come to rest."""
        path = self.path(uri)
        if not path:
            return
        self.called[path] = uri
        if text is None:
            self.desk.unsaved.pop(path, None)
        else:
            self.desk.unsaved[path] = text
        if look or not self.desk.books:
            self.desk.look()
        self.wait()

    def look_again(self) -> None:
        """See what has changed on disk."""
        self.desk.look()
        self.wait()

    def wait(self) -> None:
        """Check once the keys have come to rest."""
        if self.waiting:
            self.waiting.cancel()
        self.waiting = asyncio.get_running_loop().call_later(PAUSE, self.publish)

    # -- places ---------------------------------------------------------------------------------------------------

    @property
    def codec(self) -> PositionCodec:
        """Columns as this editor counts them."""
        return self.server.workspace.position_codec

    def range(self, path: str, line: int, start: int, end: int | None) -> types.Range:
        """A stretch of one line, counted from 0; without an end, to the end of the line."""
        lines = self.lines(path)
        here = lines[line] if line < len(lines) else ""
        end = max(start + 1, len(here.rstrip())) if end is None else end
        whole = types.Range(types.Position(line, start), types.Position(line, end))
        return self.codec.range_to_client_units(lines, whole)

    def location(self, place: Place) -> types.Location:
        """A place of a finding or a thing, in the editor's terms."""
        end = place.end - 1 if place.end else None
        return types.Location(self.uri(place.path), self.range(place.path, place.line - 1, place.column - 1, end))

    def cursor(self, params: Asking) -> tuple[str, int, int] | None:
        """Path, line and column from 0 that a question is about, or None where it is about no record."""
        path = self.path(params.text_document.uri)
        if not path:
            return None
        at = self.codec.position_from_client_units(self.lines(path), params.position)
        return path, at.line, at.character

    # -- answers --------------------------------------------------------------------------------------------------

    def publish(self) -> None:
        """Tell the findings of every file that has some, and of those that have none any more."""
        self.waiting = None
        self.found = dict(self.desk.findings())
        for path in sorted(
            {path for path, found in self.found.items() if found or path in self.desk.unsaved} | self.told
        ):
            told = [self.diagnostic(one) for one in self.found.get(path, ())]
            self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(self.uri(path), told))
        self.told = {path for path, found in self.found.items() if found}

    def diagnostic(self, found: Finding) -> types.Diagnostic:
        """A finding as an editor shows it: plain text, with what must not act made visible."""
        help_ = f"\nhelp: {found.hint}" if found.hint else ""
        related = [
            types.DiagnosticRelatedInformation(self.location(label.place), for_terminal(label.text or "here"))
            for label in found.labels[1:]
        ]
        return types.Diagnostic(
            range=self.location(found.place).range,
            message=for_terminal(found.message + help_, keep_newlines=True),
            severity=LEVELS[SEVERITIES.get(found.rule, Severity.error)],
            code=found.rule,
            source="negotrack",
            related_information=related or None,
        )

    def complete(self, params: types.CompletionParams) -> list[types.CompletionItem]:
        """What may be written at the cursor, in place of the word it is in."""
        at = self.cursor(params)
        if not at:
            return []
        path, line, column = at
        here = self.desk.spot(path, line, column)
        place = self.range(path, line, here.start, max(here.end, here.start))
        return [
            types.CompletionItem(
                label=one.name,
                kind=KINDS[one.what],
                detail=for_terminal(one.words) or None,
                sort_text=f"{number:05}",
                filter_text=one.name,
                text_edit=types.TextEdit(place, one.text),
            )
            for number, one in enumerate(self.desk.completions(path, line, column))
        ]

    def hover(self, params: types.HoverParams) -> types.Hover | None:
        """What is known of the word under the cursor."""
        at = self.cursor(params)
        words = self.desk.hover(*at) if at else ""
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, words)) if words else None

    def definition(self, params: types.DefinitionParams) -> list[types.Location]:
        """Where the thing under the cursor was declared or first said."""
        at = self.cursor(params)
        return [self.location(place) for place in self.desk.definitions(*at)] if at else []

    def references(self, params: types.ReferenceParams) -> list[types.Location]:
        """Where the thing under the cursor is spoken of."""
        at = self.cursor(params)
        return [self.location(place) for place in self.desk.references(*at)] if at else []

    def actions(self, params: types.CodeActionParams) -> Sequence[types.CodeAction]:
        """The changes that the findings on these lines suggest, and what the file could do with as a whole."""
        path = self.path(params.text_document.uri)
        if not path:
            return []
        lines, offered = self.lines(path), []
        for one in self.found.get(path, ()):
            line = one.place.line - 1
            if not params.range.start.line <= line <= params.range.end.line or line >= len(lines):
                continue
            for fix in fixes_of(one, lines[line]):
                edit = types.TextEdit(self.stretch(path, fix), fix.words)
                offered.append(self.action(path, fix.title, types.CodeActionKind.QuickFix, edit, one))
        start = types.Position(0, 0)
        if words := self.desk.unnamed_schema(path):
            edit = types.TextEdit(types.Range(start, start), words)
            offered.append(self.action(path, "name the editor's schema", types.CodeActionKind.Source, edit))
        if found := self.desk.fresh_schema(path):
            schema, old, new = found
            edit = types.TextEdit(types.Range(start, types.Position(old.count("\n") + 1, 0)), new)
            offered.append(
                self.action(schema, "bring the editor's schema up to date", types.CodeActionKind.Source, edit)
            )
        return offered

    def stretch(self, path: str, fix: Fix) -> types.Range:
        """Where a fix goes in."""
        if fix.whole or fix.start == fix.end == 0:
            return types.Range(types.Position(fix.line, 0), types.Position(fix.line + fix.whole, 0))
        place = types.Range(types.Position(fix.line, fix.start), types.Position(fix.line, fix.end))
        return self.codec.range_to_client_units(self.lines(path), place)

    def action(
        self, path: str, title: str, kind: types.CodeActionKind, edit: types.TextEdit, found: Finding | None = None
    ) -> types.CodeAction:
        """A change of one file that the editor may offer, for a finding or for itself."""
        change = types.WorkspaceEdit(changes={self.uri(path): [edit]})
        return types.CodeAction(title, kind, [self.diagnostic(found)] if found else None, edit=change)

    def tidy(self, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        """The canonical form of a document in place of its text; nothing where it has it already."""
        path = self.path(params.text_document.uri)
        new = self.desk.tidied(path) if path else None
        if new is None or new == self.desk.text(path):
            return []
        end = types.Position(self.desk.text(path).count("\n") + 1, 0)
        return [types.TextEdit(types.Range(types.Position(0, 0), end), new)]


def file_of(uri: str) -> Path | None:
    """The file at an address, without the links on the way to its folder."""
    parts = urlsplit(uri)
    with suppress(OSError, ValueError):
        file = Path(unquote(parts.path))
        return file.parent.resolve() / file.name if parts.scheme == "file" else None
    return None


class Editor:
    """An editor with all it has open: in one repository that is given, or in those around the records it opens."""

    def __init__(self, root: Path | None, today: Callable[[], date]) -> None:
        self.today = today
        self.server = LanguageServer("negotrack", __version__, types.TextDocumentSyncKind.Full)
        self.given = Session(self.server, root, today) if root else None
        self.sessions: dict[Path, Session] = {}

    def at(self, document: Document) -> Session | None:
        """The repository that a document belongs to, or None where it is a record of none."""
        if self.given:
            return self.given
        file = file_of(document.uri)
        root = repository(file.parent) if file else None
        if root and root not in self.sessions:
            self.sessions[root] = Session(self.server, root, self.today)
        return self.sessions[root] if root else None

    def hold(self, document: Document, text: str | None, *, look: bool = False) -> None:
        """Take over a document's text where it is a record."""
        if session := self.at(document):
            session.hold(document.uri, text, look=look)

    def look_again(self) -> None:
        """See what has changed on disk, everywhere."""
        for session in (self.given, *self.sessions.values()):
            if session:
                session.look_again()


def serve(root: Path | None, today: Callable[[], date]) -> None:
    """Answer an editor until it ends the session."""
    editor = Editor(root, today)
    server = editor.server

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def _(params: types.DidOpenTextDocumentParams) -> None:
        editor.hold(params.text_document, params.text_document.text, look=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def _(params: types.DidChangeTextDocumentParams) -> None:
        editor.hold(params.text_document, server.workspace.get_text_document(params.text_document.uri).source)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def _(params: types.DidSaveTextDocumentParams) -> None:
        text = server.workspace.get_text_document(params.text_document.uri).source
        editor.hold(params.text_document, text, look=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def _(params: types.DidCloseTextDocumentParams) -> None:
        editor.hold(params.text_document, None, look=True)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def _(_: types.DidChangeWatchedFilesParams) -> None:
        editor.look_again()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def _(_: types.DidChangeConfigurationParams) -> None:
        """There is nothing to configure."""

    _answer_questions(editor)
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:  # the session closes its end, and ours stays open
        server.start_io(stdout=out)


def _answer_questions(editor: Editor) -> None:
    """The questions of an editor that have an answer at once."""
    server = editor.server
    triggers = types.CompletionOptions(trigger_characters=[" ", "{", "[", ",", "/", "@", "-"])
    fixes = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, types.CodeActionKind.Source])

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, triggers)
    def _(params: types.CompletionParams) -> list[types.CompletionItem]:
        session = editor.at(params.text_document)
        return session.complete(params) if session else []

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def _(params: types.HoverParams) -> types.Hover | None:
        session = editor.at(params.text_document)
        return session.hover(params) if session else None

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def _(params: types.DefinitionParams) -> list[types.Location]:
        session = editor.at(params.text_document)
        return session.definition(params) if session else []

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def _(params: types.ReferenceParams) -> list[types.Location]:
        session = editor.at(params.text_document)
        return session.references(params) if session else []

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, fixes)
    def _(params: types.CodeActionParams) -> Sequence[types.CodeAction]:
        session = editor.at(params.text_document)
        return session.actions(params) if session else []

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def _(params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        session = editor.at(params.text_document)
        return session.tidy(params) if session else []
