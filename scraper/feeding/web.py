"""The receiver behind an http or https address: one POST of JSON Lines a batch."""

import base64
import ssl
import time
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit, urlunsplit

import httpx2

from scraper.crawler.retry import retry_after
from scraper.errors import UsageError
from scraper.feeding.port import Batch, NotTaken, Refused
from scraper.version import __version__

MEDIA_TYPE = "application/x-ndjson"

_SECONDS = 60.0  # for each of: connecting, sending, the answer
_MOST_OCTETS = 64 * 1024  # of an answer that are read
_MOST_SHOWN = 200
# Later than the client asks: 409 tells that the first of two requests with one Idempotency-Key is still worked on.
_LATER = frozenset({408, 409, 425, 429})


class WebReceiver:
    """Posts each batch with an ``Idempotency-Key``.

    :param url: may hold a name and a password; they are sent as Basic credentials and never shown.
    :param token: sent as a Bearer token.
    :raises UsageError: if the address cannot be used.
    """

    def __init__(self, url: str, *, token: str | None = None) -> None:
        self._url, self.name, basic = _parsed(url)
        if token is not None and not (token.isascii() and token.isprintable() and token.strip()):
            raise UsageError("The token is empty or holds characters that no HTTP field can hold.")
        fields = {"User-Agent": f"qaharvest/{__version__}", "Content-Type": MEDIA_TYPE}
        if token is not None or basic is not None:
            fields["Authorization"] = f"Bearer {token.strip()}" if token is not None else f"Basic {basic}"
        self._secret = fields.get("Authorization", "").partition(" ")[2]
        # No proxy of the environment, as in a crawl; certificates that the system trusts, or SSL_CERT_FILE names.
        self._client = httpx2.Client(
            headers=fields, timeout=_SECONDS, trust_env=False, verify=ssl.create_default_context()
        )

    def has(self, batch: Batch) -> bool:  # noqa: ARG002 - part of the port
        """Return False: only the receiver can tell, by the key of the batch."""
        return False

    def send(self, batch: Batch) -> None:
        """Post a batch; it is taken when the answer has a status from 200 to 299.

        :raises NotTaken: if it did not come through, or the answer asks to come again.
        :raises Refused: on any other answer.
        """
        fields = {"Idempotency-Key": f'"{batch.key}"'}
        try:
            with self._client.stream("POST", self._url, content=batch.body, headers=fields) as answer:
                status, said = answer.status_code, _beginning(answer)
        except httpx2.HTTPError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY" in str(error):
                raise Refused(f"{self.name} shows a certificate that is not trusted: {error}.") from error
            raise NotTaken(str(error) or type(error).__name__) from error
        if 200 <= status < 300:
            return
        if self._secret:
            said = said.replace(self._secret, "…")
        why = f"HTTP {status}{f' ({said!r})' if said else ''}"
        if status in _LATER or status >= 500:
            now = datetime.now(UTC)
            asked = retry_after(answer.headers.get("Retry-After"), now=now, date=answer.headers.get("Date"))
            raise NotTaken(why, retry_after=asked)
        if 300 <= status < 400:
            raise Refused(f"{self.name} answers {why}, which is not followed: give the address that it leads to.")
        raise Refused(
            f"{self.name} refuses a batch of {len(batch.rows)} rows with {why}; nothing is lost: "
            "set that right and run the same command again."
        )

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _beginning(answer: httpx2.Response) -> str:
    """Return the beginning of what an answer says, and read no more than is bounded."""
    said, until = b"", time.monotonic() + _SECONDS
    for piece in answer.iter_raw(4096):
        said += piece
        if len(said) >= _MOST_OCTETS or time.monotonic() > until:
            break
    return said[:_MOST_SHOWN].decode("utf-8", "replace").strip()


def _parsed(url: str) -> tuple[str, str, str | None]:
    """Return the address without credentials, how it is shown, and its Basic credentials.

    :raises UsageError: if it is none.
    """
    try:
        parts = urlsplit(url)
        host, _, _ = parts.hostname, parts.port, httpx2.URL(url)
    except (ValueError, httpx2.InvalidURL):
        host = None
    if not host or not url.isprintable() or " " in url:
        raise UsageError("The receiver's address cannot be used: write it as in https://example.org/records.")
    place = parts.netloc.rpartition("@")[2]
    basic = None
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        basic = base64.b64encode(pair.encode()).decode()
    plain = parts._replace(netloc=place, fragment="")
    return urlunsplit(plain), urlunsplit(plain._replace(query="")), basic
