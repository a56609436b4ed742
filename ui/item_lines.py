"""Lines that the cashier adds by hand: looked for on a thread of its own, put on the visit at the glass."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from counter_app.desk.catalogue_update import Progress
from counter_app.desk.item_search import ItemSearch, Readiness
from counter_app.failures import FailureCode
from counter_app.model.visit import Charge
from offline_queue.engine import StoreUnavailable
from ui.at_glass import AtGlass
from ui.bridge import Bridge
from ui.desk_views import traces
from ui.intents import AddLine, LookFor
from ui.item_views import AddingView, Fetching, Looked
from ui.link import link_view
from ui.parked import Parked
from ui.theme import Role
from ui.views import Notice, VisitState
from ui.visit_choices import TRIAL_GONE
from ui.words import item_words, sentences
from ui.words.template import filled

__all__ = ["ItemLines", "lacks_code"]

_OPEN = (VisitState.NO_CHARGES, VisitState.CHARGES, VisitState.TRIAL_DONE, VisitState.LINK_DOWN)
_PAUSE_S = 0.002
_NAME_ROOM = 20  # of a sentence's 45 characters


class ItemLines:
    """Works on the visit at the glass; `show` puts what was found on the page.

    Prices that were typed are known until the window closes: the catalogue has none.
    """

    def __init__(self, glass: AtGlass, bridge: Bridge, show: Callable[[Looked], None]) -> None:
        self._glass = glass
        self._desk = glass.desk
        self._bridge = bridge
        self._show = show
        self._search: ItemSearch | None = None
        self._prices: dict[str, Decimal] = {}
        self._newest = 0
        self._ready: Readiness | None = None
        self._fetching = False
        self._ended = False

    def get_ready(self) -> None:
        """Put the catalogue in order, where it is not, long before somebody looks for something."""
        self._bridge.look_up(self._prepared, self._prepared_now, lambda _kind: self._prepared_now(Readiness.REFUSED))

    def quit(self) -> None:
        """The window closes: nobody waits for the catalogue."""
        self._ended = True

    def open(self) -> None:
        """F6: the search at the fee table; where no line may be added it is said why."""
        at = self._glass.at
        if at.view.state not in _OPEN or at.view.adding is not None:
            return
        wrong = ""
        if at.order is None and not at.trouble:
            at.order = self._desk.by_hand(_number_of(at), self._glass.now())
        if at.order is None:
            lacks = item_words.BILLS_NOT_KNOWN if at.trouble else item_words.NO_VISIT
            wrong = filled(lacks, 分机=self._desk.help_phone)
        elif at.view.paid:
            wrong = item_words.PAID
        elif at.view.state is VisitState.LINK_DOWN and at.key is not None:
            wrong = sentences.LINES_STAY
        if wrong:
            self._glass.change(at, notice=Notice(wrong))
            return
        prices = self._prices | {line.code: line.price for line in at.view.charges}
        fetching = Fetching.RUNNING if self._fetching else None
        self._glass.change(at, adding=AddingView(prices, fetching=fetching), notice=None)

    def close(self) -> bool:
        """Esc: back to the fee table. False: nothing is being added."""
        at = self._glass.at
        if at.view.adding is None:
            return False
        self._glass.change(at, adding=None)
        return True

    def look(self, wanted: LookFor) -> None:
        """A key stroke. What it finds is shown unless a younger one was asked meanwhile."""
        at = self._glass.at
        self._newest = wanted.number
        if at.visit != wanted.visit or at.order is None:
            return
        if self._ready is None:
            self._show(Looked(wanted.number, None))
        day = at.order.visit.date.date()
        insurance = at.found.person.insurance if at.found is not None and at.found.person is not None else None

        def find() -> Looked | None:
            if wanted.number != self._newest:
                return None
            ready = self._ready or self._prepared()
            if ready is not Readiness.READY:
                return Looked(wanted.number, ready)
            try:
                return Looked(wanted.number, ready, self._items().find(wanted.text, day, insurance))
            except StoreUnavailable:
                return Looked(wanted.number, Readiness.REFUSED)

        def found(looked: Looked | None) -> None:
            if looked is not None and looked.readiness is not None:
                self._prepared_now(looked.readiness)
                if looked.readiness is Readiness.EMPTY and not self._fetching:
                    self._tell(Fetching.WANTED)
                if looked.number == self._newest:
                    self._show(looked)

        self._bridge.look_up(find, found, lambda _kind: self._show(Looked(wanted.number, Readiness.REFUSED)))

    def fetch(self) -> None:
        """F5 where no catalogue is here: fetch it, on the thread for long work, while the window goes on serving."""
        if self._fetching:
            return
        self._fetching = True
        self._tell(Fetching.RUNNING)
        self._bridge.work_long(self._fetched, self._fetched_now, lambda kind: self._fetched_now(kind))

    def _fetched(self) -> str:
        """What is wrong with the catalogue; empty when nothing is."""
        report = self._desk.office.catalogue.update(self._progress, breathe=self._breathe)
        return next((str(row["trouble"]) for row in report["sources"] if row["trouble"]), "")

    def _progress(self, at: Progress) -> None:
        """On the long thread."""
        if self._ended:
            raise StoreUnavailable("io")
        self._bridge.post(lambda: self._tell(Fetching.RUNNING, (at.title, at.rows)))

    def _fetched_now(self, wrong: str) -> None:
        self._fetching = False
        self._tell(Fetching.STOPPED if wrong else None, wrong=wrong)

    def _tell(self, fetching: Fetching | None, rows: tuple[str, int] = ("", 0), wrong: str = "") -> None:
        at = self._glass.at
        if at.view.adding is not None:
            at.view = replace(at.view, adding=replace(at.view.adding, fetching=fetching, rows=rows, wrong=wrong))
            self._glass.paint()

    def add(self, wanted: AddLine) -> None:
        """Put the line on the visit, behind those that are there; a trial of before is worth nothing any more."""
        at = self._glass.at
        if at.visit != wanted.visit or at.view.adding is None:
            return
        item = wanted.found.item
        line = Charge(item.code, item.name, wanted.price, wanted.quantity, item.spec, item.unit)
        self._prices[item.code] = wanted.price
        at.added = (*at.added, line)
        at.recharged = at.key is not None
        charges = (*at.view.charges, line)
        adding = replace(
            at.view.adding,
            prices={**at.view.adding.prices, item.code: wanted.price},
            added=(*at.view.adding.added, item.name),
        )
        changed = {
            "charges": charges,
            "traces": traces(charges, self._desk.traces),
            "listed": {**at.view.listed, item.code: wanted.found.listed},
            "adding": adding,
            **TRIAL_GONE,
        }
        offline = at.view.person is not None and not at.view.person.online
        if offline or at.view.state is VisitState.LINK_DOWN:
            known = at.found.person if at.found is not None else None
            link = at.view.link or link_view(self._desk.office, known, self._glass.now())
            self._glass.change(at, state=VisitState.LINK_DOWN, link=link, **changed)
        else:
            self._glass.change(at, state=VisitState.CHARGES, **changed)

    def traced(self, code: str, marked: int | None) -> bool:
        """A package's 追溯码 was scanned: of the lines added that still want one it goes onto the `marked` one (number
        from 1), else onto the first. Which drug is in the box the code does not say: the sentence names the line's, for
        the cashier to see. False: nothing was added here, so it is nobody's.
        """
        at = self._glass.at
        if not at.added or not (at.view.state in _OPEN or lacks_code(at)):
            return False
        charges, rule = at.view.charges, self._desk.traces
        said, role = item_words.TRACE_NOT_WANTED, Role.WARN
        has = next((n for n, line in enumerate(charges, 1) if code in line.trace_codes), 0)
        states = traces(charges, rule)
        wants = [n for n, one in enumerate(states, 1) if at.is_added(n) and one.needed > one.have]
        if has:
            said = filled(item_words.TRACE_TWICE, 行=has)
        elif at.view.state is VisitState.LINK_DOWN and at.key is not None:
            said = sentences.LINES_STAY
        elif wants:
            number = marked if marked in wants else wants[0]
            before = charges[number - 1]
            charges = at.changed(number, replace(before, trace_codes=(*before.trace_codes, code)))
            at.recharged = at.key is not None
            now = traces(charges, rule)[number - 1]
            told = {"行": number, "项目": _short(before.name), "有": now.have, "应": now.needed}
            said, role = filled(item_words.TRACED, **told), Role.INFO
            down = at.view.state is VisitState.LINK_DOWN
            state = VisitState.LINK_DOWN if down else VisitState.CHARGES
            self._glass.change(at, state=state, charges=charges, traces=traces(charges, rule), **TRIAL_GONE)
        at.view = replace(at.view, notice=Notice(said, role))
        self._glass.paint()
        return True

    def _items(self) -> ItemSearch:
        """On the thread that looks things up: what it found for one key stroke serves the next."""
        if self._search is None:
            self._search = self._desk.items
        return self._search

    def _prepared(self) -> Readiness:
        return self._items().prepare(self._glass.now(), self._breathe)

    def _prepared_now(self, ready: Readiness) -> None:
        self._ready = ready if ready is Readiness.READY else None

    def _breathe(self) -> None:
        if self._ended:
            raise StoreUnavailable("io")
        time.sleep(_PAUSE_S)  # whoever paints or serves a claim goes first


def lacks_code(one: Parked) -> bool:
    """The bill was refused for a 追溯码 and has lines that were added here: nobody but this window mends those."""
    failure = one.view.failure
    refused = one.view.state is VisitState.FAILURE and failure is not None and failure.code is FailureCode.TRACE_CODE
    return refused and bool(one.added) and not one.view.paid


def _short(name: str) -> str:
    return name if len(name) <= _NAME_ROOM else f"{name[: _NAME_ROOM - 1]}…"


def _number_of(at: Parked) -> str:
    if at.found is not None and at.found.person is not None:
        return at.found.person.id_number
    return at.credential.id_number if at.credential is not None else ""
