"""A card that gave a part only, or what cannot be right: the sentence that says so once somebody was found by it."""

from __future__ import annotations

from card_reader.reading import CardReading, Status
from ui.card_lines import whose
from ui.parked import Parked
from ui.theme import Role
from ui.views import CardAmiss, Notice
from ui.words import labels, sentences
from ui.words.template import filled

__all__ = ["amiss_with", "card_told"]

_NAMED = 3  # more are counted: all of them stand beside the person


def amiss_with(reading: CardReading) -> CardAmiss:
    """What is missing, and what contradicts itself (docs/cards.md, warnings); nothing where no card was read."""
    if not reading.usable:
        return CardAmiss()
    missing: tuple[str, ...] = ()
    if reading.status is not Status.OK:
        lacks = (word for item, word in labels.CARD_ITEMS.items() if reading.fields.get(item, "") is None)
        missing = tuple(lacks) or (labels.CARD_ITEM_ELSE,)
    return CardAmiss(missing, tuple(word for name, word in labels.CARD_DOUBTS.items() if name in reading.warnings))


def card_told(one: Parked, amiss: Notice | None, offered: Notice | None) -> Notice | None:
    """What is said when its person was found: `amiss` or what is `offered`, and once for a card what is wrong with it.
    What the next key would do comes before that: it waits until there is a bill and nothing is offered. Whether the
    card is theirs comes before everything.
    """
    waits = (offered is not None or one.order is None) and not whose(one.card)
    if not one.card or one.card_told or waits:
        return amiss or offered
    one.card_told = True
    told = _told(one.card)
    return told if amiss is None else Notice(amiss.text + told.text, amiss.role)


def _told(card: CardAmiss) -> Notice:
    """Of several things the one that wants something done; all of them stand beside the person."""
    if doubts := whose(card):
        return Notice(filled(sentences.CARD_DOUBTFUL, 疑点="，".join(doubts)), Role.WARN)
    if not card.lacks:
        return Notice(sentences.CARD_EXPIRED, Role.INFO)
    named = "、".join(card.lacks[:_NAMED])
    if len(card.lacks) > _NAMED:
        named = filled(labels.CARD_ITEMS_MORE, 几项=named, n=len(card.lacks))
    return Notice(filled(sentences.CARD_PARTLY, 缺项=named), Role.INFO)
