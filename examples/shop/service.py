"""What storefront and pricing have in common: a log file, a small HTTP server and commands on standard input."""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, Tuple
from urllib.parse import parse_qsl, urlsplit

ROTATE_AT_BYTES = 8 << 20

Answer = Tuple[int, Dict[str, Any]]


class Request:
    """One HTTP request, reduced to what the shop needs."""

    def __init__(self, method: str, target: str, request_id: str) -> None:
        parts = urlsplit(target)
        self.method = method
        self.path = parts.path
        self.query = dict(parse_qsl(parts.query))
        self.id = request_id


def log_to(directory: str, name: str, layout: str) -> None:
    """Sends every logger of the process to DIRECTORY/NAME.log in the given layout."""
    handler = logging.handlers.RotatingFileHandler(
        os.path.join(directory, name + ".log"), maxBytes=ROTATE_AT_BYTES, backupCount=1, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter(layout))
    logging.basicConfig(level=logging.DEBUG, handlers=[handler])


def serve(answer: Callable[[Request], Answer]) -> int:
    """Serves on 127.0.0.1 from threads of its own and returns the port the system chose."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def respond(self) -> None:
            request = Request(self.command, self.path, self.headers.get("X-Request-Id", "-"))
            status, body = answer(request)
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(data)
            self.close_connection = True

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except ConnectionError as error:
                # The caller gave up waiting; what it asked for was done, only the answer is lost.
                logging.getLogger("http").warning("client went away before the answer: %s", error)
                self.close_connection = True

        def log_message(self, format: str, *arguments: Any) -> None:
            """The services write their own access lines."""

        do_GET = respond
        do_POST = respond

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def obey(port: int, commands: Dict[str, Callable[..., None]]) -> None:
    """Announces the port, then takes commands from standard input until it ends; then the process ends too.

    The supervisor holds the other end of standard input, so that no service can outlive it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C goes to everyone; the supervisor decides
    print(json.dumps({"port": port}), flush=True)
    for line in sys.stdin:
        words = line.split()
        if words and words[0] in commands:
            commands[words[0]](*words[1:])
    logging.getLogger("main").info("standard input closed, stopping")
    logging.shutdown()
    os._exit(0)
