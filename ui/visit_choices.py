"""What the cashier decides of a visit between the card and the trial: its kind, the insurance that pays, and a
limited-use item's approval. Whatever is decided anew makes a trial of before worthless.
"""

from __future__ import annotations

from dataclasses import replace

from counter_app.desk.recognise import of_identified
from counter_app.model.catalogue import Listed
from counter_app.model.visit import Approval, Visit, VisitKind
from ui.at_glass import AtGlass
from ui.desk_views import person_online
from ui.fee_line import limited_lines, undecided
from ui.link import region_of, shut_said
from ui.parked import Parked
from ui.person_desk import Told
from ui.theme import Role
from ui.views import Notice, VisitState
from ui.words import sentences, stop_words
from ui.words.labels import SCHEME_AT, VISIT_KINDS
from ui.words.template import filled

__all__ = ["TRIAL_GONE", "VisitChoices"]

TRIAL_GONE = {"quote": None, "splits": (), "reasons": (), "failure": None}
_KIND = (VisitState.CHARGES, VisitState.TRIAL_DONE, VisitState.FAILURE)
_APPROVABLE = (VisitState.CHARGES, VisitState.TRIAL_DONE, VisitState.LINK_DOWN)
# Yes, no, and back: what nobody said is never said again once it was asked.
_NEXT = {Approval.APPROVED: Approval.REFUSED}
_LIMITED = Listed(limited=True)


class VisitChoices:
    """Works on the visit at the glass."""

    def __init__(self, glass: AtGlass) -> None:
        self._glass = glass
        self._desk = glass.desk

    def kind(self) -> None:
        """The next kind of visit. A claim that is open for the bill is given back with its visit, and quoted anew."""
        at = self._glass.at
        if at.view.state not in _KIND or at.found is None or at.order is None or at.view.paid:
            return
        found, order, visit = at.found, at.order, at.order.visit
        still = self._shut(region_of(found.person), stop_words.CHRONIC)
        if still and (at.key is not None or visit.kind is VisitKind.CHRONIC):  # what is open there would be given back
            self._stays(at, self._shut(region_of(found.person), stop_words.KIND))
            return

        def chosen(one: Parked, kinds: tuple[Visit, ...]) -> None:
            known = [(kind.kind, kind.disease) for kind in kinds]
            now = (visit.kind, visit.disease)
            after = kinds[(known.index(now) + 1) % len(kinds) if now in known else 0]
            one.order = replace(order, visit=after)
            one.recharged = one.key is not None
            said = f"{VISIT_KINDS[after.kind]} {after.disease_name}".strip()
            notice = Notice(f"{said}。{still}") if still else Notice(said, Role.INFO)
            changed = {"kind": after.kind, "basis": after.marks.basis, "notice": notice, **TRIAL_GONE}
            self._glass.change(one, state=VisitState.CHARGES, since=None, **changed)

        # No key means anything until it is told: a trial begun now would be of the kind that stands there no more.
        at = self._glass.begin(VisitState.IDENTIFYING)
        self._glass.ask(at, lambda: self._desk.kinds(found, visit, ask=not still), chosen)

    def insurance(self) -> None:
        """The next insurance that could pay. A claim that is open with another one is given back first."""
        at = self._glass.at
        person, credential, key = at.view.person, at.credential, at.key
        if at.view.state not in _KIND or person is None or credential is None or at.view.paid:
            return
        if not person.choice or person.insurance is None:
            return
        rows = sorted({row.row for row in person.choice} | {person.insurance.row})
        chosen = rows[(rows.index(person.insurance.row) + 1) % len(rows)]
        # Asked of the place of the other one; with a claim open the first one's has to give it back.
        asked = (chosen.partition("@")[2], *((person.insurance.region,) if key is not None else ()))
        said = next(filter(None, (self._shut(region, stop_words.INSURANCE) for region in asked)), "")
        if said:
            self._stays(at, said)
            return
        order, was = at.order, at.view
        begun = VisitState.CHARGES if at.view.charges else VisitState.NO_CHARGES

        def told(one: Parked, answer: Told | None) -> None:
            if answer is None:
                back = {"state": was.state, "failure": was.failure, "since": was.since}
                self._glass.change(one, notice=Notice(sentences.INSURANCE_STAYS), **back)
                return
            one.key, one.recharged = None, False
            found = answer.found
            trouble = of_identified(found, self._desk.office.place)
            if trouble is not None or found.person is None or found.person.insurance is None:
                self._glass.change(
                    one, state=begun, since=None, notice=Notice(sentences.INSURANCE_NOT_CHANGED), **TRIAL_GONE
                )
                return
            one.found = found
            shown = person_online(found, self._glass.places)
            name = filled(SCHEME_AT, 险种=shown.scheme_name, 参保地=shown.insured_short) if shown else ""
            said = filled(sentences.INSURANCE_CHANGED, 险种=name)
            # Of a line added by hand the share paid first was the other insurance's.
            by_hand = {
                line.code: replace(one.view.listed.get(line.code, Listed()), self_rate=None) for line in one.added
            }
            changed = {"person": shown, "listed": by_hand | dict(answer.listed), "since": None, **TRIAL_GONE}
            self._glass.change(one, state=begun, notice=Notice(said, Role.INFO), **changed)

        at = self._glass.begin(VisitState.IDENTIFYING)  # as above
        self._glass.ask(at, lambda: self._desk.pay_with(chosen, credential, order, key), told)

    def _shut(self, region: str, kept: str) -> str:
        return shut_said(self._desk.office, region, self._glass.now(), kept)

    def _stays(self, at: Parked, said: str) -> None:
        self._glass.change(at, notice=Notice(said))

    def approval(self, line: int | None) -> None:
        """Whether the hospital approves a limited-use item: the first one nobody decided, else the marked `line`, else
        the first; approved, then refused, and so on.
        """
        at = self._glass.at
        limited, still_open = limited_lines(at.view), undecided(at.view)
        if at.view.state not in _APPROVABLE or not limited or at.view.paid:
            return
        down = at.view.state is VisitState.LINK_DOWN
        if down and at.key is not None:
            self._glass.change(at, notice=Notice(sentences.LINES_STAY))
            return
        number = still_open[0] if still_open else line if line in limited else limited[0]
        charge = at.view.charges[number - 1]
        after = replace(charge, approval=_NEXT.get(charge.approval, Approval.APPROVED))
        charges = at.changed(number, after)
        at.recharged = at.key is not None
        approved = after.approval is Approval.APPROVED
        text = sentences.LIMITED_APPROVED if approved else sentences.LIMITED_REFUSED
        notice = Notice(filled(text, 行=number), Role.INFO)
        # What the centre said of the lines is gone with the trial; that an item is limited is not.
        told = {charges[split.line - 1].code for split in at.view.splits if split.limited}
        listed = {code: replace(row, limited=row.limited or code in told) for code, row in at.view.listed.items()}
        listed |= dict.fromkeys(told - set(listed), _LIMITED)
        changed = {"charges": charges, "listed": listed, "notice": notice, **TRIAL_GONE}
        self._glass.change(at, state=VisitState.LINK_DOWN if down else VisitState.CHARGES, **changed)
