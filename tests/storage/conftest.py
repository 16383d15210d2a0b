from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.served import S3Server, free_port, make_bucket, running, wait_for


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    with S3Server() as server:
        yield server


@pytest.fixture(scope="session")
def emulator() -> Iterator[str]:
    """Where an emulator of Google Cloud Storage is, with a bucket."""
    port = free_port()
    command = ["-m", "gcp_storage_emulator", "start", "--host", "127.0.0.1", "--port", str(port), "--in-memory"]
    with running(*command, "--default-bucket", "bucket"):
        wait_for(port)
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def bucket(s3: S3Server, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new bucket."""
    name = f"b-{abs(hash((request.node.name, tmp_path)))}"
    s3.plan()
    make_bucket(s3, name)
    return name
