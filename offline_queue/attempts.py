"""Call attempts on record: the intent before its first byte leaves, the outcome once it is known."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from offline_queue.binding import ATTEMPT_COLUMNS, attempt_place
from offline_queue.cipher import Cipher
from offline_queue.prepared import Prepared
from offline_queue.schema import attempt, stamp
from offline_queue.values import Intent, OutcomeNote, Owner
from offline_queue.writing import Writing

__all__ = ["intend", "note_outcome"]


_ADD = Prepared(insert(attempt).inline())
_OPEN = Prepared(
    select(*ATTEMPT_COLUMNS).where(
        attempt.c.msgid == bindparam("of_msgid"), attempt.c.job == bindparam("of_job"), attempt.c.outcome.is_(None)
    )
)
_END = Prepared(
    update(attempt)
    .where(attempt.c.msgid == bindparam("of_msgid"))
    .values({name: bindparam(f"to_{name}") for name in ("outcome", "code", "said", "answer")})
)


def intend(tx: Writing, cipher: Cipher, me: Owner, fence: int, key: str, lane_name: str, intent: Intent) -> bool:
    """Write the intent. False: the lane has an open call, or the message id was used."""
    row = {
        "msgid": intent.msgid,
        "job": key,
        "lane": lane_name,
        "kind": intent.kind,
        "subject": intent.subject,
        "target": intent.target,
        "window": me.window,
        "incarnation": me.incarnation,
        "fence": fence,
        "at": stamp(intent.at),
        "outcome": None,
        "code": None,
    }
    # Nothing was said yet; the seal holds the columns together until something is.
    said = cipher.seal(b"", attempt_place("said", row))
    try:
        tx.write(_ADD, {**row, "said": said, "answer": None})
    except tx.dialect.dbapi.IntegrityError:
        return False
    return True


def note_outcome(tx: Writing, cipher: Cipher, key: str, note: OutcomeNote) -> bool:
    """Write the outcome. False: the job has no such call open; an outcome is never rewritten (invariant I12)."""
    found = tx.execute(_OPEN, {"of_msgid": note.msgid, "of_job": key}).one_or_none()
    if found is None:
        return False
    row = {**found._asdict(), "outcome": note.outcome, "code": note.code}
    said = cipher.seal(note.text.encode(), attempt_place("said", row))
    heard = cipher.seal(note.answer, attempt_place("answer", row))
    ended = {"to_outcome": note.outcome, "to_code": note.code, "to_said": said, "to_answer": heard}
    tx.write(_END, {"of_msgid": note.msgid, **ended})
    return True
