import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import StoreError
from scraper.storage.urls import is_url, place_at


@pytest.mark.parametrize(
    ("url", "scheme", "bucket", "key"),
    [
        ("s3://bucket/a/b.parquet", "s3", "bucket", "a/b.parquet"),
        ("S3://bucket/a/", "s3", "bucket", "a"),
        ("s3://bucket", "s3", "bucket", ""),
        ("gs://bucket.example/ä/漢?#%20", "gs", "bucket.example", "ä/漢?#%20"),
        ("file:///srv/share/run", "file", "", "/srv/share/run"),
        ("file://localhost/srv/a%20b/", "file", "", "/srv/a b"),
    ],
)
def test_a_url_is_taken_apart(url: str, scheme: str, bucket: str, key: str) -> None:
    place = place_at(url)
    assert (place.scheme, place.bucket, place.key, place.given) == (scheme, bucket, key, url)


def test_the_url_of_a_key_leads_back() -> None:
    for url in ("s3://bucket/a/b", "file:///srv/share/run"):
        place = place_at(url)
        assert place_at(place.url(place.key)) == place


@pytest.mark.parametrize("path", ["data/demo", "demo", "s3:/bucket/a", "https://example.org/", "s3a://b/c", "-", ""])
def test_what_is_of_no_store_is_no_url(path: str) -> None:
    assert not is_url(path)
    with pytest.raises(StoreError):
        place_at(path)


@pytest.mark.parametrize(
    "url",
    [
        "s3://",
        "s3:///key",
        "s3://bucket/../other",
        "s3://bucket/a//b",
        "s3://bucket/./b",
        "s3://bucket/" + "a" * 1025,
        "s3://bucket/a\nb",
        "file://host/a",
        "file://",
        "file:///srv/../etc",
        "file:///srv/%2e%2e/etc",
        "file:///srv/%00",
    ],
)
def test_what_names_no_place_is_refused(url: str) -> None:
    with pytest.raises(StoreError) as error:
        place_at(url)
    assert len(str(error.value)) < 400


@pytest.mark.parametrize("scheme", ["s3", "gs", "file"])
def test_credentials_are_refused_and_not_told(scheme: str) -> None:
    with pytest.raises(StoreError) as error:
        place_at(f"{scheme}://key:pa55word@bucket/name")
    assert "pa55word" not in str(error.value)
    assert "credentials" in str(error.value)


@given(st.text(), st.sampled_from(["s3://", "gs://", "file://", "file:///"]))
def test_any_text_is_a_place_or_refused(text: str, start: str) -> None:
    try:
        place = place_at(start + text)
    except StoreError:
        return
    assert ".." not in place.key.split("/")
    assert "\0" not in place.key
