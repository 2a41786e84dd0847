"""Clients that fail at a call of one's choice, before or after it took effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from botocore.exceptions import ClientError, ReadTimeoutError

FAULTS: dict[str, Callable[[], BaseException]] = {
    "refused": lambda: refusal("AccessDeniedException", 400),
    "no answer": lambda: ReadTimeoutError(endpoint_url="https://emr"),
    "Ctrl-C": KeyboardInterrupt,
    "a defect": lambda: ValueError("a defect of ours"),
}
# AWS does not refuse what it did.
AFTER_EFFECT = ("no answer", "Ctrl-C", "a defect")


class KilledError(BaseException):
    """The process is gone: no handler of ours may run any further request."""


@dataclass
class Faults:
    """Keeps the calls of all its clients; fails at one call.

    Attributes:
        fail_at: Number of the call that fails, from 0; -1 for none.
        fault: Makes what is raised.
        when: Before the call takes effect, or after.
        for_good: Whether all calls after it fail too.
        requests: The calls so far, with their arguments.
    """

    fail_at: int = -1
    fault: Callable[[], BaseException] = KeyboardInterrupt
    when: Literal["before", "after"] = "before"
    for_good: bool = False

    def __post_init__(self) -> None:
        self.requests: list[tuple[str, dict[str, Any]]] = []

    @property
    def calls(self) -> list[str]:
        """Return the names of the calls so far."""
        return [name for name, _ in self.requests]

    @property
    def keys(self) -> list[str]:
        """Return the keys of S3 that were written, in order."""
        written = ("put_object", "copy_object")
        return [arguments["Key"] for name, arguments in self.requests if name in written]

    def around(self, client: Any) -> Any:
        """Return the client with faults."""
        return _Faulty(client, self)

    def call(self, name: str, method: Callable[..., Any], arguments: dict[str, Any]) -> Any:
        """Do one call, or fail at it."""
        number = len(self.requests)
        self.requests.append((name, arguments))
        fails = number == self.fail_at or (self.for_good and number > self.fail_at >= 0)
        if fails and self.when == "before":
            raise self.fault()
        answer = method(**arguments)
        if fails:
            raise self.fault()
        return answer


class _Faulty:
    def __init__(self, client: Any, faults: Faults) -> None:
        self._client, self._faults = client, faults

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._client, name)
        return lambda **arguments: self._faults.call(name, method, arguments)


def refusal(code: str, status: int) -> ClientError:
    """Return AWS's answer that it did not do something."""
    response = {
        "Error": {"Code": code, "Message": "said so"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(response, "AnyOperation")
