"""The receiver in Kafka: one message a row, one transaction a batch."""

from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from scraper.errors import MissingExtra, UsageError
from scraper.feeding.port import Batch, NotTaken, Refused

try:
    from confluent_kafka import KafkaError, KafkaException, Producer
except ImportError as error:  # the extra is not installed
    raise MissingExtra("Feeding Kafka needs confluent-kafka: pip install 'qaharvest[kafka]'.") from error

_REFUSALS = frozenset(
    {
        KafkaError.MSG_SIZE_TOO_LARGE,
        KafkaError.TOPIC_EXCEPTION,
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.CLUSTER_AUTHORIZATION_FAILED,
        KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
        KafkaError.SASL_AUTHENTICATION_FAILED,
        KafkaError._AUTHENTICATION,  # the library's own, of a handshake
    }
)


class KafkaReceiver:
    """Produces each batch in a transaction.

    :param url: ``kafka://HOST:PORT[,HOST:PORT…]/TOPIC``.
    :param settings: further settings of librdkafka, such as credentials.
    :param seconds: for each step of a transaction.
    :raises UsageError: if the address or a setting is impossible.
    """

    def __init__(self, url: str, *, settings: Mapping[str, str] | None = None, seconds: float = 30.0) -> None:
        brokers, self._topic = _parsed(url)
        self.name = f"kafka://{brokers}/{self._topic}"
        self._settings: dict[str, object] = {
            **(settings or {}),
            "bootstrap.servers": brokers,
            "enable.idempotence": True,
            "compression.type": "zstd",
            "log_level": 0,  # what goes wrong is told by exceptions
            "error_cb": _ignore,
        }
        self._seconds = seconds
        self._producer: Producer | None = None
        try:
            Producer(self._settings).close()
        except KafkaException as error:
            raise UsageError(f"{self.name} cannot be used: {_said(error)}.") from error

    def has(self, batch: Batch) -> bool:  # noqa: ARG002 - part of the port
        """Return False: a batch of which it is not known whether it came through is produced again."""
        return False

    def send(self, batch: Batch) -> None:
        """Produce the rows of a batch in one transaction.

        :raises NotTaken: if it did not end, or nobody knows.
        :raises Refused: if the brokers say no.
        """
        try:
            producer = self._ready(batch.feed)
            producer.begin_transaction()
            for row in batch.rows:
                producer.produce(
                    self._topic, key=row.key.encode(), value=row.line, headers={"idempotency-key": batch.key}
                )
            producer.commit_transaction(self._seconds)
        except (KafkaException, BufferError) as error:
            self.close()  # the next one ends what this one left open
            if isinstance(error, KafkaException) and error.args[0].code() in _REFUSALS:
                raise Refused(f"{self.name} refuses a batch: {_said(error)}; nothing is lost.") from error
            raise NotTaken(_said(error)) from error

    def close(self) -> None:
        """Give up what is not committed, and close the connections."""
        if self._producer is not None:
            producer, self._producer = self._producer, None
            producer.purge()
            with suppress(KafkaException):
                producer.abort_transaction(1.0)
            producer.close()

    def _ready(self, feed: str) -> Producer:
        if self._producer is None:
            # A transaction that a killed program of the same feed left open is ended by this one's beginning.
            producer = Producer({**self._settings, "transactional.id": f"qaharvest-{feed}"})
            producer.init_transactions(self._seconds)
            self._producer = producer
        return self._producer


def _ignore(_error: object) -> None:
    """Leave errors of connections to the library, which tries again."""


def _said(error: Exception) -> str:
    reason = error.args[0] if error.args else error
    return (reason.str() if isinstance(reason, KafkaError) else str(reason)).rstrip(".")


def _parsed(url: str) -> tuple[str, str]:
    """Return brokers and topic.

    :raises UsageError: if the address names none.
    """
    parts = urlsplit(url)
    topic = parts.path.strip("/")
    if "@" in parts.netloc:
        raise UsageError("Credentials of Kafka belong into a file: give it with --settings FILE.")
    if not parts.netloc or not topic or "/" in topic or parts.query:
        raise UsageError("The address of a topic is written kafka://HOST:PORT/TOPIC.")
    return parts.netloc, topic
