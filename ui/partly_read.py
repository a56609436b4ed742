"""A card that gave a part only: what it lacks, and the sentence that says so once somebody was found by it."""

from __future__ import annotations

from card_reader.reading import CardReading, Status
from ui.parked import Parked
from ui.theme import Role
from ui.views import Notice
from ui.words import labels, sentences
from ui.words.template import filled

__all__ = ["card_told", "lacking"]

_NAMED = 3  # more are counted: all of them stand beside the person


def lacking(reading: CardReading) -> tuple[str, ...]:
    """What is missing, in words; empty for a whole card, and where none was read."""
    if not reading.usable or reading.status is Status.OK:
        return ()
    missing = (word for item, word in labels.CARD_ITEMS.items() if reading.fields.get(item, "") is None)
    return tuple(missing) or (labels.CARD_ITEM_ELSE,)


def card_told(one: Parked, amiss: Notice | None, offered: Notice | None) -> Notice | None:
    """What is said when its person was found: `amiss` or what is `offered`, and once for a card that what it lacks was
    asked for. What the next key would do comes before that: it waits until there is a bill and nothing is offered.
    """
    if not one.card_lacks or one.card_told or offered is not None or one.order is None:
        return amiss or offered
    one.card_told = True
    named = "、".join(one.card_lacks[:_NAMED])
    if len(one.card_lacks) > _NAMED:
        named = filled(labels.CARD_ITEMS_MORE, 几项=named, n=len(one.card_lacks))
    said = filled(sentences.CARD_PARTLY, 缺项=named)
    return Notice(said, Role.INFO) if amiss is None else Notice(amiss.text + said, amiss.role)
