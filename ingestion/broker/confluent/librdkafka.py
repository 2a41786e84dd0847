"""The part of librdkafka's C interface that reading needs, called through ctypes.

confluent-kafka makes a Python object of every record: that alone costs more than all else that
landing does with one. The same library, which its wheel carries, hands out thousands of pointers.
Functions and structures are those of rdkafka.h; the application binary interface is stable.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import confluent_kafka
import llvmlite.binding
from confluent_kafka import KafkaError, KafkaException

from ingestion.broker.interface import Partition
from ingestion.errors import SettingsError

_INVALID_ARGUMENT = KafkaError._INVALID_ARG  # noqa: SLF001 - the library's own name
_CONSUMER = 1
_TEXT_BYTES = 512


class TopicPartition(ctypes.Structure):
    """`rd_kafka_topic_partition_t`."""

    _fields_ = (
        ("topic", ctypes.c_char_p),
        ("partition", ctypes.c_int32),
        ("offset", ctypes.c_int64),
        ("metadata", ctypes.c_void_p),
        ("metadata_size", ctypes.c_size_t),
        ("opaque", ctypes.c_void_p),
        ("err", ctypes.c_int),
        ("_private", ctypes.c_void_p),
    )


class PartitionList(ctypes.Structure):
    """`rd_kafka_topic_partition_list_t`."""

    _fields_ = (
        ("cnt", ctypes.c_int),
        ("size", ctypes.c_int),
        ("elems", ctypes.POINTER(TopicPartition)),
    )


_Handle, _Text, _Int, _Size = (
    ctypes.c_void_p,
    ctypes.c_char_p,
    ctypes.c_int,
    ctypes.c_size_t,
)
_List = ctypes.POINTER(PartitionList)
# Client, error and partitions; client, error, its text.
PartitionsCallback = ctypes.CFUNCTYPE(None, _Handle, _Int, _List, _Handle)
ErrorCallback = ctypes.CFUNCTYPE(None, _Handle, _Int, _Text, _Handle)

# Result and arguments by the name after `rd_kafka_`.
_FUNCTIONS: Mapping[str, tuple[Any, ...]] = {
    "conf_new": (_Handle,),
    "conf_set": (_Int, _Handle, _Text, _Text, _Text, _Size),
    "conf_set_log_cb": (None, _Handle, _Handle),
    "conf_set_error_cb": (None, _Handle, ErrorCallback),
    "conf_set_rebalance_cb": (None, _Handle, PartitionsCallback),
    "conf_set_offset_commit_cb": (None, _Handle, PartitionsCallback),
    "conf_destroy": (None, _Handle),
    "new": (_Handle, _Int, _Handle, _Text, _Size),
    "poll_set_consumer": (_Int, _Handle),
    "queue_get_consumer": (_Handle, _Handle),
    "queue_destroy": (None, _Handle),
    "consume_batch_queue": (ctypes.c_ssize_t, _Handle, _Int, _Handle, _Size),
    "subscribe": (_Int, _Handle, _List),
    "incremental_assign": (_Handle, _Handle, _List),
    "incremental_unassign": (_Handle, _Handle, _List),
    "error_code": (_Int, _Handle),
    "error_string": (_Text, _Handle),
    "error_destroy": (None, _Handle),
    "err2str": (_Text, _Int),
    "commit": (_Int, _Handle, _List, _Int),
    "consumer_close": (_Int, _Handle),
    "destroy": (None, _Handle),
    "topic_name": (_Text, _Handle),
    "message_leader_epoch": (ctypes.c_int32, _Handle),
    "topic_partition_list_new": (_List, _Int),
    "topic_partition_list_add": (ctypes.POINTER(TopicPartition), _List, _Text, ctypes.c_int32),
    "topic_partition_list_destroy": (None, _List),
}


class Library:
    """The functions, by their names after `rd_kafka_`."""

    def __init__(self, path: Path) -> None:
        # Compiled loops call some functions as well, and find them by name.
        llvmlite.binding.load_library_permanently(str(path))
        loaded = ctypes.CDLL(str(path))
        for name, (result, *arguments) in _FUNCTIONS.items():
            function = getattr(loaded, f"rd_kafka_{name}")
            function.restype, function.argtypes = result, arguments
            setattr(self, name, function)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Tell the type checker what the functions are; those there are need no look-up."""
        raise AttributeError(name)

    def error(self, code: int, text: str = "") -> KafkaError:
        """Return an error as confluent-kafka has it."""
        return KafkaError(code, text or self.err2str(code).decode())

    def check(self, code: int) -> None:
        """Heed a code that a function returned.

        Raises:
            KafkaException: It is not 0.
        """
        if code:
            raise KafkaException(self.error(code))

    def check_error(self, error: int | None) -> None:
        """Heed an error object that a function returned, and free it.

        Raises:
            KafkaException: There is one.
        """
        if error:
            code, text = self.error_code(error), self.error_string(error).decode()
            self.error_destroy(error)
            raise KafkaException(self.error(code, text))

    @contextmanager
    def partition_list(self, partitions: Iterable[tuple[str, int, int]]) -> Iterator[Any]:
        """Give a list of topics, partitions and offsets."""
        made = self.topic_partition_list_new(1)
        try:
            for topic, number, offset in partitions:
                added = self.topic_partition_list_add(made, topic.encode(), number)
                added.contents.offset = offset
            yield made
        finally:
            self.topic_partition_list_destroy(made)

    def configuration(self, options: Mapping[str, object]) -> int:
        """Return a new configuration with options by their names in CONFIGURATION.md.

        Raises:
            KafkaException: The library does not know an option, or not this value of it.
        """
        made: int = self.conf_new()
        self.conf_set_log_cb(made, None)
        text = ctypes.create_string_buffer(_TEXT_BYTES)
        for name, value in options.items():
            spelled = str(value).lower() if isinstance(value, bool) else str(value)
            if self.conf_set(made, name.encode(), spelled.encode(), text, _TEXT_BYTES):
                self.conf_destroy(made)
                raise KafkaException(self.error(_INVALID_ARGUMENT, text.value.decode()))
        return made

    def consumer(self, configuration: int) -> int:
        """Return a new consumer, which takes over the configuration.

        Raises:
            KafkaException: The library cannot do what the configuration asks for.
        """
        text = ctypes.create_string_buffer(_TEXT_BYTES)
        made: int | None = self.new(_CONSUMER, configuration, text, _TEXT_BYTES)
        if made is None:
            self.conf_destroy(configuration)
            raise KafkaException(self.error(_INVALID_ARGUMENT, text.value.decode()))
        self.check(self.poll_set_consumer(made))
        return made


def named(listed: Any) -> set[Partition]:
    """Return the partitions of a list."""
    elements = listed.contents.elems[: listed.contents.cnt]
    return {Partition(each.topic.decode(), each.partition) for each in elements}


@cache
def library() -> Library:
    """Return the library, which confluent-kafka has loaded.

    Raises:
        SettingsError: It is not where the wheels for Linux have it.
    """
    folder = Path(confluent_kafka.__file__).parent.with_name("confluent_kafka.libs")
    found = sorted(folder.glob("librdkafka*.so*"))
    if not found:
        raise SettingsError(
            f"confluent-kafka was installed without its C library in {folder}.",
            "Install its wheel, or set HYPERION_KAFKA_CLIENT to kafka-python.",
        )
    return Library(found[0])
