"""The frame around the pages: the head with window, operator and clock; the row of lamps; the marks of training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.buttons import KeyButton
from ui.keys import Action, KeyMap
from ui.look import BODY, LEAD, SMALL, TITLE, Layout, Look
from ui.pen import Drawn, Pen
from ui.shapes import Shape, hatch
from ui.theme import Ink, Role
from ui.till_face import Kind
from ui.views import LampState, LampView, ShellView
from ui.words import figures, labels, sentences
from ui.words.template import filled

__all__ = ["HEAD_HEIGHT", "LAMPS", "LAMPS_HEIGHT", "Head", "LampRow", "training_mark"]

HEAD_HEIGHT = 42
LAMPS_HEIGHT = 30
_RIGHT = Qt.AlignmentFlag.AlignRight

LAMPS = {
    LampState.OK: (Shape.DONE, Role.OK, labels.LAMP_OK),
    LampState.SLOW: (Shape.ATTENTION, Role.WARN, labels.LAMP_SLOW),
    LampState.MISSING: (Shape.ATTENTION, Role.WARN, labels.LAMP_MISSING),
    LampState.DOWN: (Shape.STOPPED, Role.STOP, labels.LAMP_DOWN),
    LampState.UNKNOWN: (Shape.UNKNOWN, None, labels.NOT_KNOWN),
}


def training_mark(pen: Pen, area: QRectF) -> None:
    """Hatch `area` with the training stripes."""
    theme = pen.look.theme
    hatch(
        pen.painter, area, pen.look.colour(theme.training), pen.look.colour(theme.training_hatch), 11 * pen.look.scale
    )


class Head(Drawn):
    """Page, window number, training pill; operator, F1, clock."""

    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._keys = keys
        self._page = labels.VISIT_PAGE
        self._view = ShellView("", "")
        self._time = ""
        self._help = KeyButton(look, Action.HELP, keys.shown(Action.HELP), self)
        self._help.acted.connect(self.acted)

    def show_view(self, page: str, view: ShellView, time: str) -> None:
        """The page's name, the frame's view, the clock's text."""
        self._page, self._view, self._time = page, view, time
        self.setAccessibleName(f"{page}，{filled(labels.WINDOW, n=view.window or labels.NOT_KNOWN)}")
        if self.shows(page, view.window, view.operator, view.supervisor, view.training, time):
            self.arrange()

    def arrange(self) -> None:
        """Keep F1 beside the clock."""
        look, theme = self.look, self.look.theme
        marked = self._view.training and theme.line_width == 1
        second = theme.on_training if marked else theme.head_second
        ground = theme.training if marked else theme.head
        outline = second if theme.line_width > 1 else "transparent"
        first = theme.on_training if marked else theme.head_ink
        ink = Ink(ground, first, first, second, second, outline, second)
        self._help.set_up(labels.ALL_KEYS, kind=Kind.TILL, ink=ink)
        wide = self._help.sizeHint().width()
        clock = look.text_width("00:00", LEAD, bold=True)
        x = self.width() - look.px(12) - clock - look.px(14) - wide
        self._help.setGeometry(round(x), look.px(5), wide, look.px(32))

    def compose(self, pen: Pen) -> None:
        """Paint head and marks."""
        look, theme = self.look, self.look.theme
        box = QRectF(self.rect())
        training = self._view.training
        ink, second = theme.head_ink, theme.head_second
        if training:
            training_mark(pen, box)
            ink, second = theme.on_training, theme.on_training
            if theme.line_width > 1:  # bright stripes: the words stand on a plain bar
                bar = box.adjusted(look.px(7), look.px(5), -look.px(7), -look.px(5))
                pen.painter.fillRect(bar, look.colour(theme.head))
                ink, second = theme.head_ink, theme.head_second
        else:
            pen.painter.fillRect(box, look.colour(theme.head))
            if theme.line_width > 1:
                pen.rule(0, box.bottom() - 1, box.width(), theme.head_rule)
        y = box.center().y()
        x = float(look.px(23 if training else 16))
        x += pen.text(x, y, self._page, TITLE, ink, bold=True) + look.px(14)
        window = filled(labels.WINDOW, n=self._view.window or labels.NOT_KNOWN)
        x += pen.text(x, y, window, LEAD, second) + look.px(16)
        if training:
            wide = pen.width(sentences.TRAINING_HEAD, LEAD, bold=True) + look.px(32)
            bright = theme.line_width > 1
            plate, word = (theme.training, theme.on_training) if bright else (theme.surface, theme.training)
            pen.box(QRectF(x, y - look.px(15), wide, look.px(30)), plate, theme.training, radius=4)
            pen.text(x + look.px(16), y, sentences.TRAINING_HEAD, LEAD, word, bold=True)
            x += wide
        right = box.right() - look.px(12)
        pen.text(right, y, self._time, LEAD, ink, bold=True, align=_RIGHT)
        title = labels.SUPERVISOR if self._view.supervisor else labels.OPERATOR
        title = labels.OPERATOR_UNSIGNED if self._view.unsigned else title
        number = self._view.operator or labels.NOT_KNOWN
        end = self._help.x() - look.px(16)
        for operator in (filled(title, n=number), number):  # beside the mark of training there may be no room for both
            if pen.width(operator, BODY) <= end - x - look.px(10):
                pen.text(end, y, operator, BODY, second, align=_RIGHT)
                break


@dataclass(frozen=True, slots=True)
class _Kept:
    """What of the row has room: lamps with what is said of them, pills, and how many lamps more there are."""

    lamps: tuple[tuple[LampView, str], ...]
    pills: tuple[str, ...]
    more: int = 0


class LampRow(Drawn):
    """Devices and lines, then the claims that wait and the way to them."""

    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view = ShellView("", "")
        self._on_queue = False
        self._page = KeyButton(look, Action.PAGE, keys.shown(Action.PAGE), self)
        self._page.acted.connect(self.acted)

    def show_view(self, view: ShellView, *, on_queue: bool) -> None:
        """The lamps; on the queue page the button that leads there is not needed."""
        if (view, on_queue) != (self._view, self._on_queue):
            self._view, self._on_queue = view, on_queue
            self.setAccessibleName("，".join(self._texts()))
            self.arrange()
            self.update()

    def _texts(self) -> list[str]:
        said = ((lamp, f"{lamp.name} {lamp.word or LAMPS[lamp.state][2]}") for lamp in self._view.lamps)
        texts = [f"{text}，{lamp.told}" if lamp.told else text for lamp, text in said]
        return [*texts, labels.UNSIGNED] if self._view.unsigned else texts

    def _marks(self) -> tuple[str, str]:
        """What always stands here, long and short: that it is training, or that nobody signs in."""
        if self._view.training:
            return sentences.TRAINING_LAMPS, labels.TRAINING_SHORT
        return (labels.UNSIGNED, labels.UNSIGNED_SHORT) if self._view.unsigned else ("", "")

    def arrange(self) -> None:
        """Keep the button at the right."""
        self._page.set_up(labels.QUEUE)
        wide = self._page.sizeHint().width()
        tall = self.look.px(28)
        self._page.setGeometry(self.width() - wide - self.look.px(4), (self.height() - tall) // 2, wide, tall)
        self._page.setVisible(not self._on_queue)

    def compose(self, pen: Pen) -> None:
        """The lamps from the left, the pills from the right: as much of both as there is room for."""
        look, theme = self.look, self.look.theme
        y = self.height() / 2
        right = float(self.width() - look.px(4) if self._on_queue else self._page.x() - look.px(16))
        kept = next((one for one in self._ever_less() if self._wide(one) <= right - look.px(4)), None)
        if kept is None:  # as many as fit, and how many more
            kept = self._keeping(self._amiss(), "", self._marks()[1], words=False)
            while len(kept.lamps) > 1 and self._wide(kept) > right - look.px(4):
                kept = replace(kept, lamps=kept.lamps[:-1], more=kept.more + 1)
        x = float(look.px(4))
        for lamp, said in kept.lamps:
            shape, role, _ = LAMPS[lamp.state]
            ink = theme.role_ink(role) if role is not None else theme.ink3
            pen.shape(x, y, 14, shape, ink, theme.canvas)
            x += look.px(20)
            x += pen.text(x, y, lamp.name, SMALL, theme.ink if lamp.state is LampState.OK else ink)
            if said:
                x += look.px(5) + pen.text(x + look.px(5), y, said, SMALL, ink, bold=True)
            x += look.px(15)
        if kept.more:
            pen.text(x, y, filled(labels.LAMPS_MORE, n=kept.more), SMALL, theme.role_ink(Role.STOP), bold=True)
        for text in kept.pills:
            right -= self._pill(pen, right, y, text) + look.px(8)

    def _amiss(self) -> tuple[LampView, ...]:
        return tuple(lamp for lamp in self._view.lamps if lamp.state not in (LampState.OK, LampState.UNKNOWN))

    def _ever_less(self) -> Iterator[_Kept]:
        """What gives way, one after the other: of the claims all but their number, since when a lamp is down, lamps
        that are well, all but the word of its mark, the claims, what is wrong with a lamp.
        """
        well = LampView(labels.ALL_LAMPS_WELL, LampState.OK)
        lamps, amiss = self._view.lamps, self._amiss() or (well,)
        if self.look.layout is not Layout.COLUMNS:
            lamps = amiss
        claims, (mark, short) = self._claims(), self._marks()
        yield self._keeping(lamps, "　".join(claims), mark)
        yield self._keeping(lamps, "".join(claims[:1]), mark)
        yield self._keeping(lamps, "".join(claims[:1]), mark, since=False)
        yield self._keeping(amiss, "".join(claims[:1]), mark, since=False)
        for few in ("".join(claims[:1]), ""):
            yield self._keeping(amiss, few, short, since=False)
        yield self._keeping(amiss, "", short, words=False)

    def _keeping(
        self, lamps: tuple[LampView, ...], claims: str, mark: str, *, since: bool = True, words: bool = True
    ) -> _Kept:
        pills = (claims, mark)
        said = tuple((lamp, self._said(lamp, since=since) if words else "") for lamp in lamps)
        return _Kept(said, tuple(text for text in pills if text))

    def _said(self, lamp: LampView, *, since: bool) -> str:
        if lamp.state is LampState.OK:
            return ""
        said = lamp.word or LAMPS[lamp.state][2]
        if lamp.since is None or not since:
            return said
        return filled(labels.LAMP_SINCE, 状态=said, 时间=figures.clock(lamp.since))

    def _wide(self, kept: _Kept) -> float:
        look = self.look
        wide = sum(look.text_width(text, SMALL) + look.px(24) for text in kept.pills)
        for lamp, said in kept.lamps:
            wide += look.text_width(lamp.name, SMALL) + look.px(35)
            wide += look.text_width(said, SMALL, bold=True) + look.px(5) if said else 0
        return wide + (look.text_width(filled(labels.LAMPS_MORE, n=kept.more), SMALL, bold=True) if kept.more else 0)

    def _claims(self) -> list[str]:
        view = self._view
        if self._on_queue:
            return [filled(labels.LANES, n=view.lanes)]
        pieces = []
        if view.waiting_claims:
            pieces.append(filled(labels.WAITING_CLAIMS, n=view.waiting_claims))
            if view.earliest is not None:
                pieces.append(filled(labels.EARLIEST, 时间=figures.clock(view.earliest)))
        if view.held_claims:
            pieces.append(filled(labels.HELD_CLAIMS, n=view.held_claims))
        return pieces

    def _pill(self, pen: Pen, right: float, y: float, text: str) -> float:
        look, theme = self.look, self.look.theme
        wide, tall = pen.width(text, SMALL) + look.px(16), look.px(24)
        ink, edge, ground = theme.ink2, theme.line, theme.surface
        if text in (sentences.TRAINING_LAMPS, labels.TRAINING_SHORT):
            ink = edge = theme.training
            ground = theme.training_soft
        elif text in (labels.UNSIGNED, labels.UNSIGNED_SHORT):
            ink, ground = theme.roles[Role.WARN]
            edge = ink
        pen.box(QRectF(right - wide, y - tall / 2, wide, tall), ground, edge, radius=4, width=theme.line_width)
        pen.text(right - wide + look.px(8), y, text, SMALL, ink)
        return wide
