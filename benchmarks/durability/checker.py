"""The check of a history: which messages were acknowledged, which turns there are, and which replies were posted.

Each conversation is a list that its turns append to, as in Jepsen's list-append: a reply names the turn that it found
before it. A turn that is missing, doubled, or out of order therefore shows in the replies themselves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was acknowledged; `before` are messages of its conversation acknowledged before it was sent."""

    conversation: str
    message: str
    before: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Taken:
    """A committed turn: the message that it answers, and the message that the previous turn had answered."""

    conversation: str
    seq: int
    message: str
    after: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A reply that reached the channel; `attempts` earlier ones may have got there, too."""

    conversation: str
    message: str
    attempts: int


@dataclass(frozen=True, slots=True)
class History:
    """The whole history; `posts` are in the order of their arrival."""

    sent: tuple[Sent, ...]
    turns: tuple[Taken, ...]
    posts: tuple[Posted, ...]


@dataclass(slots=True)
class Verdict:
    """The faults of a history, and the number of replies that came twice where that is declared."""

    faults: list[str] = field(default_factory=list)
    doubled: int = 0


def judge(history: History) -> Verdict:
    """Check the whole history."""
    verdict = Verdict()
    verdict.faults += _unanswered(history)
    verdict.faults += _answered_twice(history.turns)
    verdict.faults += _not_in_order(history)
    verdict.faults += _broken_chains(history.turns)
    verdict.faults += _posts_out_of_order(history)
    verdict.faults += _doubled_without_warning(history.posts, verdict)
    return verdict


def _unanswered(history: History) -> Iterator[str]:
    taken = {(turn.conversation, turn.message) for turn in history.turns}
    posted = {(post.conversation, post.message) for post in history.posts}
    for sent in history.sent:
        if (sent.conversation, sent.message) not in taken:
            yield f"{sent.conversation}: {sent.message} was acknowledged and never answered"
        elif (sent.conversation, sent.message) not in posted:
            yield f"{sent.conversation}: the reply to {sent.message} never arrived"
    for conversation, message in posted - taken:
        yield f"{conversation}: a reply to {message} arrived, and there is no such turn"


def _answered_twice(turns: Iterable[Taken]) -> Iterator[str]:
    for (conversation, message), count in Counter((turn.conversation, turn.message) for turn in turns).items():
        if count > 1:
            yield f"{conversation}: {message} was answered {count} times"


def _not_in_order(history: History) -> Iterator[str]:
    place = {(turn.conversation, turn.message): turn.seq for turn in history.turns}
    for sent in history.sent:
        mine = place.get((sent.conversation, sent.message))
        for earlier in sent.before:
            other = place.get((sent.conversation, earlier))
            if mine is not None and other is not None and other >= mine:
                yield f"{sent.conversation}: {sent.message} was answered before {earlier}, which came first"


def _broken_chains(turns: Iterable[Taken]) -> Iterator[str]:
    for conversation, mine in _by_conversation(turns).items():
        found = ""
        for number, turn in enumerate(sorted(mine, key=lambda turn: turn.seq), start=1):
            if turn.seq != number:
                yield f"{conversation}: turn {number} is missing, {turn.seq} is there"
                break
            if turn.after != found:
                yield f"{conversation}: turn {number} came after {found!r}, but had seen {turn.after!r}"
            found = turn.message


def _posts_out_of_order(history: History) -> Iterator[str]:
    place = {(turn.conversation, turn.message): turn.seq for turn in history.turns}
    latest: dict[str, int] = defaultdict(int)
    seen: set[tuple[str, str]] = set()
    for post in history.posts:
        key = (post.conversation, post.message)
        if key in seen or key not in place:
            continue
        seen.add(key)
        if place[key] < latest[post.conversation]:
            yield f"{post.conversation}: the reply to {post.message} arrived after a later one"
        latest[post.conversation] = max(latest[post.conversation], place[key])


def _doubled_without_warning(posts: Iterable[Posted], verdict: Verdict) -> Iterator[str]:
    """Yield replies that were posted twice unknown to their senders, which number each attempt that they know of."""
    seen: set[tuple[str, str]] = set()
    attempts: set[Posted] = set()
    for post in posts:
        key = (post.conversation, post.message)
        verdict.doubled += key in seen
        if post in attempts:
            yield f"{post.conversation}: the reply to {post.message} came again, and nothing said that it might"
        seen.add(key)
        attempts.add(post)


def _by_conversation(turns: Iterable[Taken]) -> dict[str, list[Taken]]:
    found: dict[str, list[Taken]] = defaultdict(list)
    for turn in turns:
        found[turn.conversation].append(turn)
    return found
