"""What stands beside the person while something is amiss with the card they came with."""

from __future__ import annotations

from ui.views import CardAmiss, VisitView
from ui.words import labels
from ui.words.template import filled

__all__ = ["card_line", "card_word", "whose"]


def whose(card: CardAmiss) -> list[str]:
    """What makes it doubtful whether the card is theirs."""
    return [doubt for doubt in card.doubts if doubt != labels.CARD_EXPIRED]


def card_line(view: VisitView) -> str:
    """What is amiss with the card; empty for a whole one."""
    lacks = filled(labels.CARD_LACKS, 缺项="、".join(view.card.lacks)) if view.card.lacks else ""
    return "；".join(filter(None, (lacks, *view.card.doubts)))


def card_word(view: VisitView) -> str:
    """The same in one word, of several things the one that wants something done."""
    if whose(view.card):
        return labels.CARD_IN_DOUBT
    return labels.CARD_PARTLY_READ if view.card.lacks else "".join(view.card.doubts)
