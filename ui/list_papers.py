"""Lists and boards on A4, of many claims or of none: made as files, handed to their printer, or shown before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from counter_app.desk.papers import Papers
from counter_app.desk.tray import TrayState
from ui.bridge import Bridge
from ui.paper_desk import PaperDesk
from ui.paper_news import printer_said
from ui.words import sentences

__all__ = ["ListPapers", "Lists"]


@dataclass(frozen=True, slots=True)
class Lists:
    """What was made. `problem`: nothing was, in words; else what is said once it is `kept`, or `sent` to print."""

    files: tuple[Path, ...] = ()
    kept: str = ""
    sent: str = ""
    problem: str = ""


class ListPapers:
    """Prints them, for a window. They are made anew each time, so none is a reprint."""

    def __init__(self, papers: Papers, bridge: Bridge, desk: PaperDesk) -> None:
        self._papers = papers
        self._bridge = bridge
        self._desk = desk
        self._waited: frozenset[str] = frozenset()
        self._told: Callable[[str], None] = lambda _said: None
        self._sent = self._said = ""

    @property
    def have_printer(self) -> bool:
        """Whether there is one for A4; else they are kept as files alone."""
        return self._papers.tray.prints("calls")

    def asked(
        self, kinds: tuple[str, ...], make: Callable[[], Lists], told: Callable[[str], None], broke: str, *, look: str
    ) -> None:
        """Make them on a worker; `told` hears what came of it, in words, `broke` where that is not known. `look`: they
        are shown under this title first, and printed from there.
        """
        if not look and self._on_the_way(kinds, told):
            return

        def out(lists: Lists) -> None:
            if not self._on_the_way(kinds, told):
                self._out(lists, told)

        def made(lists: Lists) -> None:
            if lists.problem:
                told(lists.problem)
            elif look:
                self._desk.look_over(look, lists.files, lambda: out(lists))
            else:
                out(lists)

        self._bridge.work_long(make, made, lambda _kind: told(broke))

    def news(self, tray: TrayState) -> None:
        """How printing stands: what keeps those that were asked for last is said where they were asked for."""
        waiting = [one for one in tray.unprinted if one.name in self._waited]
        said = next((words for one in waiting if (words := printer_said(one, settled=False))), "")
        if said != self._said:
            self._said = said
            self._told(said or self._sent)
        self._waited = frozenset(one.name for one in waiting)

    def _on_the_way(self, kinds: tuple[str, ...], told: Callable[[str], None]) -> bool:
        """Some of them come by themselves: asked again they would come twice. It is told."""
        left = self._papers.tray.state().unprinted
        under_way = [one for one in left if one.slip in kinds and not one.given_up]
        if under_way:
            told(next((said for one in under_way if (said := printer_said(one, settled=False))), sentences.ON_ITS_WAY))
        return bool(under_way)

    def _out(self, lists: Lists, told: Callable[[str], None]) -> None:
        sent = [self._papers.print_out(file, file.stem.rpartition("-")[0]) for file in lists.files]
        self._waited = frozenset(file.stem for file in lists.files) if all(sent) else frozenset()
        self._told, self._sent, self._said = told, lists.sent, ""
        told(lists.sent if all(sent) else lists.kept)
