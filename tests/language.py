"""A language client of a few lines: it talks to a language server over stdio as an editor does, and waits for its answers."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PATIENCE = 60  # seconds


class Client:
    """A session with a language server, from its start to its end."""

    def __init__(
        self, command: Sequence[str], root: Path, settings: Mapping[str, Any] | None = None, **env: str
    ) -> None:
        self.settings = settings or {}
        self.root = root
        self.process = subprocess.Popen(
            command,
            cwd=root,
            env={**os.environ, **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.errors: list[bytes] = []
        self.inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.kept: list[dict[str, Any]] = []
        self.number = 0
        self.versions: dict[str, int] = {}
        self.threads = [threading.Thread(target=run, daemon=True) for run in (self._listen, self._hear_errors)]
        for thread in self.threads:
            thread.start()
        self.capabilities = self.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root.as_uri(),
                "workspaceFolders": [{"uri": root.as_uri(), "name": "repository"}],
                "capabilities": {
                    "workspace": {"configuration": True},
                    "textDocument": {
                        "completion": {"completionItem": {"documentationFormat": ["markdown", "plaintext"]}},
                        "hover": {"contentFormat": ["markdown"]},
                        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
                    },
                },
            },
        )["capabilities"]
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": self.settings})

    # -- what an editor does --------------------------------------------------------------------------------------

    def open(self, path: str, text: str) -> str:
        """Open a document with unsaved text; its address."""
        uri = (self.root / path).as_uri()
        self.versions[uri] = 1
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def change(self, uri: str, text: str) -> None:
        """Replace the text of a document."""
        self.versions[uri] += 1
        document = {"uri": uri, "version": self.versions[uri]}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def at(self, method: str, uri: str, text: str, marker: str, **more: Any) -> Any:
        """Ask about the place just after a marker in a text."""
        index = text.index(marker) + len(marker)
        line, column = text.count("\n", 0, index), index - (text.rfind("\n", 0, index) + 1)
        return self.ask(method, {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}, **more})

    def diagnostics(self, uri: str, version: int | None = None) -> list[dict[str, Any]]:
        """The next findings published about a document; of a version, if one is wanted."""
        while True:
            told = self._next(
                lambda one: one.get("method") == "textDocument/publishDiagnostics" and one["params"]["uri"] == uri
            )
            if version is None or told["params"].get("version") == version:
                return list(told["params"]["diagnostics"])

    def close(self) -> int:
        """End the session in the order of the protocol; the server's exit code."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        code = self.process.wait(PATIENCE)
        for thread in self.threads:
            thread.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                stream.close()
        return code

    # -- the protocol ---------------------------------------------------------------------------------------------

    def ask(self, method: str, params: Any) -> Any:
        """A request and its result; an error of the server is an error of the test."""
        self.number += 1
        number = self.number
        self._send({"id": number, "method": method, "params": params})
        answer = self._next(lambda one: one.get("id") == number and "method" not in one)
        assert "error" not in answer, answer["error"]
        return answer.get("result")

    def tell(self, method: str, params: Any) -> None:
        """A notification."""
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        if message.get("params", 0) is None:
            del message["params"]
        words = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(words), words))
        self.process.stdin.flush()

    def _next(self, wanted: Any) -> dict[str, Any]:
        """The next message that is wanted; the server's own questions are answered, all else is kept."""
        for number, message in enumerate(self.kept):
            if wanted(message):
                return self.kept.pop(number)
        while True:
            message = self.inbox.get(timeout=PATIENCE)
            assert message is not None, b"".join(self.errors).decode("utf-8", "replace")
            if "method" in message and "id" in message:
                self._answer(message)
            elif wanted(message):
                return message
            else:
                self.kept.append(message)

    def _answer(self, message: dict[str, Any]) -> None:
        result: Any = None
        if message["method"] == "workspace/configuration":
            result = [self.settings.get(one.get("section", ""), None) for one in message["params"]["items"]]
        self._send({"id": message["id"], "result": result})

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream
        while head := stream.readline():
            length = 0
            while head.strip():
                if head.lower().startswith(b"content-length:"):
                    length = int(head.partition(b":")[2])
                head = stream.readline()
            self.inbox.put(json.loads(stream.read(length)))
        self.inbox.put(None)

    def _hear_errors(self) -> None:
        assert self.process.stderr
        self.errors += self.process.stderr
