"""Shows a paper in the window, and asks why it is to be printed once more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from counter_app.desk.office import Office
from counter_app.desk.reprint_log import ReprintLog
from counter_app.desk.reprinting import next_number, printed_elsewhere
from counter_app.slips.preview import Picture, pictures
from offline_queue.engine import StoreUnavailable
from ui.bridge import Bridge
from ui.look import Look
from ui.paper_panel import PaperPanel, Shown
from ui.words import paper_words
from ui.words.template import filled

__all__ = ["PaperDesk"]

_WIDTH = 1000  # pixels of a page: sharp at twice the size it has on a small screen


class PaperDesk:
    """Opens `panel`; `look`: how the window looks now. Papers are drawn on a thread that neither money nor printers
    wait for. One that is ready only after the panel was closed, by Esc or since the window was locked, is not shown.
    """

    def __init__(self, office: Office, bridge: Bridge, panel: PaperPanel, look: Callable[[], Look]) -> None:
        self._office = office
        self._bridge = bridge
        self._panel = panel
        self._look = look
        panel.of_left = self._of_left

    def look_at_list(self) -> bool:
        """Show what has not come out. False: everything came."""
        left = self._left()
        if left:
            by = filled(paper_words.BY, 工号=self._office.duty.number)
            shown = Shown(paper_words.LIST, by, left=left, perhaps=self._perhaps())
            self._panel.open(shown, self._look(), lambda _why: None)
        return bool(left)

    def look_at(self, key: str, slip: str, then: Callable[[], None]) -> bool:
        """Show the newest of these papers; `then` on F11. False: there is none."""
        if self._office.papers.files.newest(key, slip) is None:
            return False
        self._open(key, slip, False, lambda _why: then())
        return True

    def look_over(self, title: str, files: tuple[Path, ...], then: Callable[[], None]) -> None:
        """Show what is of no claim, all of it in one; `then` on F11."""

        asked = self._panel.times_closed

        def shown(pages: tuple[Picture, ...]) -> None:
            if self._panel.times_closed != asked:
                return
            by = filled(paper_words.BY, 工号=self._office.duty.number)
            self._panel.open(Shown(title, by, (), pages), self._look(), lambda _why: then())

        def seen() -> tuple[Picture, ...]:
            return tuple(page for file in files for page in pictures(file, _WIDTH))

        self._bridge.look_up(seen, shown, lambda _kind: shown(()))

    def ask_why(self, key: str, slip: str, then: Callable[[str], None]) -> None:
        """Before a reprint: who and why; `then` hears the reason, and nothing where it is left with Esc."""
        self._open(key, slip, True, then)

    def _open(self, key: str, slip: str, again: bool, then: Callable[[str], None]) -> None:
        papers, books, name = self._office.papers, self._office.books, paper_words.SLIPS[slip]
        log = ReprintLog.of(self._office.settings)
        asked = self._panel.times_closed

        def seen() -> tuple[int, str, tuple[Picture, ...]]:
            file, number, none = papers.files.newest(key, slip), 0, paper_words.NO_PICTURE
            with suppress(OSError, StoreUnavailable):
                number = next_number(books, key, slip, log.count(key, slip)) if again else 0
                window = printed_elsewhere(self._office, key, slip) if file is None else None
                none = filled(paper_words.ELSEWHERE, n=window) if window is not None else none
            return number, none, pictures(file, _WIDTH) if file is not None else ()

        def shown(found: tuple[int, str, tuple[Picture, ...]]) -> None:
            number, none, pages = found
            if self._panel.times_closed != asked:
                return
            title = filled(paper_words.AGAIN, 单名=name, n=number) if number else filled(paper_words.PREVIEW, 单名=name)
            by = filled(paper_words.BY, 工号=self._office.duty.number)
            reasons = paper_words.REASONS if again else ()
            about = Shown(title, by, reasons, pages, self._left(), self._perhaps(), none)
            self._panel.open(about, self._look(), then)

        self._bridge.look_up(seen, shown, lambda _kind: shown((0, paper_words.NO_PICTURE, ())))

    def _left(self) -> tuple[tuple[str, str], ...]:
        """What waits for a person, by name and in a line; what comes by itself needs nobody."""
        lines = []
        for one in self._office.papers.tray.state().unprinted:
            if one.given_up:
                text = paper_words.PERHAPS_ONE if one.perhaps else paper_words.UNPRINTED_ONE
                lines.append((one.name, filled(text, 单号=one.key, 单名=paper_words.SLIPS[one.slip])))
        return tuple(lines)

    def _perhaps(self) -> frozenset[str]:
        return frozenset(one.name for one in self._office.papers.tray.state().unprinted if one.perhaps)

    def _of_left(self, name: str, wanted: bool) -> None:
        tray = self._office.papers.tray
        if wanted:
            tray.again(name)
        else:
            tray.drop(name)
            tray.told()  # the lamp counts one less
        if not self.look_at_list():
            self._panel.close_panel()
