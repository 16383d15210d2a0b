"""From a URL to its store; only here is it decided which library is needed."""

from scraper.storage.port import Store
from scraper.storage.urls import Place


def store_at(place: Place) -> Store:
    """Return the store of a place.

    :raises MissingExtra: if its library is not installed.
    """
    # Imported where used: each needs libraries that most commands do not.
    if place.scheme == "file":
        from scraper.storage.folder import FolderStore  # noqa: PLC0415

        return FolderStore()
    if place.scheme == "s3":
        from scraper.storage.s3 import S3Store  # noqa: PLC0415

        return S3Store(place.bucket)
    from scraper.storage.gs import GcsStore  # noqa: PLC0415

    return GcsStore(place.bucket)
