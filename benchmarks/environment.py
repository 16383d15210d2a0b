"""An environment of the benchmark's own, so that what is measured is what a user would install."""

import json
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
_INSTALL_SECONDS = 900
# The last is what trafilatura needs and does not ask for.
_PEERS = ("scrapy", "crawlee[parsel]", "trafilatura", "lxml_html_clean")
_NAMED = (
    *("qaharvest", "scrapy", "twisted", "crawlee", "impit", "trafilatura", "lxml", "parsel"),
    *("httpx2", "selectolax", "pydantic"),
)


class Environment:
    """A virtual environment with this package, built from the work tree, and its peers.

    :param folder: where it is; one that exists is used again, with the package installed anew.
    """

    def __init__(self, folder: Path) -> None:
        self._bin = folder / "bin"
        if not self.python.exists():
            _run([sys.executable, "-m", "venv", str(folder)])
        pip = [str(self.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, *_PEERS, f"{REPOSITORY}[pandas,parquet]"])
        _run([*pip, "--force-reinstall", "--no-deps", str(REPOSITORY)])

    @property
    def python(self) -> Path:
        """The interpreter."""
        return self._bin / "python"

    @property
    def qaharvest(self) -> Path:
        """The installed command."""
        return self._bin / "qaharvest"

    def versions(self) -> dict[str, str]:
        """Return the versions of what is measured and of what it rests on."""
        code = "import json, platform, importlib.metadata as m; "
        code += f"named = {{n: m.version(n) for n in {_NAMED!r}}}; "
        code += "print(json.dumps(named | {'Python': platform.python_version()}))"
        versions: dict[str, str] = json.loads(_run([str(self.python), "-c", code]))
        return versions


def _run(command: list[str]) -> str:
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=_INSTALL_SECONDS, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with exit code {done.returncode}:\n{done.stdout[-3000:]}")
    return done.stdout
