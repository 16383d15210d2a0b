"""Who may see the dashboard, and what is served: one page, what changes of it, and the same as JSON.

On loopback anyone on the machine may look, if they asked for it by a name of loopback: a page from elsewhere whose
name was made to point here (DNS rebinding) did not. Any other address takes a token.
"""

import hmac
import json
import secrets
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from urllib.parse import parse_qs

from scraper.operations.live_page import POLICY, main, page
from scraper.operations.looking import Seen
from scraper.operations.serving import Asked, Reply

_COOKIE = "qaharvest"
_HTML = "text/html; charset=utf-8"
_FIXED = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_loopback(host: str) -> bool:
    """Whether only this machine can ask at the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Door:
    """Lets in who may look.

    :param token: what must be shown; None where loopback is enough.
    """

    def __init__(self, token: str | None) -> None:
        self._token = token
        self._session = secrets.token_urlsafe(32)
        self._key: str | None = secrets.token_urlsafe(32) if token else None

    @property
    def link(self) -> str:
        """The path that opens the door once, for a browser; afterwards its cookie does."""
        return f"/?key={self._key}" if self._key else "/"

    @property
    def refusal(self) -> Reply:
        """The answer to whoever is not let in."""
        if self._token is None:
            return Reply(
                403, b"Ask for 127.0.0.1 or localhost by name: any other name may be a trick.\n", headers=_FIXED
            )
        challenge = {**_FIXED, "WWW-Authenticate": "Bearer"}
        return Reply(401, b"Open the link that the command printed, or show the token.\n", headers=challenge)

    def opened(self, asked: Asked) -> bool:
        """Whether the right token or cookie was shown, or none is needed."""
        if self._token is None:
            return is_loopback(_host_of(asked))
        kind, _, shown = asked.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return _same(shown.strip(), self._token)
        try:
            kept = SimpleCookie(asked.headers.get("cookie", "")).get(_COOKIE)
        except CookieError:
            return False
        return kept is not None and _same(kept.value, self._session)

    def unlock(self, asked: Asked) -> Reply | None:
        """Return the answer that gives a browser its cookie, for the first who shows the key; None for all others."""
        shown = parse_qs(asked.query, max_num_fields=8).get("key", [""])[0] if len(asked.query) < 1000 else ""
        if self._key is None or asked.path != "/" or not _same(shown, self._key):
            return None
        self._key = None
        cookie = f"{_COOKIE}={self._session}; HttpOnly; SameSite=Strict; Path=/"
        return Reply(303, b"", headers={**_FIXED, "Location": "/", "Set-Cookie": cookie})


def answering(door: Door, look: Callable[[], Seen]) -> Callable[[Asked], Reply]:
    """Return what answers requests for a dashboard."""

    def answer(asked: Asked) -> Reply:
        if asked.path == "/healthz":
            return Reply(200, b"ok\n")
        if unlocked := door.unlock(asked):
            return unlocked
        if not door.opened(asked):
            return door.refusal
        if asked.path == "/":
            return Reply(200, page(look()).encode("utf-8", "replace"), _HTML, _FIXED)
        if asked.path == "/main":
            return Reply(200, main(look()).encode("utf-8", "replace"), _HTML, _FIXED)
        if asked.path == "/status.json":
            return Reply(200, json.dumps(look().as_dict()).encode(), "application/json", _FIXED)
        return Reply(404, b"There are / and /status.json.\n", headers=_FIXED)

    return answer


def _host_of(asked: Asked) -> str:
    host = asked.headers.get("host", "")
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _same(shown: str, expected: str) -> bool:
    return hmac.compare_digest(shown.encode("utf-8", "replace"), expected.encode())
