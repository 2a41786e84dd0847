"""Kafka's protocol spoken by hand, for what client libraries keep to themselves."""

from __future__ import annotations

import socket
from typing import Any

from kafka.protocol.parser import KafkaProtocol


class ClosedError(Exception):
    """The broker closed the connection instead of answering."""


class Conversation:
    """Requests and answers on one connection, one after the other."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._protocol = KafkaProtocol(client_id="hyperion")

    def ask(self, request: Any) -> Any:
        """Return the answer to a request.

        Raises:
            ClosedError: The broker closed the connection.
            TimeoutError: It did not answer within the connection's time.
            KafkaError: What it sent is no answer.
        """
        self._protocol.send_request(request)
        try:
            self._connection.sendall(self._protocol.send_bytes())
            while True:
                data = self._connection.recv(65536)
                if not data:
                    raise ClosedError("the connection was closed")
                for _, answer in self._protocol.receive_bytes(data):
                    return answer
        except TimeoutError:
            raise
        except OSError as error:
            raise ClosedError(error.strerror or str(error)) from error
