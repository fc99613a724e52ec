"""Hand-offs in the team's channel: a thread for each, in which staff read, answer, claim and give back."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

from botkit.domain import Briefing, Delivery, HandOff, HandOffEventKind, HandOffStatus, StaffMember, StaffNews
from botkit.domain.errors import ConnectorError, HandOffError, MessageError, NotYet
from botkit.domain.ports import HandOffs
from connectors.slack.blocks import Block, Post, mrkdwn, section
from connectors.slack.incoming import Place, Utterance
from connectors.slack.markup import escape, in_one_line, quoted, split
from connectors.slack.outgoing import Outgoing, key_of
from connectors.slack.people import People

CLAIM, RETURN, ASSIGN = "hand-off-claim", "hand-off-return", "hand-off-assign"
_DONE = re.compile(r"/?(?:done|close|give back)(?:[.!]?|:(.*))", re.IGNORECASE | re.DOTALL)
"""Alone, or with a note behind a colon: "Done, your card is on its way" is for the customer."""
_INTERNAL = "//"
"""What staff begin a line with that the customer is not to get."""
_LONGEST = 2_900
_JUST_TOLD = 100
_STATUS = {
    HandOffStatus.WAITING: "Waiting for somebody of the team.",
    HandOffStatus.RETURNED: "Given back to the bot.",
    HandOffStatus.EXPIRED: "Nobody looked after it in time; the bot has it again.",
}


class StaffChannel:
    """The channel in which staff hear of hand-offs; `address` names its team and channel."""

    def __init__(self, hand_offs: HandOffs, outgoing: Outgoing, people: People, address: Mapping[str, str]) -> None:
        self._hand_offs = hand_offs
        self._outgoing = outgoing
        self._people = people
        self._address = address
        self._just_told: OrderedDict[str, int] = OrderedDict()  # staff may answer before the place is on record

    def is_at(self, place: Place) -> bool:
        """Tell whether `place` is a thread in that channel."""
        return bool(place.thread) and place.channel == self._address["channel"]

    def tell(self, delivery: Delivery) -> str:
        """Tell staff what happened; returns where. Raises NotYet or ConnectorError."""
        news = delivery.news
        assert news is not None  # noqa: S101 - for the type checker: what goes to staff is news
        if news.event.kind is HandOffEventKind.OPENED:
            return self._open(delivery, news.hand_off)
        team, channel, ts = news.hand_off.reference.split(":")
        address = {"team": team, "channel": channel, "thread_ts": ts}
        line = _line(news)
        if news.event.kind in (HandOffEventKind.CLAIMED, HandOffEventKind.RETURNED, HandOffEventKind.EXPIRED):
            self._outgoing.edit(address, ts, _root(self._hand_offs.find(news.hand_off.id), self._briefing(news)))
        if not line:
            return ""
        return self._outgoing.post(address, Post(line, (section(line),)), key_of(delivery), again=delivery.attempts > 0)

    def heard(self, said: Utterance) -> bool:
        """Take what staff wrote in the thread of a hand-off; False if it was said elsewhere.

        Raises StoreError if it could not be kept.
        """
        hand_off = self._at(said.place)
        if hand_off is None:
            return False
        if said.elsewhere or said.text.startswith(_INTERNAL) or not said.text:
            return True
        address = said.place.address
        staff = self._people.staff(address, said.sender)
        try:
            if done := _DONE.fullmatch(said.text):
                self._hand_offs.give_back(hand_off.id, staff, (done[1] or "").strip())
            else:
                self._hand_offs.reply(hand_off.id, staff, said.text, said.external_id)
        except (HandOffError, MessageError) as error:
            self._whisper(address, said.sender, f"This did not reach the customer: {error}.")
        return True

    def clicked(self, action: Mapping[str, Any], sender: str, address: Mapping[str, str]) -> None:
        """Take a click on a button of a hand-off. Raises StoreError if it could not be kept."""
        hand_off_id = int(action["block_id"].rpartition(":")[2])
        staff = self._people.staff(address, sender)
        try:
            match action["action_id"]:
                case "hand-off-claim":
                    self._hand_offs.claim(hand_off_id, staff)
                case "hand-off-return":
                    self._hand_offs.give_back(hand_off_id, staff)
                case _:
                    chosen = self._people.staff(address, action["selected_user"])
                    self._hand_offs.claim(hand_off_id, chosen, by=staff)
        except HandOffError as error:
            self._whisper(address, sender, f"{str(error).capitalize()}.")

    def _open(self, delivery: Delivery, hand_off: HandOff) -> str:
        again = delivery.attempts > 0
        briefing = self._hand_offs.briefing(hand_off.id)
        key = key_of(delivery)
        ts = self._outgoing.post(self._address, _root(hand_off, briefing), key, again=again)
        place = Place(self._outgoing.team(self._address), self._address["channel"], ts).name
        self._just_told[place] = hand_off.id
        if len(self._just_told) > _JUST_TOLD:
            self._just_told.popitem(last=False)
        thread = {**self._address, "thread_ts": ts}
        self._outgoing.post(thread, _transcript(briefing), f"{key}-transcript", again=again)
        return place

    def _at(self, place: Place) -> HandOff | None:
        if not self.is_at(place):
            return None
        just_told = self._just_told.get(place.name)
        return self._hand_offs.at(place.name) or (self._hand_offs.find(just_told) if just_told else None)

    def _briefing(self, news: StaffNews) -> Briefing:
        return self._hand_offs.briefing(news.hand_off.id)

    def _whisper(self, address: Mapping[str, str], user: str, sentence: str) -> None:
        try:
            self._outgoing.whisper(address, user, sentence)
        except (NotYet, ConnectorError):  # they see that nothing happened
            return


def _line(news: StaffNews) -> str:
    """Return what a thread shows of an event; "" if it shows without us."""
    event, by = news.event, news.event.by
    name = f"*{escape(by.name)}*" if by else "Somebody"
    text = escape(event.text)[:_LONGEST]
    match event.kind:
        case HandOffEventKind.CUSTOMER:
            # Their words may look like ours: a line of theirs must not seem to be one of the thread's own.
            return f"*Customer:* {quoted(event.text)}"[:_LONGEST]
        case HandOffEventKind.STAFF:
            return "" if by and by.channel == "slack" else f"{name} to the customer: {text}"
        case HandOffEventKind.CLAIMED:
            return (
                f"{name} gave this to *{text}*." if text else f"{name} looks after this. What you write here goes out."
            )
        case HandOffEventKind.RETURNED:
            return f"{name} gave this back to the bot.{f' Note: {text}' if text else ''}"
        case HandOffEventKind.EXPIRED:
            return _STATUS[HandOffStatus.EXPIRED]
        case _:
            return ""


def _root(hand_off: HandOff, briefing: Briefing) -> Post:
    """Return the post that opens the thread: what it is about, how it stands, and what can be done."""
    customer = f"<@{hand_off.customer}>" if hand_off.channel == "slack" and hand_off.customer else "A customer"
    summary = f"{customer} on {hand_off.channel} wants a person. {in_one_line(briefing.summary)}"[:_LONGEST]
    known = [f"*{escape(name)}:* {in_one_line(value)}" for name, value in briefing.slots.items()]
    tried = [f"• {in_one_line(line)}" for line in briefing.tried]
    blocks = [section(summary)]
    if known:
        blocks.append(section("\n".join(known)[:_LONGEST]))
    if tried:
        blocks.append(section("\n".join(["*Tried:*", *tried])[:_LONGEST]))
    return Post(summary, (*blocks, {"type": "context", "elements": [mrkdwn(_status(hand_off))]}, *_controls(hand_off)))


def _status(hand_off: HandOff) -> str:
    if hand_off.status is HandOffStatus.CLAIMED and hand_off.claimed_by:
        return f"{_who(hand_off.claimed_by)} looks after it. Write in this thread; *done* gives it back to the bot."
    return _STATUS.get(hand_off.status, "")


def _who(staff: StaffMember) -> str:
    return f"<@{staff.id}>" if staff.channel == "slack" else escape(staff.name)


def _controls(hand_off: HandOff) -> Iterator[Block]:
    if not hand_off.is_open:
        return
    claim = _button(CLAIM, "Claim", "primary")
    assign = {
        "type": "users_select",
        "action_id": ASSIGN,
        "placeholder": {"type": "plain_text", "text": "Give it to …"},
    }
    elements = [claim, assign, _button(RETURN, "Give back to the bot")]
    yield {"type": "actions", "block_id": f"hand-off:{hand_off.id}", "elements": elements}


def _button(action: str, label: str, style: str = "") -> Block:
    text = {"type": "plain_text", "text": label, "emoji": False}
    return {"type": "button", "action_id": action, "text": text, **({"style": style} if style else {})}


def _transcript(briefing: Briefing) -> Post:
    lines = [f"*{escape(line.speaker)}:* {in_one_line(line.text)}" for line in briefing.transcript]
    pieces = split("\n".join(lines), _LONGEST)[-5:]
    return Post(f"The last {len(lines)} messages", tuple(section(piece) for piece in pieces))
