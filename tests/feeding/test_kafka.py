"""Kafka takes each batch as one transaction. The brokers are librdkafka's own, made for tests, behind real sockets."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scraper.errors import UsageError
from scraper.feeding.port import Batch, NotTaken, Receiver, Row
from scraper.feeding.targets import Secrets, target_of
from tests.feeding.receivers import sample

pytestmark = [pytest.mark.slow, pytest.mark.readers]

SAMPLE = sample()
FAST = {"socket.timeout.ms": "2000", "transaction.timeout.ms": "3000"}


def confluent() -> ModuleType:
    import confluent_kafka  # noqa: PLC0415 - an extra, which a quick run of all tests needs not have

    return confluent_kafka


def receiver_at(url: str, **options: Any) -> Receiver:
    from scraper.feeding.kafka import KafkaReceiver  # noqa: PLC0415 - it needs the same

    return KafkaReceiver(url, **options)


@pytest.fixture(scope="module")
def brokers() -> Iterator[str]:
    """Three brokers that live as long as the client that made them."""
    client = confluent().Producer({"test.mock.num.brokers": 3, "log_level": 0})
    yield ",".join(f"{broker.host}:{broker.port}" for broker in client.list_topics(timeout=10).brokers.values())
    client.close()


def messages(brokers: str, topic: str, wanted: int) -> list[Any]:
    consumer = confluent().Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": topic,
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
            "log_level": 0,
        }
    )
    consumer.subscribe([topic])
    found, until = [], time.monotonic() + 30
    while len(found) < wanted and time.monotonic() < until:
        found += [one for one in consumer.consume(100, timeout=0.5) if one.error() is None]
    consumer.close()
    return found


def test_each_row_is_a_message_with_its_key(brokers: str) -> None:
    first, second = Batch("f", 1, tuple(SAMPLE[:25])), Batch("f", 2, tuple(SAMPLE[25:]))
    with closing(receiver_at(f"kafka://{brokers}/sample", settings=FAST)) as receiver:
        receiver.send(first)
        receiver.send(second)
    found = messages(brokers, "sample", len(SAMPLE))
    assert sorted((one.key().decode(), one.value()) for one in found) == sorted(SAMPLE)
    keys = {one.key().decode(): dict(one.headers())["idempotency-key"].decode() for one in found}
    assert keys == {row.key: batch.key for batch in (first, second) for row in batch.rows}


def test_versions_of_a_record_stay_in_their_order(brokers: str) -> None:
    with closing(receiver_at(f"kafka://{brokers}/versions", settings=FAST)) as receiver:
        for number in range(5):
            receiver.send(Batch("v", number, (Row("r:1", str(number).encode()),)))
    assert [one.value() for one in messages(brokers, "versions", 5)] == [b"0", b"1", b"2", b"3", b"4"]


def test_nobody_there_is_tried_again() -> None:
    settings = {**FAST, "transaction.timeout.ms": "1000", "socket.connection.setup.timeout.ms": "1000"}
    nobody = receiver_at("kafka://127.0.0.1:1/topic", settings=settings, seconds=2)
    with closing(nobody) as receiver, pytest.raises(NotTaken):
        receiver.send(Batch("n", 1, (SAMPLE[0],)))


@pytest.mark.parametrize(
    "url", ["kafka://h:1/", "kafka:///t", "kafka://h:1/a/b", "kafka://u:p@h:1/t", "kafka://h/t?x=y"]
)
def test_an_impossible_address_is_a_sentence(url: str) -> None:
    with pytest.raises(UsageError, match=r"Kafka|topic"):
        receiver_at(url)


@pytest.mark.parametrize(
    ("text", "said"), [("nonsense=1", "No such configuration property"), ("sasl.password", "line 1: a setting is")]
)
def test_impossible_settings_are_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    settings = tmp_path / "kafka.properties"
    settings.write_text(f"{text}\n")
    with pytest.raises(UsageError, match=said):
        target_of("kafka://127.0.0.1:1/t", "full", Secrets(settings=settings)).connect()


def test_settings_are_read_from_a_file(tmp_path: Path) -> None:
    settings = tmp_path / "kafka.properties"
    settings.write_text("# as librdkafka takes them\n\nlinger.ms = 5\nsocket.timeout.ms=2000\n")
    receiver = target_of("kafka://127.0.0.1:1/t", "full", Secrets(settings=settings)).connect()
    assert receiver.name == "kafka://127.0.0.1:1/t"
    receiver.close()
