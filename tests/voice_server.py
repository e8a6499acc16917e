"""A web server on this computer that serves files and misbehaves as told."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class VoiceServer(ThreadingHTTPServer):
    """Serves ``files``; ``plans`` says for a path what goes wrong, request by request.

    A plan is one of: ``ok``; ``cut N``, the connection breaks after N bytes; ``stall N``, silence
    after N bytes; ``no range``, the whole file whatever was asked; ``unknown length``, no
    Content-Length; ``length N``, a Content-Length of N; ``wrong range``, a 206 for other bytes;
    ``status N``; ``redirect URL``. The last plan of a list stays in force.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.plans: dict[str, list[str]] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def ranges(self, path: str) -> list[str | None]:
        """Return the Range headers of the requests for a path, in order."""
        return [headers.get("Range") for seen, headers in self.seen if seen == path]

    def plan(self, path: str) -> tuple[str, str]:
        plans = self.plans.get(path, ["ok"])
        plan = plans.pop(0) if len(plans) > 1 else plans[0]
        if plan in ("ok", "no range", "wrong range", "unknown length"):
            return plan, ""
        word, _space, argument = plan.partition(" ")
        return word, argument

    def handle_error(self, request, client_address):
        """Keep quiet: clients that go away are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: VoiceServer

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        plan, argument = self.server.plan(self.path)
        if plan == "status":
            self.send_error(int(argument))
            return
        if plan == "redirect":
            self.send_response(302)
            self.send_header("Location", argument)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = self.server.files.get(self.path)
        if body is None:
            self.send_error(404)
            return
        start = self._start(plan)
        if start >= len(body) and start:
            self.send_error(416)
            return
        part = body[start:]
        self.send_response(206 if start else 200)
        if start:
            claimed = start + 1 if plan == "wrong range" else start
            self.send_header("Content-Range", f"bytes {claimed}-{len(body) - 1}/{len(body)}")
        if plan != "unknown length":
            self.send_header("Content-Length", argument if plan == "length" else str(len(part)))
        self.end_headers()
        if plan in ("cut", "stall"):
            part = part[: int(argument)]
        self.wfile.write(part)
        self.wfile.flush()
        if plan == "stall":
            self.server.closing.wait(30)

    def _start(self, plan: str) -> int:
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        return int(wanted[1]) if wanted and plan != "no range" else 0

    def log_message(self, format, *args):
        """Keep quiet."""


@contextmanager
def serving(context=None) -> Iterator[VoiceServer]:
    """Run a server while the block runs; with an ssl context it speaks TLS."""
    server = VoiceServer()
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def wait_for(condition, seconds: float = 20.0) -> None:
    """Wait until ``condition()`` holds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("it did not happen")
        time.sleep(0.01)
