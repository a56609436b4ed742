"""A paper over the page: looked at before it is printed, or why it is printed once more.

While it is open every key is its own: F11 prints, digits choose the reason, arrows turn the pages, Esc closes. No money
key reaches the window behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QWidget

from counter_app.slips.preview import Picture
from ui.keys import Action, KeyMap
from ui.look import BODY, HEAD, LEAD, SMALL, Look
from ui.over_page import OverPage
from ui.pen import CapColours, Pen
from ui.theme import Role
from ui.words import paper_words
from ui.words.template import Cap, filled

__all__ = ["PaperPanel", "Shown"]

_TEXT_WIDTH = 460
_MOST = 9  # a digit each
_LOW = 600
_STRIP = 1.5  # higher than so many times its width a page is a strip
_TURNS = {Qt.Key.Key_Down: 1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageUp: -1}


@dataclass(frozen=True, slots=True)
class Shown:
    """`title`: which paper. `by`: who prints it. `reasons`: one has to be chosen before it prints; none: nothing is
    asked, and digits choose of `left`: what has not come out, by its name and in a line. `perhaps`: those
    of them that may have come, and are not printed from here. `pages`: as pictures; `none`: why there are none.
    """

    title: str
    by: str
    reasons: tuple[str, ...] = ()
    pages: tuple[Picture, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    perhaps: frozenset[str] = frozenset()
    none: str = paper_words.NO_PICTURE


class PaperPanel(OverPage):
    """Lies over `window`. What F11 then does is said with `open`; it hears the reason, empty where none was asked."""

    def __init__(self, window: QWidget, look: Look, keys: KeyMap) -> None:
        super().__init__(window, look, keys)
        self._shown = Shown("", "")
        self._print: Callable[[str], None] = lambda _why: None
        # Heard with the name of one that has not come out, and whether it is to be printed or taken off the list.
        self.of_left: Callable[[str, bool], None] = lambda _name, _wanted: None
        self._page, self._chosen = 0, -1
        self._images: tuple[QImage, ...] = ()

    @property
    def shown(self) -> Shown | None:
        """What is open."""
        return None if self.isHidden() else self._shown

    def open(self, shown: Shown, look: Look, then: Callable[[str], None]) -> None:
        """Show it."""
        self.look = look
        self._shown, self._print = shown, then
        self._page, self._chosen = 0, -1
        kind = QImage.Format.Format_BGR888
        pages = (QImage(one.pixels, one.width, one.height, one.stride, kind) for one in shown.pages)
        self._images = tuple(piece for page in pages for piece in _cut(page))
        self.setAccessibleName(shown.title)
        self.setAccessibleDescription("；".join((*shown.reasons, *(line for _, line in shown.left))))
        self.put_up()
        self.update()

    def close_panel(self) -> None:
        """Give the keys back."""
        self.take_down()

    def key(self, event: QKeyEvent) -> bool:
        """All of them are its own."""
        if not event.isAutoRepeat() or Qt.Key(event.key()) in _TURNS:
            self._pressed(event)
        return True

    def _pressed(self, event: QKeyEvent) -> None:
        action, digit = self._keys.action(event), event.text()
        choices = len(self._shown.reasons or self._shown.left)
        of_list = not self._shown.reasons and self._chosen >= 0
        if action is Action.BACK or action is Action.PREVIEW:
            self.close_panel()
        elif action in (Action.PRINT, Action.DELETE) and of_list:
            if action is Action.DELETE or not self._of_perhaps():
                self.of_left(self._shown.left[self._chosen][0], action is Action.PRINT)
        elif action is Action.PRINT:
            self._print_it()
        elif Qt.Key(event.key()) in _TURNS:
            self._page = max(0, min(len(self._images) - 1, self._page + _TURNS[Qt.Key(event.key())]))
        elif digit.isascii() and digit.isdigit() and 1 <= int(digit) <= min(choices, _MOST):
            self._chosen = int(digit) - 1
        self.update()

    def _of_perhaps(self) -> bool:
        """The chosen one of the list may have come."""
        shown, chosen = self._shown, self._chosen
        return not shown.reasons and chosen >= 0 and shown.left[chosen][0] in shown.perhaps

    def _print_it(self) -> None:
        if not self._images and not self._shown.reasons:
            return  # the list alone, and nothing of it was chosen
        if self._shown.reasons and self._chosen < 0:
            return
        why = self._shown.reasons[self._chosen] if self._shown.reasons else ""
        self.close_panel()
        self._print(why)

    def compose(self, pen: Pen) -> None:
        """The words at the left, the page at the right; the window behind is dimmed as under F1."""
        look, theme, shown = self.look, self.look.theme, self._shown
        dim = look.colour(theme.shade)
        pen.painter.setOpacity(0.6)
        pen.painter.fillRect(QRectF(self.rect()), dim)
        pen.painter.setOpacity(1.0)
        low = self.height() < look.px(_LOW)  # with the largest type everything moves together
        wide = min(self.width() - look.px(24), look.px(1080))
        tall = self.height() - look.px(16 if low else 48)
        box = QRectF((self.width() - wide) / 2, (self.height() - tall) / 2, wide, tall)
        pen.box(box, theme.surface, theme.ink, width=2 * look.scale)
        left, y = box.left() + look.px(24), box.top() + look.px(26 if low else 38)
        room = min(look.px(_TEXT_WIDTH), wide * 0.45)
        pen.fitted(left, y, room, shown.title, HEAD, theme.ink, BODY)
        y += look.px(26 if low else 34)
        pen.text(left, y, shown.by, BODY, theme.ink2, room=room)
        y += look.px(28 if low else 44)
        step = look.px(30 if low else 38)
        cap = CapColours(theme.ink, theme.surface, theme.line_strong)
        foot = box.bottom() - look.px(24 if low else 30)
        if shown.reasons:
            pen.text(left, y, paper_words.ASK_WHY, LEAD, theme.ink, bold=True, room=room)
            y += step
            y = self._choices(pen, left, y, room, shown.reasons, foot - look.px(58))
            if self._chosen < 0:
                self._keyed(pen, left, foot - look.px(30), paper_words.CHOOSE_FIRST, cap)
        elif shown.left:
            said = filled(paper_words.UNPRINTED, n=len(shown.left))
            pen.text(left, y, said, LEAD, theme.role_ink(Role.WARN), bold=True, room=room)
            lines = tuple(line for _, line in shown.left[:_MOST])
            more = len(shown.left) - len(lines)
            told = look.px(32) if self._of_perhaps() or more else 0
            self._choices(pen, left, y + step, room, lines, foot - look.px(26) - told)
            if told:
                text = paper_words.PERHAPS if self._of_perhaps() else filled(paper_words.MORE_LEFT, n=more)
                self._keyed(pen, left, foot - look.px(30), text, cap)
        again = paper_words.REPRINT_KEYS if self._images else paper_words.REPRINT_KEYS_ONLY
        keys = again if shown.reasons else paper_words.PRINT_KEYS
        if not shown.reasons and (self._chosen >= 0 or not self._images):
            keys = paper_words.PERHAPS_KEYS if self._of_perhaps() else paper_words.LEFT_KEYS
            keys = keys if shown.left else paper_words.ONLY_BACK
        self._keyed(pen, left, foot, keys, cap)
        self._draw_page(pen, QRectF(left + room + look.px(16), box.top() + look.px(20), 0, 0), box)

    def _choices(self, pen: Pen, left: float, y: float, room: float, lines: tuple[str, ...], bottom: float) -> float:
        """A row for each down to `bottom`, with its digit; the chosen one is framed. Returns where the next thing may
        stand.
        """
        look, theme = self.look, self.look.theme
        cap = CapColours(theme.ink, theme.surface, theme.line_strong)
        step = max(float(look.px(22)), min(float(look.px(40)), (bottom - y) / max(1, len(lines) - 1)))
        half, size = min(look.px(18), step / 2), LEAD if step >= look.px(28) else BODY
        for number, line in enumerate(lines):
            chosen = number == self._chosen
            if chosen:
                row = QRectF(left - look.px(8), y - half, room, 2 * half)
                pen.box(row, theme.sunken, theme.ink, radius=4, width=2 * look.scale)
            pen.cap(left, y, str(number + 1), cap, min(24, step / look.scale - 2))
            pen.text(left + look.px(40), y, line, size, theme.ink, bold=chosen, room=room - look.px(48), elide=True)
            y += step
        return y

    def _keyed(self, pen: Pen, x: float, y: float, text: str, cap: CapColours) -> None:
        for part in self._keys.told(text):
            if isinstance(part, Cap):
                x += pen.cap(x, y, part.key, cap, 22)
            else:
                x += pen.text(x, y, part, BODY, self.look.theme.ink)

    def _draw_page(self, pen: Pen, corner: QRectF, box: QRectF) -> None:
        look, theme = self.look, self.look.theme
        room_wide, room_tall = box.right() - look.px(20) - corner.left(), box.height() - look.px(70)
        if not self._images and self._shown.title == paper_words.LIST:
            return
        if not self._images:
            pen.text(corner.left(), box.center().y(), self._shown.none, BODY, theme.ink2, room=room_wide)
            return
        image = self._images[self._page]
        scale = min(room_wide / image.width(), room_tall / image.height())
        wide, tall = image.width() * scale, image.height() * scale
        place = QRectF(corner.left() + (room_wide - wide) / 2, corner.top(), wide, tall)
        pen.painter.setRenderHint(pen.painter.RenderHint.SmoothPixmapTransform)
        pen.painter.drawImage(place, image)
        pen.box(place, None, theme.line_strong)
        if len(self._images) > 1:
            said = filled(paper_words.PAGE_OF, n=self._page + 1, 共=len(self._images))
            middle = Qt.AlignmentFlag.AlignHCenter
            pen.text(place.center().x(), box.bottom() - look.px(26), said, SMALL, theme.ink2, align=middle)


def _cut(page: QImage) -> list[QImage]:
    """A strip of the roll in pieces that can be read; a sheet as it is."""
    if page.height() <= _STRIP * page.width():
        return [page]
    step = round(_STRIP * page.width())
    return [page.copy(0, top, page.width(), min(step, page.height() - top)) for top in range(0, page.height(), step)]
