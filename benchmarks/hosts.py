"""Many hosts at once, each with a Crawl-delay of its own: what is achieved of the rate that they permit.

One server process listens on a port for each host and writes down when each request came; the real crawl waits in real
time. Achieved ÷ permitted of a host: its delay times the requests after the first ÷ the seconds from the first to the
last. The first seconds, in which the crawl starts and asks for every robots.txt, are left out.

python -m benchmarks.hosts --hosts 100 --seconds 45
"""

import argparse
import asyncio
import json
import signal
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean

LEAST, MOST = 0.1, 2.0
"""Seconds of Crawl-delay; the hosts' delays lie evenly between them."""
_START_SECONDS = 30.0
_SETTLED = 5.0  # seconds until the crawl is taken to be under way
_PAGES = 4  # new addresses on a page


class Host:
    """One port."""

    def __init__(self, delay: float, begun: asyncio.Event) -> None:
        self.delay = delay
        self._begun = begun
        self.asked: list[float] = []
        self.port = 0

    async def open(self) -> asyncio.Server:
        """Listen."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    def ratio(self, since: float) -> float | None:
        """Return achieved ÷ permitted from a moment on; None where there are too few requests to tell."""
        times = [moment for moment in self.asked if moment >= since]
        return self.delay * (len(times) - 1) / (times[-1] - times[0]) if len(times) > 2 else None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                self.asked.append(time.monotonic())
                self._begun.set()
                while (await reader.readline()).strip():
                    pass
                writer.write(self._answer(line.split()[1].decode()))
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    def _answer(self, path: str) -> bytes:
        if path == "/robots.txt":
            kind, body = "text/plain", f"User-agent: *\nCrawl-delay: {self.delay}\n"
        elif path.startswith("/sitemap"):
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        else:
            number = int(path.strip("/p") or 0)
            links = "".join(f'<a href="/p{number * _PAGES + n}">{n}</a>' for n in range(1, _PAGES + 1))
            kind, body = "text/html", f"<!DOCTYPE html><title>{number}</title><p>Page {number}</p>{links}"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        return (head + body).encode()


async def measure(number: int, seconds: float, options: list[str]) -> dict[str, float]:
    """Crawl so many hosts for a while; return what was achieved.

    :param options: more of ``qaharvest crawl``.
    """
    begun = asyncio.Event()
    hosts = [Host(round(LEAST + (MOST - LEAST) * n / max(number - 1, 1), 3), begun) for n in range(number)]
    servers = [await host.open() for host in hosts]
    seeds = [f"http://127.0.0.1:{host.port}/" for host in hosts]
    code = "import sys; from scraper.cli.main import main; sys.exit(main())"
    with tempfile.TemporaryDirectory() as folder:
        crawl = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, "crawl", "hosts", *seeds, "--delay", "0", "--allow-private-hosts",
            "--no-sitemaps", "--quiet", *options, cwd=Path(folder), stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        await asyncio.wait_for(begun.wait(), _START_SECONDS)
        since = time.monotonic() + _SETTLED
        await asyncio.sleep(_SETTLED + seconds)
        if crawl.returncode is not None:
            raise RuntimeError(f"the crawl ended by itself: {await crawl.stderr.read() if crawl.stderr else b''!r}")
        crawl.send_signal(signal.SIGINT)
        await crawl.communicate()
    for server in servers:
        server.close()
    ratios = [ratio for host in hosts if (ratio := host.ratio(since)) is not None]
    late = {f"{host.delay}": host.ratio(since) for host in hosts}
    slowest = min((ratio, delay) for delay, ratio in late.items() if ratio is not None)
    return {
        "hosts": number,
        "permitted_a_second": sum(1 / host.delay for host in hosts),
        "requests_a_second": sum(len([at for at in host.asked if at >= since]) for host in hosts) / seconds,
        "achieved_of_permitted": mean(ratios),
        "least": slowest[0],
        "delay_of_the_least": float(slowest[1]),
    }


def main() -> None:
    """Measure, and print the result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--concurrency", type=int, default=32)
    options = parser.parse_args()
    result = asyncio.run(measure(options.hosts, options.seconds, ["--concurrency", str(options.concurrency)]))
    json.dump(result, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
