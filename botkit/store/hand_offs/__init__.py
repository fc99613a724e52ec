"""Hand-offs in SQL: the conversations that people have taken over, their events, and the deliveries of these."""

from botkit.store.hand_offs.erasure import erase_hand_offs, forget_hand_offs
from botkit.store.hand_offs.sql_hand_offs import SqlHandOffs
from botkit.store.hand_offs.transitions import hand_over, note_reference

__all__ = ["SqlHandOffs", "erase_hand_offs", "forget_hand_offs", "hand_over", "note_reference"]
