"""What lies over the window while nobody is signed in, in its moments."""

from __future__ import annotations

from ui.cover import CoverView, Why
from ui.theme import Role
from ui.words import sentences, sign_in_words
from ui.words.template import filled

NOTES = tuple(
    filled(sign_in_words.TRAINING_PEOPLE, 名=name, 工号="0107", 密码="shoufei-0107") for name in sign_in_words.TRAINEES
)
COVERS = {
    "start": CoverView(Why.START, sign_in_words.START_SAID, notes=NOTES),
    "wrong": CoverView(Why.START, filled(sign_in_words.WAIT, 秒=32), Role.STOP, notes=NOTES),
    "locked": CoverView(Why.LOCKED, sentences.LOCKED, number="0107", notes=(sign_in_words.LOCKED_FOOT, *NOTES)),
    "change": CoverView(Why.CHANGE, sign_in_words.CHANGE_SAID, notes=(sign_in_words.LOCKED_FOOT,)),
    "first": CoverView(Why.FIRST, filled(sign_in_words.FIRST_SAID, n=8)),
}
