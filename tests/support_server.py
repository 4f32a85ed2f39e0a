"""A real HTTP server on the loopback that answers, or misbehaves, as a test says."""

from __future__ import annotations

import contextlib
import json
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]  # names in lower case
    body: Any  # from JSON; None for none
    at: float


@dataclass
class Reply:
    """What to answer. ``body`` is bytes as they are, or made into JSON."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0  # seconds before the first byte
    drip: float = 0.0  # seconds between bytes
    cut: int | None = None  # bytes after which the line is cut; the length promises all
    silent: bool = False  # the line is closed without a byte


class Server:
    """Answers by ``answer(asked)``, but for the first requests, which get what is in ``plan``."""

    def __init__(self, answer: Callable[[Asked], Reply]) -> None:
        self.answer = answer
        self.plan: list[Reply] = []
        self.asked: list[Asked] = []
        self.busy = 0  # requests being answered
        self.busiest = 0
        self.lock = threading.Lock()
        self.address = ""

    def texts(self) -> list[Asked]:
        """The requests that had a body."""
        return [each for each in self.asked if each.method == "POST"]


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

        def do_GET(self) -> None:
            self.serve(None)

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.serve(json.loads(content))

        def serve(self, body: Any) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, body, time.monotonic())
            with server.lock:
                server.asked.append(asked)
                server.busy += 1
                server.busiest = max(server.busiest, server.busy)
                planned = server.plan.pop(0) if server.plan else None
            try:
                with contextlib.suppress(OSError):  # whoever asked has gone
                    self.give(planned or server.answer(asked))
            finally:
                with server.lock:
                    server.busy -= 1

        def give(self, reply: Reply) -> None:
            time.sleep(reply.wait)
            self.close_connection = True
            if reply.silent:
                return
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for byte in body if reply.drip else ():
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(reply.drip)
            if not reply.drip:
                self.wfile.write(body[: reply.cut])

    return Handler


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that refuses a certificate


@contextlib.contextmanager
def serving(answer: Callable[[Asked], Reply], certificate: Path | None = None) -> Iterator[Server]:
    """A server; with ``certificate`` (key and certificate in one file) it speaks TLS."""
    server = Server(answer)
    real = _Quiet(("127.0.0.1", 0), _handler(server))
    server.address = f"http://127.0.0.1:{real.server_port}"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        real.socket = context.wrap_socket(real.socket, server_side=True, do_handshake_on_connect=False)
        server.address = f"https://127.0.0.1:{real.server_port}"
    thread = threading.Thread(target=real.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        real.shutdown()
        thread.join()
        real.server_close()


# ---------------------------------------------------------------------------------------------- chat


def chat(content: str, finish: str = "stop", read: int = 10, written: int = 5) -> Reply:
    """An answer of an OpenAI-compatible server."""
    message = {"role": "assistant", "content": content}
    return Reply(
        {
            "object": "chat.completion",
            "choices": [{"index": 0, "message": message, "finish_reason": finish}],
            "usage": {"prompt_tokens": read, "completion_tokens": written},
        }
    )


def sentences_of(asked: Asked) -> dict[str, str]:
    """The sentences of a request, by number."""
    found: dict[str, str] = message_of(asked)["sentences"]
    return found


def message_of(asked: Asked) -> dict[str, Any]:
    """What the user's message of a request says."""
    found: dict[str, Any] = json.loads(asked.body["messages"][1]["content"])
    return found


def model_answers(asked: Asked, translate: Callable[[str], str] = lambda text: f"«{text}»") -> Reply:
    """As a good model: after the schema, or in numbered lines where it is asked for them."""
    if asked.path.endswith("/models"):
        return Reply({"object": "list", "data": [{"id": "good"}]})
    sentences = {number: translate(text) for number, text in sentences_of(asked).items()}
    if wants_lines(asked):
        return chat("\n".join(f"[{number}] {text}" for number, text in sentences.items()))
    return chat(json.dumps(sentences, ensure_ascii=False))


def wants_lines(asked: Asked) -> bool:
    """Whether a request asks for plain lines."""
    return re.search(r"^\[1\] …$", asked.body["messages"][0]["content"], re.MULTILINE) is not None
