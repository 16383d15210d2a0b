"""The contract suite of the port: the same for every store."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from scraper.errors import StoreChanged, StoreError
from scraper.storage.folder import FolderStore
from scraper.storage.port import Entry, Store
from scraper.storage.stream import BLOCK, Piece, open_object, open_pieces
from tests.storage.machines import environ
from tests.storage.served import S3Server

MIB = 1024 * 1024


@pytest.fixture
def folder(tmp_path: Path) -> tuple[Store, str]:
    return FolderStore(), str(tmp_path / "top")


def send(store: Store, key: str, content: bytes) -> None:
    store.upload(BytesIO(content), 0, len(content), key).publish()


class TestFolder:
    """Every test of the contract, over a folder."""

    def test_an_upload_is_seen_when_it_is_published(self, folder: tuple[Store, str]) -> None:
        store, top = folder
        upload = store.upload(BytesIO(b"abcdef"), 1, 4, f"{top}/a/b")
        assert store.find(f"{top}/a/b") is None
        assert [entry for entry in store.entries(f"{top}/a") if not entry.is_folder] == []
        upload.publish()
        found = store.find(f"{top}/a/b")
        assert found is not None
        assert found.octets == 4
        assert store.read(f"{top}/a/b", 1, 2) == b"cd"

    def test_an_upload_that_is_aborted_leaves_nothing(self, folder: tuple[Store, str]) -> None:
        store, top = folder
        upload = store.upload(BytesIO(b"abc"), 0, 3, f"{top}/a")
        upload.abort()
        assert store.keys(top) == []
        assert store.drop_uploads(top, lambda _: True) == 0

    def test_what_is_empty_is_an_object_too(self, folder: tuple[Store, str]) -> None:
        store, top = folder
        send(store, f"{top}/empty", b"")
        found = store.find(f"{top}/empty")
        assert found is not None
        assert found.octets == 0
        assert store.read(f"{top}/empty", 0, 0) == b""

    def test_an_object_of_several_parts_is_whole(self, folder: tuple[Store, str]) -> None:
        store, top = folder
        content = os.urandom(33 * MIB + 7)
        send(store, f"{top}/large", content)
        with open_object(store, f"{top}/large", len(content), "large") as file:
            assert file.read() == content

    def test_a_new_object_has_another_tag(self, folder: tuple[Store, str]) -> None:
        store, top = folder
        send(store, f"{top}/a", b"1")
        before = store.find(f"{top}/a")
        send(store, f"{top}/a", b"2")
        assert store.find(f"{top}/a") != before

    def test_folders_are_listed_in_order(self, folder: tuple[Store, str]) -> None:
        store, top = folder
        for name in ("b", "a/x", "a-b/y", "Z", "ä 漢.html"):
            send(store, f"{top}/{name}", b"12")
        assert [(entry.name, entry.is_folder) for entry in store.entries(top)] == [
            ("Z", False), ("a", True), ("a-b", True), ("b", False), ("ä 漢.html", False),
        ]  # fmt: skip
        assert store.entries(f"{top}/a") == [Entry("x", 2, is_folder=False)]
        assert sorted(store.keys(top)) == sorted(f"{top}/{name}" for name in ("b", "a/x", "a-b/y", "Z", "ä 漢.html"))
        assert store.entries(f"{top}/none") == []
        assert store.keys(f"{top}/none") == []
        assert store.find(f"{top}/a") is None

    def test_objects_are_removed(self, folder: tuple[Store, str]) -> None:
        store, top = folder
        for name in ("a", "b"):
            send(store, f"{top}/{name}", b"1")
        store.remove([f"{top}/a", f"{top}/never-there"])
        assert store.keys(top) == [f"{top}/b"]
        store.remove([])

    def test_a_small_object_is_read_with_its_tag(self, folder: tuple[Store, str]) -> None:
        store, top = folder
        assert store.get(f"{top}/m", 10) is None
        tag = store.put(f"{top}/m", b"one", None)
        assert store.get(f"{top}/m", 10) == (b"one", tag)
        with pytest.raises(StoreError, match="larger"):
            store.get(f"{top}/m", 2)
        tag = store.put(f"{top}/m", b"two", tag)
        assert store.get(f"{top}/m", 10) == (b"two", tag)


class KeptApart:
    """What keeps two machines apart. The emulator of Google Cloud Storage does not know it."""

    def test_of_two_who_replace_an_object_one_loses(self, folder: tuple[Store, str]) -> None:
        store, top = folder
        first = store.put(f"{top}/m", b"one", None)
        with pytest.raises(StoreChanged):
            store.put(f"{top}/m", b"other", None)
        store.put(f"{top}/m", b"two", first)
        with pytest.raises(StoreChanged):
            store.put(f"{top}/m", b"other", first)
        found = store.get(f"{top}/m", 10)
        assert found is not None
        assert found.content == b"two"

    def test_what_was_never_there_is_not_replaced(self, folder: tuple[Store, str]) -> None:
        store, top = folder
        with pytest.raises(StoreError):
            store.put(f"{top}/m", b"one", '"0123"')
        assert store.get(f"{top}/m", 10) is None


class TestFolderKeptApart(KeptApart):
    pass


@pytest.mark.slow
@pytest.mark.s3
class TestS3(TestFolder, KeptApart):
    @pytest.fixture
    def folder(self, s3: S3Server, bucket: str) -> Iterator[tuple[Store, str]]:
        from scraper.storage.s3 import S3Store  # noqa: PLC0415 - an extra

        with environ(**s3.environment):
            yield S3Store(bucket), "top"

    def test_what_a_kill_left_is_dropped_where_nobody_sends_it(self, folder: tuple[Store, str]) -> None:
        store, top = folder
        for name in ("old", "new"):
            store.upload(BytesIO(b"abc"), 0, 3, f"{top}/{name}")
        assert store.drop_uploads(top, lambda key: key.endswith("/old")) == 1
        assert store.drop_uploads(top, lambda _: True) == 1
        assert store.drop_uploads(top, lambda _: True) == 0


@pytest.mark.slow
@pytest.mark.s3
@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")  # gcsfs hands octets to aiohttp as they are
class TestGcs(TestFolder):
    """Over an emulator: it carries out requests, but no conditions."""

    @pytest.fixture
    def folder(self, emulator: str, tmp_path: Path) -> Iterator[tuple[Store, str]]:
        from scraper.storage.gs import GcsStore  # noqa: PLC0415 - an extra

        with environ(STORAGE_EMULATOR_HOST=emulator, NO_GCE_CHECK="true"):
            yield GcsStore("bucket"), f"top-{tmp_path.name}"


def test_what_is_replaced_while_it_is_read_is_told(tmp_path: Path) -> None:
    store, key = FolderStore(), str(tmp_path / "large")
    send(store, key, b"a" * (BLOCK + 5))
    with open_object(store, key, BLOCK + 5, "large") as file:
        assert file.read(3) == b"aaa"
        send(store, key, b"b" * (BLOCK + 5))
        with pytest.raises(StoreError, match="was replaced"):
            file.read()


def test_pieces_read_like_one_file(tmp_path: Path) -> None:
    store = FolderStore()
    contents = [os.urandom(size) for size in (5, 0, BLOCK - 3, BLOCK + 11, 1)]
    pieces = []
    for number, content in enumerate(contents):
        send(store, str(tmp_path / str(number)), content)
        pieces.append(Piece(str(tmp_path / str(number)), len(content)))
    whole = BytesIO(b"".join(contents))
    with open_pieces(store, pieces, "pieces") as file:
        for place, size in ((0, 10), (BLOCK - 2, 9), (2 * BLOCK, 100), (3, BLOCK), (2 * BLOCK + 12, 50), (0, -1)):
            assert file.seek(place) == whole.seek(place)
            assert file.read(size) == whole.read(size)
            assert file.tell() == whole.tell()
