"""What a visit shows of its paper on the way through the printer. A claim is what it is, whatever a printer does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from counter_app.desk.tray import Tray, TrayState, Unprinted
from ui.at_glass import AtGlass
from ui.parked import Parked
from ui.theme import Role
from ui.views import Notice, PrintState, VisitState
from ui.words import labels, lamp_words, paper_words, sentences
from ui.words.template import filled

__all__ = ["SLIPS", "PaperNews", "drop_outlived", "printer_said", "sent_said"]

SLIPS = {
    VisitState.SETTLED: "settlement",
    VisitState.TICKET_OUT: "ticket",
    VisitState.PAID_IN_FULL: "notice",
    VisitState.REFUNDED: "refund",
}
# What F11 of a state is about, the first of them its own: a refund's settlement slip is made with it.
_ABOUT: dict[VisitState, tuple[str, ...]] = {state: (slip,) for state, slip in SLIPS.items()}
_ABOUT |= {VisitState.PAID_IN_FULL: ("notice", "check"), VisitState.REFUNDED: ("refund", "settlement")}
_AT_THE_PRINTER = (PrintState.SENT, PrintState.STUCK, PrintState.PERHAPS)


def printer_said(one: Unprinted, *, settled: bool) -> str:
    """What keeps a paper from coming out, in a sentence; empty while nothing does."""
    if one.perhaps:
        return sentences.PRINTER_PERHAPS
    if one.trouble is None:
        return ""
    texts = (sentences.PRINTER, sentences.PRINTER_ITSELF)
    if not settled:
        texts = (sentences.PRINTER_KEPT, sentences.PRINTER_KEPT_ITSELF)
    text = texts[0] if one.given_up else texts[1]
    return filled(text, 打印状态=lamp_words.PRINTER_TROUBLES[one.trouble])


def sent_said(sent: Iterable[Unprinted]) -> str:
    """What was sent to its printer after all, by name: it is the first, nobody holds one."""
    names = "、".join(dict.fromkeys(paper_words.SLIPS[one.slip] for one in sent))
    return filled(sentences.QUEUE_PAPER_SENT, 单名=names, 第几份=labels.FIRST_COPY)


def drop_outlived(tray: Tray, key: str) -> None:
    """A ticket that never came out is nobody's paper any more once its claim has ended: it promises what is done."""
    outlived = [one.name for one in tray.state().of(key) if one.slip == "ticket" and one.given_up]
    for name in outlived:
        tray.drop(name)
    if outlived:
        tray.told()  # the lamp counts one less


class PaperNews:
    """Of the visits of `glass`. Nothing here is an outcome: no money key wakes for it."""

    def __init__(self, glass: AtGlass) -> None:
        self._glass = glass
        self._said = ""

    @property
    def _tray(self) -> Tray:
        return self._glass.desk.office.papers.tray

    def made(self, one: Parked, *, out: bool) -> PrintState:
        """How far a paper is that was just made."""
        sent = out and self._tray.prints(SLIPS.get(one.view.state, ""))
        return PrintState.SENT if sent else PrintState.PRINTED

    def show(self, tray: TrayState) -> None:
        """How printing stands, on the page of the visit whose paper it is."""
        at = self._glass.at
        waiting = _about(at, tray)
        # The papers of a refund are made with it, and nobody asked for them.
        if at.view.print_state not in _AT_THE_PRINTER and not (waiting and at.view.state is VisitState.REFUNDED):
            return
        said = next((words for one in waiting if (words := printer_said(one, settled=_settled(at)))), "")
        stuck = any(one.trouble is not None or one.given_up for one in waiting)
        state = PrintState.STUCK if stuck else PrintState.SENT if waiting else PrintState.OUT
        if any(one.perhaps for one in waiting):
            state = PrintState.PERHAPS
        notice = at.view.notice
        if said:
            notice = Notice(said)
        elif notice is not None and notice.text == self._said:
            notice = None  # the printer is well again
        self._said = said or self._said
        if (state, notice) != (at.view.print_state, at.view.notice):
            at.view = replace(at.view, print_state=state, notice=notice)
            self._glass.paint()

    def still_to_come(self, one: Parked, at: Parked) -> bool:
        """A paper of the visit has not come out: it is printed as it is, and no reprint is made. Told at `at`."""
        if one.key is not None and SLIPS.get(one.view.state, "ticket") != "ticket":
            drop_outlived(self._tray, one.key)
        unprinted = [paper for paper in _about(one, self._tray.state()) if not paper.perhaps]
        if not unprinted:
            return False
        again = [paper for paper in unprinted if self._tray.again(paper.name)]
        said = next((words for paper in unprinted if (words := printer_said(paper, settled=True))), "")
        if again:
            other = all(paper.slip != SLIPS.get(one.view.state) for paper in again)
            told = Notice(sent_said(again), Role.INFO) if other else None
            one.view = replace(one.view, print_state=PrintState.SENT, notice=told)
        else:
            at.view = replace(at.view, notice=Notice(said or sentences.ON_ITS_WAY, Role.WARN))
        self._glass.paint()
        return True


def _about(one: Parked, tray: TrayState) -> tuple[Unprinted, ...]:
    """What has not come out of the papers that the visit is about as it stands."""
    slips = _ABOUT.get(one.view.state, ())
    return tuple(paper for paper in tray.of(one.key or one.number) if paper.slip in slips)


def _settled(one: Parked) -> bool:
    return one.view.state is VisitState.SETTLED
