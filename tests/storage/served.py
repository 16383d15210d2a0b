"""An S3-compatible server of a test's own: moto's, as a process on loopback, which can be told to be fatal.

``python -m tests.storage.served PORT`` runs it. Its control path ``/-/plan`` takes what shall befall the client: to be
killed at its N-th request, before or after that is carried out; to be denied it, or every one; or to lose the server.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self

from tests.cli.calls import ROOT, environment

_SECONDS = 30
KEYS = {"AWS_ACCESS_KEY_ID": "a-key", "AWS_SECRET_ACCESS_KEY": "a-secret-word", "AWS_DEFAULT_REGION": "us-east-1"}


class Planned:
    """The server's application: counts requests, and does what the plan says at one of them."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._plan: dict[str, Any] = {}
        self._count = 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/-/"):
            return self._control(environ, start)
        with self._lock:
            self._count += 1
            fate = self._plan.get("fate") if self._count == self._plan.get("at") else None
            refuse = self._plan.get("fate") == "refuse"
        if refuse or fate == "deny":
            # A connection that is closed with octets unread is reset, and takes the answer along.
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start("403 Forbidden", [("Content-Type", "application/xml")])
            return [b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"]
        if fate == "kill before":
            self._kill()
        if fate == "die":
            os._exit(1)
        answer = list(self._app(environ, start))
        if fate == "kill after":
            self._kill()
        return answer

    def _kill(self) -> None:
        os.kill(int(Path(self._plan["pid_file"]).read_text(encoding="ascii")), signal.SIGKILL)

    def _control(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        with self._lock:
            count, self._count = self._count, 0
            self._plan = json.loads(environ["wsgi.input"].read(length)) if length else {}
        start("200 OK", [])
        return [str(count).encode()]


class S3Server:
    """Runs until the ``with`` block ends. Its content is in its memory."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {**KEYS, "AWS_ENDPOINT_URL": self.url}

    def __enter__(self) -> Self:
        self._held = ExitStack()
        self._held.enter_context(running("-m", "tests.storage.served", str(self.port)))
        wait_for(self.port)
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def plan(self, **plan: object) -> int:
        """Make a plan, or none; return how many requests there were since the last one."""
        request = urllib.request.Request(f"{self.url}/-/plan", data=json.dumps(plan).encode())
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            return int(answer.read())


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def running(*arguments: str) -> Iterator[None]:
    """Run a Python program for the length of a block."""
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment(), **silent)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def wait_for(port: int) -> None:
    """Wait until something listens."""
    until = time.monotonic() + _SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def make_bucket(server: S3Server, name: str) -> None:
    """Make a bucket."""
    request = urllib.request.Request(f"{server.url}/{name}", method="PUT")
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
        assert answer.status == 200


def main() -> None:
    from moto.moto_server.werkzeug_app import (  # noqa: PLC0415 - the server's alone
        DomainDispatcherApplication,
        create_backend_app,
    )
    from werkzeug.serving import make_server  # noqa: PLC0415

    app = Planned(DomainDispatcherApplication(create_backend_app))
    make_server("127.0.0.1", int(sys.argv[1]), app, threaded=True).serve_forever()


if __name__ == "__main__":
    main()
