"""Two customers: their words, and the replies that they got."""

from dataclasses import replace

from botkit.domain import Attachment, AttachmentKind, DecisionKind, DialogueState, Message, Reply, Turn
from botkit.store import SqlStore
from intents.types import Slot, Understanding

JOHANNA = ["U-Johanna", "D-Johanna", "Gänseblümchenweg", "Mauzilla", "waiting one", "dear bot"]


def say(store: SqlStore, sender: str, said: str, replied: str, conversation: str, *attachments: Attachment) -> None:
    """Return a message that is answered and delivered."""
    address = {"channel": conversation, "user": sender}
    message = Message("slack", conversation, f"{sender}: {said}", said, sender=sender, address=address)
    store.inbox.accept(replace(message, attachments=attachments))
    claim = store.leases.claim()
    assert claim is not None
    understood = Understanding(said, slots=(Slot("name", said, said, 0, len(said)),))
    turn = Turn(claim.conversation.length + 1, claim.message, understood, Reply(replied, DecisionKind.ANSWER))
    state = DialogueState(form="address", values={"street": said})
    store.outbox.delivered(store.turns.commit(claim, turn, state), f"receipt of {said}")


def everything(store: SqlStore) -> None:
    say(store, "U-Johanna", "I live in Gänseblümchenweg 7", "Noted: Gänseblümchenweg 7.", "D-Johanna")
    papers = Attachment(AttachmentKind.FILE, "Mauzilla's papers.txt", "She is a Norwegian Forest cat.")
    say(store, "U-Johanna", "and my cat is Mauzilla", "Mauzilla is a fine name.", "C-shared", papers)
    say(store, "U-Robert", "what does a card cost?", "A card costs 8 EUR.", "C-shared")
    store.inbox.accept(Message("slack", "D-Johanna", "waiting one", "are you there, dear bot?", sender="U-Johanna"))
