"""The books and message ids of one window: of its own store alone, or of that and the hospital's."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.desk import clock, worlds
from counter_app.desk.books import Books
from counter_app.desk.both_books import BothBooks
from counter_app.desk.folding import Reading
from counter_app.desk.hospital import Hospital
from counter_app.desk.kept_bills import KeptBills
from counter_app.desk.message_ids import MessageIds
from counter_app.desk.opening import Opened, OtherWorld, open_hospital
from counter_app.desk.own_marks import OwnMarks, begin_ahead, meet
from counter_app.settings import Settings
from offline_queue.elsewhere import Elsewhere
from offline_queue.engine import StoreUnavailable
from offline_queue.store import Store
from offline_queue.values import Owner

__all__ = ["Joined", "join"]


@dataclass(frozen=True, slots=True)
class Joined:
    """`hospital` None: the window works alone."""

    books: Books
    message_ids: MessageIds
    hospital: Hospital | None


def join(settings: Settings, opened: Opened, me: Owner, reading: Reading, *, working: bool) -> Joined:
    """With a server that is away the window goes on alone, and joins as soon as it is back.

    Raises SettingsError (another key, training's books, a number that is taken), StoreUnavailable: it answers, and
    refuses.
    """
    own = Books(opened.store, opened.reader, me, reading)
    institution, number = settings.institution.code, settings.window.number
    if not settings.shares:
        return Joined(own, MessageIds(opened.store, institution, number), None)

    def connect() -> Opened:
        there = open_hospital(settings, opened)
        try:
            books = Books(there.store, there.reader, me, reading)
            mixed = worlds.of_shared(settings, there.store, there.reader, books, working=working)
            if mixed:
                raise OtherWorld(mixed)
        except BaseException:
            there.close()
            raise
        return there

    hospital = Hospital(
        connect,
        lambda there, ours: Books(there.store, there.reader, ours, reading),
        me.window,
        lambda: clock.moment().wall,
        working=working,
    )
    marks = OwnMarks(opened.store)
    message_ids = MessageIds(marks, institution, number, hospital.own_number)
    kept = KeptBills(own)

    def joined(there: Store) -> None:
        meet(opened.store, message_ids, there)
        kept.tell(there)
        opened.store.register.follow(there.register)

    def beaten(there: Store) -> None:
        marks.tell(there)
        kept.tell(there)
        opened.store.register.follow(there.register)  # by this copy people sign in when the server goes away

    hospital.joined, hospital.beaten = joined, beaten
    elsewhere = Elsewhere(settings.own_url, opened.cipher)
    hospital.at_end = elsewhere.close
    try:
        try:
            hospital.join()
        except StoreUnavailable as trouble:
            if trouble.reason != "away":
                raise
        if working and not hospital.here:
            begin_ahead(opened.store, message_ids, int(clock.moment().wall.timestamp()))
            hospital.keep_trying()
        books = BothBooks(own, hospital, elsewhere)
        if working:
            hospital.looking = books.look_around
        return Joined(books, message_ids, hospital)
    except BaseException:
        hospital.close()
        raise
