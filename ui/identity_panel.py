"""Name, identity number and phone typed from a card that no reader reads: fields, and what the number itself tells.

The check digit is verified and the birthday shown back, so that a wrong digit is seen before anything is asked.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, QRegularExpression, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from counter_app.model import identity
from ui import input_method
from ui.look import BODY, LEAD, SMALL, Layout, Look
from ui.pen import Drawn, Pen
from ui.shapes import Shape
from ui.states import shown_again
from ui.theme import Role
from ui.views import VisitState, VisitView
from ui.words import figures, labels
from ui.words.template import filled

__all__ = ["IdentityPanel", "TextField", "told_by_number"]

_NUMBER, _PHONE = "[0-9]{0,17}[0-9Xx]?", "[0-9]{0,11}"
_LONGEST_NAME = 50


def told_by_number(text: str, today: date | None) -> tuple[str, Role | None]:
    """What the number typed so far tells: how much is missing, that it cannot be right, or birthday, sex and age."""
    number = identity.normalised(text)
    if not number:
        return labels.NUMBER_WANTED, None
    if len(number) < 18:
        return filled(labels.NUMBER_SHORT, n=18 - len(number)), None
    born = identity.birth_date_of(number)
    if not identity.is_valid(number) or born is None or (today is not None and born > today):
        return labels.NUMBER_WRONG, Role.STOP
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if today else 0
    sex = labels.SEXES.get(identity.sex_of(number) or "", labels.NOT_KNOWN)
    return filled(labels.NUMBER_RIGHT, 生日=born.isoformat(), 性别=sex, 年龄=figures.age(years)), Role.OK


class TextField(QLineEdit):
    """One line of text with the window's focus ring. `chinese` False: no input method composes here."""

    def __init__(self, look: Look, name: str, parent: QWidget, *, pattern: str = "", chinese: bool = False) -> None:
        super().__init__(parent)
        self.look = look
        self.dress()
        self.setAccessibleName(name)
        self.setMaxLength(_LONGEST_NAME)
        if pattern:
            self.setValidator(QRegularExpressionValidator(QRegularExpression(pattern), self))
        (input_method.chinese if chinese else input_method.latin)(self)

    def dress(self) -> None:
        """Type and colours."""
        look = self.look
        self.setFont(look.font(LEAD, bold=True))
        palette = self.palette()
        palette.setColor(palette.ColorRole.Base, look.colour(look.theme.surface))
        palette.setColor(palette.ColorRole.Text, look.colour(look.theme.ink))
        self.setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, and in focus its ring."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            Pen(painter, self.look, []).ring(QRectF(self.rect()), radius=4)
            painter.end()


class IdentityPanel(Drawn):
    """Three fields below each other. Enter goes to the next one, and from the last to `done` (name, number, phone)."""

    done = Signal(str, str, str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._today: date | None = None
        self._visit = ""
        self._card = False
        self.name = TextField(look, labels.TYPED_NAME, self, chinese=True)
        self.number = TextField(look, labels.TYPED_NUMBER, self, pattern=_NUMBER)
        self.phone = TextField(look, labels.TYPED_PHONE, self, pattern=_PHONE)
        for field in self._fields():
            field.returnPressed.connect(self._entered)
        self.number.textChanged.connect(self._told)
        QWidget.setTabOrder(self.name, self.number)
        QWidget.setTabOrder(self.number, self.phone)

    def _fields(self) -> tuple[TextField, TextField, TextField]:
        return self.name, self.number, self.phone

    def show_view(self, view: VisitView, today: date) -> None:
        """The fields of this visit; another visit begins with what its card gave."""
        self._today = today
        # Who has paid is to show it: nothing that is known of them already stands in the fields.
        card = None if shown_again(view) else view.person
        self._card = card is not None
        if view.state is not VisitState.TYPING:
            for field in self._fields():
                field.clear()  # a number stays in no field behind the page
            self._visit = ""
        elif view.visit != self._visit:
            self._visit = view.visit
            self.name.setText(card.name if card else "")
            self.number.setText(card.id_number if card else "")
            self.phone.clear()
        self.setAccessibleName(labels.TYPED_HEAD)
        self._told()
        self.arrange()

    def wanted(self) -> TextField:
        """The first field that is not right yet; the last one where all are."""
        if not self.name.text().strip():
            return self.name
        return self.phone if told_by_number(self.number.text(), self._today)[1] is Role.OK else self.number

    def _entered(self) -> None:
        field, wanted = self.sender(), self.wanted()
        if field is self.phone and wanted is self.phone:
            number = identity.normalised(self.number.text())
            self.done.emit(self.name.text().strip(), number, self.phone.text())
        else:
            wanted.setFocus()

    def _told(self) -> None:
        self.number.setAccessibleDescription(told_by_number(self.number.text(), self._today)[0])
        self.update()

    def _row(self, number: int) -> int:
        look = self.look
        if look.layout is Layout.COLUMNS:
            return look.px(78 + 64 * number)
        first = look.px(12 if look.layout is Layout.STRIP else 3)
        # Inside the frame of training there is a little less than three rows.
        return first + number * min(look.px(39), max(0, self.height() - first) // 3)

    def _tall(self) -> int:
        return min(self.look.px(36), self._row(1) - self._row(0) - self.look.px(2))

    def arrange(self) -> None:
        """Labels left, fields beside them, what is to be said of each at their right."""
        look = self.look
        for number, field in enumerate(self._fields()):
            field.setGeometry(look.px(112), self._row(number), look.px(248), self._tall())

    def compose(self, pen: Pen) -> None:
        """Head, labels, and what the number tells."""
        look, theme = self.look, self.look.theme
        left = float(look.px(20))
        if look.layout is Layout.COLUMNS:
            pen.text(left, look.px(28), labels.TYPED_HEAD, LEAD, theme.ink2, bold=True)
            if self._card:
                pen.text(left, look.px(56), labels.OFFLINE_UNKNOWN, BODY, theme.ink2)
        hints = (
            (labels.TYPED_NAME, labels.NAME_WANTED, None),
            (labels.TYPED_NUMBER, *told_by_number(self.number.text(), self._today)),
            (labels.TYPED_PHONE, labels.PHONE_OPTIONAL, None),
        )
        for number, (name, hint, role) in enumerate(hints):
            y = self._row(number) + self._tall() / 2
            pen.text(left, y, name, BODY, theme.ink)
            x = float(look.px(374))
            if role is not None:
                shape = Shape.DONE if role is Role.OK else Shape.STOPPED
                pen.shape(x, y, 18, shape, theme.role_ink(role), theme.surface)
                x += look.px(26)
            ink = theme.role_ink(role) if role is not None else theme.ink2
            room = self.width() - look.px(10) - x
            if role is None:
                pen.text(x, y, hint, BODY, ink, room=room)
            else:
                pen.fitted(x, y, room, hint, BODY, ink, SMALL)
