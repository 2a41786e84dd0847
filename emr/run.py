"""A run on EMR: uploads, one cluster that is watched, and always its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from emr import clusters, machine
from emr.clock import Clock
from emr.clusters import Cluster
from emr.ending import LEFT, end_run
from emr.errors import CloudError
from emr.interruptions import Interruptions
from emr.machine import Outcome, Phase
from emr.plan import Plan
from emr.raw import SourceFile, upload_raw
from emr.transfer import Progress, download, upload_code

POLL_SECONDS = 20.0
# Polls that may fail in a row: a network that is gone for some minutes ends no run.
POLLS_IN_THE_DARK = 15


@dataclass
class Run:
    """A run; `execute` does it.

    Attributes:
        plan: What to do.
        emr: Client of EMR.
        creator: Client of EMR that never repeats a request: a repeated one could create two.
        s3: Client of S3.
        sources: Landed files to upload.
        say: Told what happens, in one line.
        progress: Told how the upload goes.
        interruptions: The signals.
        clock: The time.
        cluster: The cluster as it was last seen.
        failure: What went wrong first.
        files: What the steps left in S3.
        seconds: How long the cluster existed.
    """

    plan: Plan
    emr: Any
    creator: Any
    s3: Any
    sources: Sequence[SourceFile]
    say: Callable[[str], None]
    progress: Progress
    interruptions: Interruptions = field(default_factory=Interruptions)
    clock: Clock = field(default_factory=Clock)
    cluster: Cluster | None = None
    failure: BaseException | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    seconds: float = 0.0
    _cluster_id: str = ""
    _began: float = 0.0
    _told: str = ""
    _refused: bool = False

    def execute(self) -> None:
        """Go through all phases; whatever happens, no cluster is left.

        Raises:
            CloudError: What went wrong first; nothing did when it returns.
            KeyboardInterrupt: It was interrupted.
        """
        with self.interruptions.installed():
            machine.drive(self._perform)
        if self.failure:
            raise self.failure

    def _perform(self, phase: Phase) -> Outcome:
        actions = {
            Phase.UPLOAD: self._upload,
            Phase.CREATE: self._create,
            Phase.WATCH: self._watch,
            Phase.TERMINATE: self._terminate,
            Phase.COLLECT: self._collect,
        }
        try:
            actions[phase]()
        except (KeyboardInterrupt, SystemExit) as error:
            self._note(KeyboardInterrupt(*error.args))
            return Outcome.INTERRUPTED
        except Exception as error:  # a defect of ours must not leave a cluster either
            self._note(error)
            return Outcome.FAILED
        return Outcome.WELL

    def _note(self, error: BaseException) -> None:
        if self.failure is None:
            self.failure = error
        elif LEFT in str(error):
            self.failure = CloudError(f"{self.failure}\n{error}")

    def _upload(self) -> None:
        with self.interruptions.heeded():
            upload_code(self.s3, self.plan.layout, self.plan.project)
            sent = upload_raw(self.s3, self.plan.layout, self.sources, self.progress)
            self.say(f"uploaded the project and {sent:,} landed files")

    def _create(self) -> None:
        self._began = self.clock.now()
        try:
            self._cluster_id = clusters.create(self.creator, self.plan.request)
        except CloudError as error:
            self._refused = _is_refusal(error.__cause__)
            raise
        self.say(f"created the cluster {self._cluster_id}; Ctrl-C ends it")

    def _watch(self) -> None:
        failed_polls = 0
        while True:
            with self.interruptions.heeded():
                try:
                    if self._looked():
                        return
                    failed_polls = 0
                except _UnseenError as error:
                    failed_polls += 1
                    self.say(f"no answer ({failed_polls} of {POLLS_IN_THE_DARK}): {error}")
                    if failed_polls >= POLLS_IN_THE_DARK:
                        raise CloudError(str(error)) from error
                if self.clock.now() - self._began >= self.plan.limits.lifetime_seconds:
                    minutes = self.plan.limits.lifetime_seconds // 60
                    raise CloudError(f"the cluster was not done after {minutes} minutes")
                self.clock.sleep(POLL_SECONDS)

    def _looked(self) -> bool:
        try:
            self.cluster = clusters.describe(self.emr, self._cluster_id)
            steps = clusters.steps(self.emr, self._cluster_id)
        except CloudError as error:
            raise _UnseenError(str(error)) from error
        states = ", ".join(f"{step.name} {step.state.lower()}" for step in steps)
        told = f"{self.cluster.state.lower()}: {states}"
        if told != self._told:
            self._told = told
            self.say(f"{(self.clock.now() - self._began) / 60:5.1f} min  {told}")
        verdict = machine.judge(self.cluster.state, [step.state for step in steps])
        if verdict == "failed":
            failed = [step for step in steps if step.state in ("FAILED", "CANCELLED")]
            what = f"the step {failed[0].name} failed" if failed else "the cluster ended early"
            why = (failed[0].reason if failed else "") or self.cluster.reason or "EMR says no more"
            raise CloudError(f"{what}: {why}; logs: {self.plan.layout.logs()}{self._cluster_id}/")
        return verdict == "done"

    def _terminate(self) -> None:
        """End every cluster of this run, the one whose creation got no answer included."""
        ended = end_run(
            self.emr,
            self.plan.layout.prefix,
            self.plan.run_id,
            self._cluster_id,
            certain=self._refused,
            clock=self.clock,
            say=self.say,
        )
        self.cluster = ended or self.cluster
        self.seconds = self.clock.now() - self._began

    def _collect(self) -> None:
        with self.interruptions.heeded():
            layout = self.plan.layout
            prefix = layout.proof_prefix(self.plan.run_id)
            self.files = download(self.s3, layout.staging_bucket, prefix)


class _UnseenError(Exception):
    """EMR could not be asked."""


def _is_refusal(error: BaseException | None) -> bool:
    """Tell whether AWS answered that it did not do it: without an answer it may have."""
    if not isinstance(error, ClientError):
        return False
    return 400 <= int(error.response["ResponseMetadata"].get("HTTPStatusCode", 0)) < 500
