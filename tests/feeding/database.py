"""A PostgreSQL server of a test's own, from the binaries of the system, on loopback."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Self

_SECONDS = 60


def binaries() -> Path:
    """Return the folder of the newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise FileNotFoundError("this test needs a PostgreSQL server: apt-get install postgresql")
    return found[-1] if found else Path(on_path or "").parent


class Database:
    """Runs until the ``with`` block ends. It refuses root, so root starts it as the user that Debian made for it.

    :param sync: whether it waits for the disk.
    """

    def __init__(self, *, sync: bool = False) -> None:
        self._sync = sync
        self._bin = binaries()
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._data = self._folder / "db"
        self._as = {"user": "postgres"} if os.geteuid() == 0 else {}
        if self._as:
            shutil.chown(self._folder, "postgres")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.url = f"postgresql://feeder:a-password@127.0.0.1:{self._port}/postgres"

    def __enter__(self) -> Self:
        password = self._folder / "password"
        password.write_text("a-password")
        password.chmod(0o644)
        self._call("initdb", "-D", self._data, "-U", "feeder", "--pwfile", password, "-A", "scram-sha-256", "-N")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self._port} -k {self._folder}{'' if self._sync else ' -F'}"
        self._call("pg_ctl", "start", "-w", "-D", self._data, "-l", self._folder / "log", "-o", options)

    def stop(self) -> None:
        self._call("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self._data)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of an answer; none for a command."""
        import psycopg  # noqa: PLC0415 - an extra, which a quick run of all tests needs not have

        with psycopg.connect(self.url) as db:
            answer = db.execute(query)
            return answer.fetchall() if answer.description else []

    def _call(self, program: str, *arguments: str | Path) -> None:
        subprocess.run(
            [self._bin / program, *arguments],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
            **self._as,
        )
