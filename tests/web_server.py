"""A web server on this computer that serves pages and feeds, and misbehaves as told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What a path answers.

    ``plan`` is one of: ``cut N``, the connection breaks after N bytes; ``stall N``, silence after N
    bytes; ``drip``, a byte now and then; ``drip head``, the same in the headers; ``endless``, more
    and more; ``unknown length``, no Content-Length; ``silence``, no answer at all; ``hang up``,
    the connection is closed; ``noise``, no HTTP.
    """

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    plan: str = ""


class WebServer(ThreadingHTTPServer):
    """Serves ``pages``; a list of pages answers one request after the other."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, Page | list[Page]] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()
        self.scheme = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}"

    def asked(self, path: str) -> list[dict[str, str]]:
        """Return the headers of the requests for a path, in order."""
        return [headers for seen, headers in self.seen if seen == path]

    def page(self, path: str) -> Page:
        page = self.pages.get(path, Page(b"no such page", status=404))
        if isinstance(page, list):
            return page.pop(0) if len(page) > 1 else page[0]
        return page

    def handle_error(self, request, client_address):
        """Keep quiet: clients that go away are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: WebServer
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        page = self.server.page(self.path)
        plan, _space, argument = page.plan.partition(" ")
        if plan == "hang":
            return
        if plan == "silence":
            self.server.closing.wait(30)
            return
        if plan == "noise":
            self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
            return
        if (plan, argument) == ("drip", "head"):
            self._drip(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 4000)
            return
        self.send_response(page.status)
        if page.kind:
            self.send_header("Content-Type", page.kind)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if plan not in ("unknown", "endless") and "Transfer-Encoding" not in page.headers:
            self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        if plan == "endless":
            while not self.server.closing.is_set():
                self.wfile.write(page.body or b"<p>mer og mer</p>" * 1000)
        elif plan == "drip":
            self._drip(page.body)
        else:
            self.wfile.write(page.body[: int(argument)] if plan in ("cut", "stall") else page.body)
            self.wfile.flush()
            if plan == "stall":
                self.server.closing.wait(30)

    def _drip(self, data: bytes) -> None:
        for number in range(len(data)):
            self.wfile.write(data[number : number + 1])
            self.wfile.flush()
            if self.server.closing.wait(0.02):
                return

    def log_message(self, format, *args):
        """Keep quiet."""


@contextmanager
def serving(context=None) -> Iterator[WebServer]:
    """Run a server while the block runs; with an ssl context it speaks TLS."""
    server = WebServer()
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.scheme = "https"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
