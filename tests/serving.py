"""A built site behind a small server, as a good host would serve it: compressed, and under a strict policy."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

POLICY = "default-src 'self'"
SEARCH_POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
"""Of the search page alone."""
TEXT = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".json": "application/json",
}


class _Handler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        """A file of the site, or its page for what is not there."""
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() else path
        known = file.is_file()
        file = file if known else Path(self.directory) / "404.html"
        body, kind = file.read_bytes(), TEXT.get(file.suffix)
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind else self.guess_type(str(file)))
        self.send_header("Content-Security-Policy", SEARCH_POLICY if self.path.startswith("/search") else POLICY)
        self.send_header("Cache-Control", "max-age=31536000")
        if kind and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server of a folder while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
