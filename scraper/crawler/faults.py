"""The one place where exceptions of the network libraries become our own."""

import socket
import ssl

import anyio
import h11
import httpcore2
import httpx2

from scraper.errors import FetchError, FetchTimeout, NetworkError

FOREIGN: tuple[type[Exception], ...] = (
    httpx2.HTTPError,
    httpx2.StreamError,
    httpx2.InvalidURL,
    httpx2.CookieConflict,
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.UnsupportedProtocol,
    httpcore2.ConnectionNotAvailable,
    h11.ProtocolError,
    anyio.BrokenResourceError,
    anyio.BusyResourceError,
    anyio.ClosedResourceError,
    anyio.EndOfStream,
    anyio.WouldBlock,
    OSError,  # includes ssl.SSLError, socket.gaierror and TimeoutError
)
"""Everything the libraries beneath the fetcher raise; whatever derives from these is mapped."""

_TIMEOUTS = (TimeoutError, httpx2.TimeoutException, httpcore2.TimeoutException)
# Asking again brings the same: the address or the certificate is wrong, not the moment.
_LASTING = (
    ssl.SSLCertVerificationError,
    httpx2.InvalidURL,
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
    httpcore2.UnsupportedProtocol,
    httpcore2.LocalProtocolError,
    h11.LocalProtocolError,
)


def fetch_error(error: Exception, host: str) -> FetchError:
    """Return our error for one of the libraries': a sentence with the host and the cause."""
    if isinstance(error, _TIMEOUTS):
        return FetchTimeout(f"{host} did not answer in full within the time allowed.")
    mapped = NetworkError(f"{_what_happened(error, host)}: {_cause(error)}.")
    if isinstance(error, _LASTING):
        mapped.transient = False
    return mapped


def _what_happened(error: Exception, host: str) -> str:
    if isinstance(error, socket.gaierror):
        return f"The name {host} could not be resolved"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of {host} is not valid"
    if isinstance(error, ssl.SSLError):
        return f"No TLS connection to {host}"
    if isinstance(error, _LASTING):
        return f"The address on {host} cannot be asked for"
    if isinstance(error, ConnectionRefusedError):
        return f"{host} refused the connection"
    return f"The connection to {host} failed"


def _cause(error: Exception) -> str:
    """Return the library's text, short, on one line and without characters that steer a terminal."""
    text = getattr(error, "verify_message", "") or (isinstance(error, OSError) and error.strerror) or str(error)
    clean = "".join(c if c.isprintable() else " " for c in str(text))
    return " ".join(clean.split())[:200].rstrip(".") or type(error).__name__
