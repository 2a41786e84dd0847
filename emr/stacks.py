"""CloudFormation stacks: compared with what is wanted, created, updated and deleted.

Every step may be cut off: a run finds the stack in whatever state it is, waits for what is under
way, and goes on from there.
"""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from botocore.exceptions import ClientError

from emr.aws import code, spoken
from emr.errors import CloudError
from emr.stack import FINGERPRINT, Found, Wanted

Say = Callable[[str], None]
Verb = Literal["create", "update", "keep"]

_SECONDS_BETWEEN_LOOKS = 3.0
# A distribution takes a quarter of an hour at worst.
_PATIENCE_SECONDS = 3600.0
# Nothing of it ever worked: it is deleted, and created anew.
_STILLBORN = ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED")
_GOOD = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")


class Stacks:
    """The stacks of one account and region.

    Args:
        client: A client of CloudFormation.
        say: Called with each event.
        pause: Waits for so many seconds.
    """

    def __init__(self, client: Any, say: Say, pause: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._say = say
        self._pause = pause

    def find(self, name: str) -> Found | None:
        """Return a stack, or nothing if there is none.

        Raises:
            CloudError: AWS refused, or could not be asked.
        """
        with spoken(f"look at the stack {name}"):
            try:
                told = self._client.describe_stacks(StackName=name)["Stacks"][0]
            except ClientError as error:
                if code(error) == "ValidationError" and "does not exist" in str(error):
                    return None
                raise
        return Found(
            name=name,
            status=told["StackStatus"],
            reason=told.get("StackStatusReason", ""),
            outputs={each["OutputKey"]: each["OutputValue"] for each in told.get("Outputs", [])},
            parameters={
                each["ParameterKey"]: each["ParameterValue"] for each in told.get("Parameters", [])
            },
        )

    def compare(self, wanted: Wanted) -> Verb:
        """Say what has to be done to a stack; nothing is."""
        found = self.find(wanted.name)
        if found is None or found.status in _STILLBORN:
            return "create"
        same = found.outputs.get(FINGERPRINT) == wanted.fingerprint
        return "keep" if same and found.status in _GOOD else "update"

    def deploy(self, wanted: Wanted) -> Found:
        """Create or update a stack, and wait until that is done.

        Raises:
            CloudError: AWS refused or failed; CloudFormation puts back what was there before.
        """
        found = self._settled(wanted.name)
        if found is not None and found.status in _STILLBORN:
            self._say(f"delete {wanted.name}, which was never completed")
            self.delete(wanted.name)
            found = None
        if found is not None and self.compare(wanted) == "keep":
            return found
        verb = "update" if found else "create"
        self._say(f"{verb} the stack {wanted.name}")
        known = {event["EventId"] for event in self._events(wanted.name)} if found else set()
        with spoken(f"{verb} the stack {wanted.name}"):
            self._send(verb, wanted)
        done = self._settled(wanted.name, known)
        if done is None or done.outputs.get(FINGERPRINT) != wanted.fingerprint:
            raise CloudError(self._failure(wanted.name, done, known))
        return done

    def delete(self, name: str) -> None:
        """Delete a stack with all that it made, and wait until it is gone.

        Raises:
            CloudError: Something could not be deleted, such as a bucket that holds anything.
        """
        if self._settled(name) is None:
            return
        known = {event["EventId"] for event in self._events(name)}
        with spoken(f"delete the stack {name}"):
            self._client.delete_stack(StackName=name)
        left = self._settled(name, known)
        if left is not None:
            raise CloudError(self._failure(name, left, known))

    def resources(self, name: str, kind: str) -> list[str]:
        """Return the names of a stack's resources of one type, such as `AWS::S3::Bucket`."""
        with spoken(f"list what the stack {name} made"):
            told = self._client.describe_stack_resources(StackName=name)["StackResources"]
        return [
            each["PhysicalResourceId"]
            for each in told
            if each["ResourceType"] == kind and each.get("ResourceStatus") != "DELETE_COMPLETE"
        ]

    def _send(self, verb: str, wanted: Wanted) -> None:
        send = self._client.create_stack if verb == "create" else self._client.update_stack
        try:
            send(
                StackName=wanted.name,
                TemplateBody=wanted.body,
                Parameters=[
                    {"ParameterKey": key, "ParameterValue": value}
                    for key, value in wanted.parameters.items()
                ],
                Tags=[{"Key": key, "Value": value} for key, value in wanted.tags.items()],
                Capabilities=["CAPABILITY_NAMED_IAM"],
                # The same for what boto3 sends again after a lost answer.
                ClientRequestToken=str(uuid.uuid4()),
            )
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise

    def _settled(self, name: str, known: set[str] | None = None) -> Found | None:
        """Wait until nothing is under way, telling events that are not known yet."""
        seen = known if known is None else set(known)
        waited = 0.0
        while (found := self.find(name)) is not None:
            under_way = found.status.endswith("_IN_PROGRESS")
            if seen is not None:
                for event in self._events(name):
                    if event["EventId"] not in seen:
                        seen.add(event["EventId"])
                        self._say(f"  {_line(event)}")
            if seen is None and under_way:
                seen = set()
                self._say(f"{name} is {found.status}; wait for that to end")
            if not under_way:
                return None if found.status == "DELETE_COMPLETE" else found
            if waited >= _PATIENCE_SECONDS:
                raise CloudError(
                    f"the stack {name} has been {found.status} for an hour; look at it in the "
                    "console, and run the command again when it has ended"
                )
            self._pause(_SECONDS_BETWEEN_LOOKS)
            waited += _SECONDS_BETWEEN_LOOKS
        return None

    def _events(self, name: str) -> Iterator[dict[str, Any]]:
        """Return the latest events, the oldest first."""
        try:
            told = self._client.describe_stack_events(StackName=name)["StackEvents"]
        except ClientError:
            return  # gone meanwhile, or not ours to see: what happens is told by the state as well
        yield from reversed(told)

    def _failure(self, name: str, found: Found | None, known: set[str]) -> str:
        reasons = [
            f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}"
            for event in self._events(name)
            if event["EventId"] not in known
            and event["ResourceStatus"].endswith("_FAILED")
            and event.get("ResourceStatusReason")
        ]
        status = found.status if found else "gone"
        said = "; ".join(reasons) or (found.reason if found else "") or "no reason given"
        return f"the stack {name} is {status}: {said}; put that right and run the command again"


def _line(event: Mapping[str, Any]) -> str:
    reason = event.get("ResourceStatusReason")
    told = f"{event['ResourceStatus'].lower()} {event['LogicalResourceId']}"
    return f"{told}: {reason}" if reason else told
