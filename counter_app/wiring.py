"""Everyone who works at one window, introduced to each other. Beside the command line nobody else constructs (DESIGN,
section 2).
"""

from __future__ import annotations

import secrets
from functools import partial

from counter_app.desk import clock, worlds
from counter_app.desk.answering import Answering
from counter_app.desk.books import Books, lane_of
from counter_app.desk.catalogue_desk import CatalogueDesk
from counter_app.desk.catalogue_update import CatalogueUpdate
from counter_app.desk.counter import Counter
from counter_app.desk.documents import UnreadableDocument
from counter_app.desk.driver import Driver
from counter_app.desk.duty import Duty, Staff
from counter_app.desk.errands import blank_visit
from counter_app.desk.estimate import Estimates
from counter_app.desk.file_desk import FileDesk
from counter_app.desk.folding import Reading
from counter_app.desk.gates import Gates
from counter_app.desk.identify import Identify
from counter_app.desk.inquiring import Inquiring
from counter_app.desk.joining import join
from counter_app.desk.knowledge import watch_length
from counter_app.desk.line_check import CheckedCallDesk, LineCheck
from counter_app.desk.line_desk import LineDesk
from counter_app.desk.line_trail import LineTrail
from counter_app.desk.memory import Memory
from counter_app.desk.office import Office
from counter_app.desk.opening import Opened, open_store
from counter_app.desk.outages import OutageBook
from counter_app.desk.papers import Papers
from counter_app.desk.partial_refund import PartialRefund
from counter_app.desk.policy import Policy
from counter_app.desk.reconcile import Reconcile
from counter_app.desk.replay import Replay
from counter_app.desk.road import Road
from counter_app.desk.shutdowns import Shutdowns
from counter_app.desk.staged_return import StagedReturn, in_turn
from counter_app.desk.ticket_limits import TicketLimits
from counter_app.desk.ticket_numbers import TicketNumbers
from counter_app.desk.trip import Trip
from counter_app.printing.cups import Cups
from counter_app.records.catalogue import open_shelf
from counter_app.records.local_codes import LocalCodes, LocalCodesError
from counter_app.records.no_code_list import trace_rule
from counter_app.records.places import PlaceFolder
from counter_app.records.regions import RegionNames
from counter_app.settings import Settings, SettingsError
from counter_app.settlement.access import AccessError, open_access
from counter_app.settlement.advice import AdviceBodies
from counter_app.settlement.answers import Answers
from counter_app.settlement.bodies import Bodies
from counter_app.settlement.client import Client, Station
from counter_app.settlement.file_exchange import FileExchange
from counter_app.settlement.place import ProfileError, load_place
from counter_app.settlement.turn import Turn
from counter_app.slips.fonts import find_font, load_fonts
from offline_queue.cipher import DamagedDocument
from offline_queue.key_place import Ring
from offline_queue.values import Owner

__all__ = ["open_office", "ring_of_desktop"]

_OLD_STORES_ASKED = 20


def open_office(settings: Settings, *, working: bool) -> Office:
    """Construct the desk of one window. `working`: the caller has locked the data folder, and this is a new start of
    the window; without it the office only looks.
    """

    institution, window, service = settings.institution, settings.window, settings.service
    try:
        place = load_place(service.profile)
        access = open_access(place, service, institution.code)
        local_codes = LocalCodes(settings.data / "local_codes.json")
        known_here = local_codes.known()
    except (ProfileError, AccessError, LocalCodesError) as wrong:
        raise SettingsError(str(wrong)) from wrong
    mixed = worlds.refused(settings)
    if mixed:
        raise SettingsError(mixed)
    opened = open_store(settings, ring_of_desktop)
    store = opened.store
    mixed = worlds.mark(settings, store, opened.reader, working=working)
    if mixed:
        opened.close()
        raise SettingsError(mixed)
    me = store.start(f"{window.number:02d}") if working else Owner(f"{window.number:02d}", 0)
    process = f"{me.window}/{me.incarnation}" + (f"/{secrets.token_hex(3)}" if settings.shares else "")
    lane = partial(lane_of, key=opened.secret)
    memory = Memory(process, place)
    answers, bodies = Answers(place), Bodies(place, institution.code)
    reading = Reading(answers, process)
    _ask_people(settings, opened, Books(store, opened.reader, me, reading), working=working)
    joined = join(settings, opened, me, reading, working=working)
    books, message_ids, hospital = joined.books, joined.message_ids, joined.hospital
    gates = Gates(clock.moment)
    trail = LineTrail(gates.heard, lambda: clock.moment().wall)
    client = Client(
        service.url,
        place,
        Station(institution.code, institution.name, institution.region, window.operator, window.operator_name),
        boot_clock=clock.boot_seconds,
        credential_url=service.credential_url,
        access=access,
        connect_timeout_s=service.connect_timeout_s,
        read_timeout_s=service.read_timeout_s,
        next_msgid=message_ids.at_hand,
    )
    shelf = open_shelf(settings.data / ("training-catalogue.sqlite" if settings.training else "catalogue.sqlite"))
    check = LineCheck(shelf, institution.region, trace_rule(settings))
    advice = AdviceBodies(place.monitoring, place.med_types, institution.code, institution.name, institution.region)
    calls = CheckedCallDesk(bodies, institution.region, place.number, check, advice, known_here, books.sold_again)
    road = Road(calls, reading, memory, lane)
    exchange = FileExchange(client, place.files, institution.code, boot_clock=clock.boot_seconds)
    folder = settings.data / "catalogue-downloads"
    fetching = CatalogueUpdate(client, exchange, message_ids.next, place, shelf, folder, lambda: clock.moment().wall)
    files = FileDesk(exchange, settings.data / "statements", opened.cipher, sweep=working)
    driver = Driver(road, books, client, message_ids, heard=trail.heard, files=files)
    duty = Duty(window, Staff(store, hospital))
    duty.get_ready()
    duty.told = lambda operator: client.signed_by(operator.number, operator.name)
    who = duty.who  # of what goes on by itself
    tickets = settings.tickets
    limits = TicketLimits(tickets.largest_yuan, tickets.most, tickets.most_yuan, tickets.oldest_days)
    counter = Counter(
        books,
        driver,
        client,
        Identify(bodies, answers, institution.region, blank_visit, institution.chronic.split()),
        Policy(lambda: duty.who, window.patience_s, settings.slips.due_days, settings.slips.due_by_region, limits),
        new_key=TicketNumbers(store, window.number, secrets.randbelow).next,
        lane_of=lane,
        in_hand=memory.in_hand,
    )
    names = RegionNames(institution.region_names)
    known = Estimates(books, clock.boot_seconds, lane)
    papers = Papers(settings, lambda: load_fonts([find_font()]), names.full, known, Cups(), uploads=place.uploads)
    papers.operator = lambda: duty.number
    at_glass = Trip(who, True, window.patience_s)
    parting = PartialRefund(books, driver, counter, at_glass, memory.in_hand, lambda: duty.who)
    replay = Replay(
        books,
        driver,
        gates,
        f"{who} 补结",
        workers=window.replay_workers,
        leavings=parting.open_all,
        turn=Turn(kept=not settings.shares),
    )
    if hospital is not None:
        hospital.came_back = replay.look_back
    comparing = Reconcile(f"{who} 对账", watch_length(place))
    catalogue = CatalogueDesk(shelf, fetching, check)
    answering = Answering(books, driver, lambda: duty.who, window.patience_s, clock.moment)
    inquiring = Inquiring(institution.code, institution.region)
    place_files = PlaceFolder(settings.data / "places", training=settings.training)
    book = OutageBook.of(settings.data, training=settings.training)
    down = book.last is not None and book.last.ended is None
    staged = StagedReturn(lambda: trail.hop(gates.service()), window.replay_workers, down=down)
    shutdowns = Shutdowns(place_files.read, lambda: clock.moment().wall, clock.boot_seconds)
    replay.most, replay.stands_still = staged.most, shutdowns.stands_still
    line = LineDesk(book, staged, trail, shutdowns, gates.service)
    driver.arrived = in_turn(driver.arrived, staged.arrived, trail.arrived, line.arrived)
    papers.announced, papers.down_since = shutdowns.why_paid_first, line.down_since
    side = (comparing, names.coded, catalogue, answering, inquiring, local_codes, place_files)
    stores = (parting, opened.key_place, opened, duty, hospital, line)
    return Office(settings, place, books, driver, counter, gates, replay, papers, *side, *stores)


def _ask_people(settings: Settings, opened: Opened, books: Books, *, working: bool) -> None:
    """A store from before stores said whose they are. Raises SettingsError."""
    if opened.reader.counted(worlds.WORLD) is not None:
        return
    try:
        mixed = worlds.of_people(settings, opened.store, books.claims(limit=_OLD_STORES_ASKED), working=working)
    except (DamagedDocument, UnreadableDocument):
        return  # whoever reads that claim is told so
    if mixed:
        opened.close()
        raise SettingsError(mixed)


def ring_of_desktop() -> Ring | None:
    """The desktop's keyring; imported where it is asked, which a window with a key file never does."""
    from offline_queue.ring import desktop_ring  # noqa: PLC0415

    return desktop_ring()
