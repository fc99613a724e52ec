"""Customers who are handed off, and the people of the team who look after them."""

from botkit.domain import Claim, DecisionKind, Delivery, DialogueState, HandOff, Message, Reply, StaffMember, Turn
from botkit.store import SqlStore
from intents.types import Understanding

ANNA = StaffMember("U-Anna", "Anna Adler", "slack")
BEN = StaffMember("U-Ben", "Ben Busch", "console")


def claimed(store: SqlStore, text: str, conversation: str = "c1", sender: str = "customer-1") -> Claim:
    address = {"channel": conversation}
    store.inbox.accept(Message("web", conversation, f"{conversation} {text}", text, sender=sender, address=address))
    claim = store.leases.claim(conversation)
    assert claim is not None
    return claim


def take_turn(store: SqlStore, claim: Claim, reply: str, *, to_staff: bool = False) -> Delivery:
    decision = DecisionKind.HAND_OFF if to_staff else DecisionKind.ANSWER
    turn = Turn(claim.conversation.length + 1, claim.message, Understanding(claim.message.text), Reply(reply, decision))
    return store.turns.commit(claim, turn, DialogueState(), to_staff=to_staff)


def handed_off(store: SqlStore, conversation: str = "c1", sender: str = "customer-1") -> HandOff:
    """Return a conversation that the bot has handed off, its reply and the news delivered."""
    take_turn(store, claimed(store, "a person, please", conversation, sender), "One moment.", to_staff=True)
    deliver_all(store)
    return store.hand_offs.open()[-1]


def deliver_all(store: SqlStore) -> list[tuple[str, str, str]]:
    """Delivers what is due until nothing is; channel, author and text of each."""
    sent = []
    while due := store.outbox.undelivered():
        for delivery in due:
            assert store.outbox.take(delivery)
            store.outbox.delivered(delivery, f"place of {delivery.id}")
            sent.append((delivery.channel, delivery.author, delivery.reply.text))
    return sent


def kinds(store: SqlStore, conversation: str = "c1") -> list[str]:
    return [event.kind.value for event in store.hand_offs.events(conversation)]
