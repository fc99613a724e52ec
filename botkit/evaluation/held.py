"""A run of conversation tests and its results: for people, and as JUnit XML for build servers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from botkit.assembly import open_engine, open_policy
from botkit.domain.errors import ConfigError
from botkit.domain.ports import Progress
from botkit.evaluation.conversations import (
    ConversationReport,
    ConversationTest,
    Coverage,
    Difference,
    Failure,
    read_all_conversations,
    run_conversations,
)
from botkit.project.project import Project


@dataclass(frozen=True, slots=True)
class TestRun:
    """The conversation tests that were run, and the steps of flows that they took."""

    __test__ = False  # tells pytest that this is no test class

    tests: tuple[ConversationTest, ...]
    report: ConversationReport
    coverage: Coverage
    seconds: float

    def text(self) -> str:
        """Return the results for people to read: each failure with its transcript and its differences."""
        return "\n".join([*self._failures(), *self._summary()])

    def _failures(self) -> Iterator[str]:
        for failure in self.report.failures:
            yield f"FAILED {failure.origin} {failure.conversation}, step {failure.step}"
            for user, reply in failure.transcript:
                yield f"    user  {user}"
                yield f"    bot   {' '.join(reply.split())}"
            yield from (f"  {line}" for problem in failure.problems for line in _lines(problem))
            yield ""

    def _summary(self) -> Iterator[str]:
        report = self.report
        yield f"{report.held} of {report.total} conversations hold ({self.seconds:.0f} s)"
        if self.coverage.steps:
            yield f"flows: {self.coverage.share:.0%} of {len(self.coverage.steps)} steps taken"
            for flow, steps in self.coverage.missed.items():
                yield f"  {flow}: never {', '.join(steps)}"

    def write_junit(self, path: Path) -> None:
        """Write the results to the file as JUnit XML, which build servers read."""
        failed = {failure.conversation: failure for failure in self.report.failures}
        suite = ET.Element(
            "testsuite",
            name="conversations",
            tests=str(self.report.total),
            failures=str(len(failed)),
            time=f"{self.seconds:.1f}",
        )
        for test in self.tests:
            case = ET.SubElement(suite, "testcase", classname=test.origin.partition(":")[0], name=test.name)
            if failure := failed.get(test.name):
                problem = ET.SubElement(case, "failure", message="; ".join(map(str, failure.problems)))
                problem.text = _transcript(failure)
        temporary = path.with_name(f".{path.name}.tmp")
        ET.ElementTree(suite).write(temporary, encoding="utf-8", xml_declaration=True)
        temporary.replace(path)


def hold(project: Project, only: str, jobs: int, progress: Progress | None = None) -> TestRun:
    """Run the bot's conversation tests whose name or place contains the text `only`.

    Raises ConfigError if there are none, and what `open_engine` raises.
    """
    folder = project.bot.folder / "tests"
    tests = read_all_conversations(folder)
    if tests is None:
        raise ConfigError(f"{folder}: no conversation tests; write some into conversations.yml")
    tests = tuple(test for test in tests if only.casefold() in f"{test.origin} {test.name}".casefold())
    if not tests:
        raise ConfigError(f"{folder}: no conversation test has '{only}' in its name; leave --only out to hold all")
    coverage = Coverage(project.bot.dialogue.graphs)
    engine = open_engine(project, open_policy(project, coverage.take))
    started = time.monotonic()
    report = run_conversations(engine, tests, progress, jobs=jobs)
    return TestRun(tests, report, coverage, time.monotonic() - started)


def _lines(difference: Difference) -> Iterator[str]:
    """Format a difference as a diff does."""
    if difference.expected:
        yield f"- {difference.key}: {difference.expected}"
    if difference.got or difference.key not in {"says", "not_says"}:
        yield f"+ {difference.key}: {difference.got or '(nothing)'}"


def _transcript(failure: Failure) -> str:
    turns = [f"user: {user}\nbot: {' '.join(reply.split())}" for user, reply in failure.transcript]
    return "\n".join([f"{failure.origin}, step {failure.step}", *turns])
