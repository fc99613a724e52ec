"""The checker finds every kind of fault that is planted into a good history, and none in the good one."""

from dataclasses import replace

import pytest

from benchmarks.durability.checker import History, Posted, Sent, Taken, judge

GOOD = History(
    sent=(
        Sent("c1", "a"),
        Sent("c1", "b", frozenset({"a"})),
        Sent("c1", "c", frozenset({"a", "b"})),
        Sent("c2", "x"),
    ),
    turns=(Taken("c1", 1, "a", ""), Taken("c1", 2, "b", "a"), Taken("c1", 3, "c", "b"), Taken("c2", 1, "x", "")),
    posts=(Posted("c1", "a", 0), Posted("c2", "x", 0), Posted("c1", "b", 0), Posted("c1", "c", 1)),
)


def faults(history: History) -> str:
    return "\n".join(judge(history).faults)


def test_a_good_history_has_no_faults() -> None:
    assert faults(GOOD) == ""


def test_a_lost_message_is_found() -> None:
    lost = replace(GOOD, turns=GOOD.turns[:2] + GOOD.turns[3:], posts=GOOD.posts[:3])
    assert faults(lost) == "c1: c was acknowledged and never answered"


def test_a_reply_that_never_arrived_is_found() -> None:
    assert faults(replace(GOOD, posts=GOOD.posts[:-1])) == "c1: the reply to c never arrived"


def test_a_reply_out_of_nowhere_is_found() -> None:
    assert "there is no such turn" in faults(replace(GOOD, posts=(*GOOD.posts, Posted("c2", "y", 0))))


def test_a_message_that_was_answered_twice_is_found() -> None:
    assert "c1: a was answered 2 times" in faults(replace(GOOD, turns=(*GOOD.turns, Taken("c1", 4, "a", "c"))))


def test_messages_answered_in_the_wrong_order_are_found() -> None:
    turned = (Taken("c1", 1, "b", ""), Taken("c1", 2, "a", "b"), *GOOD.turns[2:])
    assert "c1: b was answered before a, which came first" in faults(replace(GOOD, turns=turned))


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (Taken("c1", 3, "c", "a"), "turn 3 came after 'b', but had seen 'a'"),
        (Taken("c1", 4, "c", "b"), "turn 3 is missing, 4 is there"),
    ],
)
def test_a_turn_that_did_not_see_the_one_before_it_is_found(turn: Taken, said: str) -> None:
    assert said in faults(replace(GOOD, turns=(*GOOD.turns[:2], turn, GOOD.turns[3])))


def test_replies_that_overtake_each_other_are_found() -> None:
    posts = (GOOD.posts[0], GOOD.posts[3], GOOD.posts[2], GOOD.posts[1])
    assert faults(replace(GOOD, posts=posts)) == "c1: the reply to b arrived after a later one"


def test_a_reply_that_came_again_is_counted_and_a_fault_only_if_nothing_said_that_it_might() -> None:
    again = judge(replace(GOOD, posts=(*GOOD.posts, Posted("c1", "c", 2))))
    assert (again.faults, again.doubled) == ([], 1)
    assert "came again" in faults(replace(GOOD, posts=(*GOOD.posts, Posted("c1", "c", 1))))
