"""Pages that follow the files: built again when one changes, served to this machine alone, and reloaded by themselves."""

from __future__ import annotations

import hashlib
import os
import time
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

from negotrack.cli.asked import Asked
from negotrack.errors import NegotrackError

PAUSE = 0.5  # seconds between two looks at the files
RELOAD = """\
let seen = null;
setInterval(async () => {
  try {
    const told = await (await fetch("/.version", { cache: "no-store" })).text();
    if (seen !== null && told !== seen) location.reload();
    seen = told;
  } catch { /* it has ended */ }
}, 700);
"""
"""Asks now and then whether the pages were made again; it is added to what is served, and to no file."""

DIGEST = b64encode(hashlib.sha256(RELOAD.encode()).digest()).decode()


def watch(asked: Asked, folder: Path, build: Callable[[], None], show: bool) -> None:
    """Serve a folder on a free port of the loopback, and build it again on every change, until interrupted."""
    from negotrack.cli import opening

    built = _Count()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, folder=folder.resolve(), built=built))
    server.daemon_threads = True
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    Thread(target=server.serve_forever, daemon=True).start()
    opening.note(f"watching; the pages are at {address} until you press Ctrl-C")
    if show:
        import webbrowser

        webbrowser.open(address)
    try:
        _follow(opening.repository(asked) / "positions", build, built)
    finally:
        server.shutdown()
        server.server_close()


class _Count:
    """How often the pages were made; `stop` ends the watching, which only a test does."""

    def __init__(self) -> None:
        self.number = 0
        self.stop = Event()


def _follow(positions: Path, build: Callable[[], None], built: _Count) -> None:
    """Build whenever a file came, went or changed; what is wrong with it is told, and watching goes on."""
    from negotrack.cli import opening

    last = _state(positions)
    while not built.stop.is_set():
        time.sleep(PAUSE)
        now = _state(positions)
        if now != last:
            last = now
            try:
                build()
                built.number += 1
            except NegotrackError as wrong:
                opening.note(f"negotrack: {wrong}")


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    """When each file was changed and how large it is; links are not followed."""
    found: dict[str, tuple[int, int]] = {}
    for root, _, names in os.walk(folder):
        for name in names:
            place = os.path.join(root, name)
            try:
                told = os.lstat(place)
            except OSError:  # gone meanwhile
                continue
            found[place] = (told.st_mtime_ns, told.st_size)
    return found


class _Pages(SimpleHTTPRequestHandler):
    """Gives the pages of one folder, each with the script that reloads it."""

    def __init__(self, *given: Any, folder: Path, built: _Count) -> None:
        self.folder, self.built = folder, built
        super().__init__(*given, directory=str(folder))

    def do_GET(self) -> None:
        """A page, or how often they were made; asked under another name than the loopback's, nothing."""
        host = (self.headers.get("Host") or "").rpartition(":")[0]
        path = self.path.partition("?")[0].partition("#")[0]
        if host not in ("127.0.0.1", "localhost"):  # a page elsewhere that has its name point here
            self.send_error(403)
        elif path == "/.version":
            self._give(str(self.built.number).encode(), "text/plain; charset=utf-8")
        else:
            self._page()

    def do_HEAD(self) -> None:
        """Nothing is given by its head alone."""
        self.send_error(405)

    def _page(self) -> None:
        place = Path(self.translate_path(self.path))
        if place.is_dir():
            place = place / "index.html"
        inside = place.resolve()
        if place.suffix not in (".html", ".css") or not inside.is_relative_to(self.folder) or not inside.is_file():
            self.send_error(404)
            return
        if place.suffix == ".css":
            self._give(inside.read_bytes(), "text/css; charset=utf-8")
        else:
            self._give(with_reload(inside.read_bytes()), "text/html; charset=utf-8")

    def _give(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *given: Any) -> None:
        """Nothing is logged."""


def with_reload(page: bytes) -> bytes:
    """A page with the script that reloads it, which its policy is told to let pass."""
    none = b"default-src &#x27;none&#x27;;"
    policy = page.replace(none, none + b" connect-src &#x27;self&#x27;;", 1)
    ours = f"script-src &#x27;sha256-{DIGEST}&#x27;".encode()
    if b"script-src &#x27;none&#x27;" in policy:
        policy = policy.replace(b"script-src &#x27;none&#x27;", ours, 1)
    else:
        policy = policy.replace(b"script-src", ours, 1)
    head, mark, tail = policy.rpartition(b"</body>")
    return head + b"<script>" + RELOAD.encode() + b"</script>\n" + mark + tail if mark else policy
