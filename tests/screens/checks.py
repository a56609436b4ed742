"""What must hold of every screen (look, section 10), read from what was painted: each finding is one line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPalette
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from tests.ui.screen import misplaced
from tests.ui.screen import painted as painted_now
from ui.cover import Cover
from ui.key_list import KeyList
from ui.look import Layout, Look
from ui.paper_panel import PaperPanel
from ui.patient_display import PatientDisplay
from ui.pen import Drawn, Written
from ui.question_panel import QuestionPanel
from ui.queue_views import QueueState
from ui.row_table import RowTable
from ui.theme import READABLE, VISIBLE, contrast
from ui.till import Till
from ui.till_rows import Style
from ui.training_panel import TrainingPanel
from ui.window import CounterWindow
from ui.words import labels, patient_words

__all__ = ["findings"]

_OVER = (KeyList, Cover, QuestionPanel, PaperPanel, TrainingPanel)
_LARGE, _LARGE_BOLD = 24, 18.66  # WCAG 2: from here on 3 to 1 is enough
_GROUND_SHARE = 0.15  # a colour behind so much of a text is one it must be read on: of a hatch both are
_SAME = 1.02
_SMALLEST, _SMALLEST_READ = 12, 13
_CODE = re.compile(r"^(原因|代码|F?\d|[A-Z])")
_MONEY = re.compile(r"^−?[\d,]+\.\d\d$")
_CODES = ("原因",)
_PAINTED: dict[int, list[tuple[QWidget, Written]]] = {}


def findings(shown: QWidget, look: Look, picture: QImage) -> list[str]:
    """All that is wrong with `shown`, which is painted, at this look; `picture` is how it looks."""
    _PAINTED.clear()
    image = picture.convertToFormat(QImage.Format.Format_RGB32)
    pieces = list(_in_sight(shown))
    found = [*_cut(shown), *_covered(shown)]
    for child, piece, box in pieces:
        found += _small(child, piece, look)
        found += _faint(piece, box, image)
    found += _fields(shown)
    found += _nameless(shown)
    if isinstance(shown, CounterWindow) and not _lying_over(shown):
        found += _sums(shown)
        found += _left_out(shown)
        found += _day_sums(shown)
        found += _list_sums(shown)
        found += _unsaid(shown)
        found += _quiet_till(shown)
    if isinstance(shown, PatientDisplay):
        found += _sums_at_glass(shown)
    return found


def painted(shown: QWidget) -> list[tuple[QWidget, Written]]:
    """Every string of it, gathered once for all the checks."""
    if id(shown) not in _PAINTED:
        _PAINTED[id(shown)] = painted_now(shown)
    return _PAINTED[id(shown)]


def _in_sight(shown: QWidget) -> Iterator[tuple[QWidget, Written, QRect]]:
    """Every painted string nothing lies over, with its place in `shown`; of a table what has scrolled out is left."""
    over = _lying_over(shown)
    own = [(shown, piece) for piece in shown.written()] if isinstance(shown, Drawn) else []
    for child, piece in (*own, *painted(shown)):
        ground = child.viewport() if isinstance(child, RowTable) else child
        box = piece.box.toAlignedRect().translated(ground.mapTo(shown, QPoint(0, 0)))
        if not piece.text.strip() or any(
            not one.isAncestorOf(child) and one is not child and _lies_on(one, shown, box) for one in over
        ):
            continue
        if isinstance(child, RowTable):
            frame = QRect(ground.mapTo(shown, QPoint(0, 0)), ground.size())
            if not frame.contains(box):
                continue
        yield child, piece, box


def _lying_over(shown: QWidget) -> list[QWidget]:
    return [one for one in shown.findChildren(QWidget) if isinstance(one, _OVER) and one.isVisible()]


def _lies_on(one: QWidget, shown: QWidget, box: QRect) -> bool:
    return QRect(one.mapTo(shown, QPoint(0, 0)), one.size()).intersects(box)


# --- nothing cut -------------------------------------------------------------------------------------------------


def _cut(shown: QWidget) -> list[str]:
    found = misplaced(shown)
    if isinstance(shown, Drawn):
        found += [f"sticks out: {one.text}" for one in shown.written() if not QRectF(shown.rect()).contains(one.box)]
    for child, piece in painted(shown):
        if piece.box.width() > piece.room + 1.5:
            found.append(f"{type(child).__name__}: {piece.text!r} needs {piece.box.width():.0f} of {piece.room:.0f}")
    for table in shown.findChildren(RowTable):
        if table.isVisible():
            found += _crowded(table)
    return found


def _crowded(table: RowTable) -> Iterator[str]:
    """Words of a row that lie on each other, or leave the table at its side."""
    name, wide = type(table).__name__, table.viewport().width()
    boxes = [(piece.text, piece.box.adjusted(1, 2, -1, -2)) for piece in table.painted if piece.text.strip()]
    for number, (text, box) in enumerate(boxes):
        if box.left() < -1 or box.right() > wide + 1:
            yield f"{name}: {text!r} at {box.left():.0f}…{box.right():.0f} of {wide}"
        yield from (f"{name}: {text!r} on {other!r}" for other, lying in boxes[:number] if box.intersects(lying))


def _covered(shown: QWidget) -> Iterator[str]:
    """Parts of a page that lie on each other; what is meant to lie over one is left."""
    for parent in (shown, *shown.findChildren(QWidget)):
        parts = [
            one for one in parent.children()
            if isinstance(one, (Drawn, RowTable, QLineEdit, QAbstractButton)) and one.isVisible()
            and not isinstance(one, _OVER)
        ]  # fmt: skip
        for number, one in enumerate(parts):
            for other in parts[:number]:
                if one.geometry().intersects(other.geometry()):
                    yield f"{type(one).__name__} {one.geometry()} lies on {type(other).__name__} {other.geometry()}"


def _fields(shown: QWidget) -> Iterator[str]:
    """Qt's own fields and labels: what they say has room and contrast."""
    for field in shown.findChildren(QWidget):
        if not field.isVisible() or not isinstance(field, (QLineEdit, QLabel)):
            continue
        said = field.text() or (field.placeholderText() if isinstance(field, QLineEdit) else "")
        if isinstance(field, QLineEdit) and field.text() and field.echoMode() is not QLineEdit.EchoMode.Normal:
            continue
        wide = QFontMetricsF(field.font()).horizontalAdvance(said)
        room = field.width() - (4 if isinstance(field, QLineEdit) else -1)
        if wide > room:
            yield f"{type(field).__name__}: {said!r} needs {wide:.0f} of {room}"
        role = QPalette.ColorRole
        if isinstance(field, QLineEdit):
            ink, ground = field.palette().color(role.Text), field.palette().color(role.Base)
            if contrast(ink.name(), ground.name()) < READABLE:
                yield f"{type(field).__name__}: {ink.name()} on {ground.name()}"


# --- large and clear enough --------------------------------------------------------------------------------------


def _small(child: QWidget, piece: Written, look: Look) -> Iterator[str]:
    """Nothing below 12; nothing a person must read below 13: the code at the end may be."""
    if isinstance(child, PatientDisplay):
        return
    least = _SMALLEST if piece.text.startswith(_CODES) else _SMALLEST_READ
    if piece.pixels < round(least * look.scale) and piece.text != "¥":
        yield f"{type(child).__name__}: {piece.text!r} is {piece.pixels / look.scale:.1f} small"


@lru_cache(maxsize=1 << 16)
def _ratio(one: int, other: int) -> float:
    return contrast(f"#{one:06x}", f"#{other:06x}")


def _faint(piece: Written, box: QRect, image: QImage) -> Iterator[str]:
    """The ink on what really lies under it; and that it can be seen at all."""
    if not piece.ink:
        return
    if len(piece.text) > 3:  # the upper half tells as much, and no line strikes it out
        box = box.adjusted(0, 0, 0, -(box.height() * 11) // 20)
    part = image.copy(box)  # the dots are its own: it has to stay until they are counted
    dots = Counter(part.constBits().cast("I"))
    ink = int(piece.ink[1:], 16)
    least = sum(dots.values()) * _GROUND_SHARE
    grounds = [dot & 0xFFFFFF for dot, count in dots.items() if count >= least]
    grounds = [one for one in grounds if _ratio(one, ink) > _SAME]
    if not grounds:  # so dense a text that hardly any ground is seen
        many = (dot & 0xFFFFFF for dot, _ in dots.most_common())
        grounds = [next((one for one in many if _ratio(one, ink) > _SAME), ink)]
    large = piece.pixels >= _LARGE or (piece.bold and piece.pixels >= _LARGE_BOLD)
    for ground in grounds:
        if _ratio(ink, ground) < (VISIBLE if large else READABLE):
            yield f"faint: {piece.text!r} #{ink:06x} on #{ground:06x}: {_ratio(ink, ground):.1f}"
            return
    if 0xFF000000 | ink not in dots:  # of thin strokes no dot is wholly of the ink
        clearest = max(_ratio(dot & 0xFFFFFF, grounds[0]) for dot in dots)
        if clearest < min(_ratio(ink, grounds[0]), READABLE) * 0.6:
            yield f"not to be seen: {piece.text!r} #{ink:06x} on #{grounds[0]:06x}"


# --- names -------------------------------------------------------------------------------------------------------


def _nameless(shown: QWidget) -> Iterator[str]:
    """Every control has a name for the screen reader, and every panel that says something."""
    for child in (shown, *shown.findChildren(QWidget)):
        control = isinstance(child, (QAbstractButton, QLineEdit)) or child.focusPolicy() & Qt.FocusPolicy.TabFocus
        says = isinstance(child, Drawn) and any(piece.text.strip() for piece in child.written())
        if child.isVisible() and (control or says) and "qt_" not in child.objectName():
            named = child.accessibleName() or (child.text() if isinstance(child, QAbstractButton) else "")
            named = named or (child.windowTitle() if child.isWindow() else "")
            if not named:
                yield f"{type(child).__name__} has no name"


# --- sums --------------------------------------------------------------------------------------------------------


def _yuan(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


def _rows(pieces: list[Written]) -> list[tuple[str, Decimal]]:
    """Labels with the amount at their right, from above; of a line of sums, each."""
    found = []
    amounts = [piece for piece in pieces if _MONEY.match(piece.text)]
    for piece in sorted(pieces, key=lambda one: (one.box.center().y(), one.box.left())):
        for part in piece.text.split("　"):
            label, _, value = part.rpartition(" ")
            if label and _MONEY.match(value):
                found.append((label, _yuan(value)))
        beside = [one for one in amounts if abs(one.box.center().y() - piece.box.center().y()) < 1.5]
        right = [one for one in beside if one.box.left() > piece.box.right()]
        if right and piece not in amounts:
            found.append((piece.text, _yuan(min(right, key=lambda one: one.box.left()).text)))
    return found


def _sums(window: CounterWindow) -> Iterator[str]:
    """Total − fund − others − account = to pay; paid − share = refund; received − due = change; as painted."""
    if not window.visit.isVisible():
        return
    till: Till = window.visit.till
    pieces = list(till.written())
    rows = _rows(pieces)
    less = [(label, value) for label, value in rows if label.startswith(f"{labels.LESS} ")]
    before = sum((value for label, value in less if label.endswith(labels.PAID_BEFORE)), Decimal(0))
    split = [(label, value) for label, value in less if not label.endswith(labels.PAID_BEFORE)]
    money = [piece for piece in pieces if _MONEY.match(piece.text)]
    largest = max(money, key=lambda piece: piece.pixels, default=None)
    equals = [value for label, value in rows if label.startswith(f"{labels.EQUALS} ")]
    if not split or (largest is None and not equals):
        less_before = [
            row.value for row in till.face.rows if row.label.startswith(labels.LESS) and _MONEY.match(row.value)
        ]
        if len(less_before) > 1 or (less_before and _yuan(less_before[0]) != before):
            yield f"no sums are shown: {[piece.text for piece in pieces]}"
        return
    first = rows[[label for label, _ in rows].index(split[0][0]) - 1]
    due = first[1] - sum(value for _, value in split)
    shown = _yuan(largest.text) if largest is not None else Decimal(0)
    wanted = equals[0] if equals else shown + before
    if due != wanted and not (due == 0 and wanted == split[-1][1]):  # paid to the yuan: what was taken stands there
        yield f"sums: {first} − {split} is {due}, not {wanted}"
    if equals and till.face.amount is not None and shown not in (equals[0] - before, equals[0]):
        yield f"the amount {shown} is not {equals[0]} − {before}"
    parts = [value for label, value in rows if label in (labels.OF_WHICH_IN, labels.OF_WHICH_OUT)]
    if len(parts) == 2 and equals and sum(parts) != equals[0] + _accounts(rows):
        yield f"of which: {parts} is not {equals[0]} + {_accounts(rows)}"


def _left_out(window: CounterWindow) -> Iterator[str]:
    """What the till says in strong type, and an amount that is struck out, stand somewhere on the page, however large
    the type; and nothing of it touches the till's edge where that is drawn with a line of its own.
    """
    if window.visit.isVisible():
        yield from _at_the_edge(window)
        face = window.visit.till.face
        struck = [f"{face.struck:,.2f}"] if face.struck is not None else []
        till = " ".join(piece.text for piece in window.visit.till.written())
        yield from (f"not struck out: {one}" for one in struck if one not in till)
        said = " ".join(piece.text for _, piece in painted(window))
        for row in window.visit.till.face.rows:
            if row.style is Style.STRONG and (row.value or row.label) not in said:
                yield f"not shown: {row.label} {row.value}"


def _at_the_edge(window: CounterWindow) -> Iterator[str]:
    till, look = window.visit.till, window.look
    top, around = (10.5 if till.face.hatched else 0.0), (4.5 if till.face.dashed else 0.0)
    inner = QRectF(till.rect()).adjusted(
        around * look.scale, max(top, around) * look.scale, *[-around * look.scale] * 2
    )
    parts = [(piece.text, piece.box) for piece in till.written()]
    parts += [
        (type(one).__name__, QRectF(one.geometry()))
        for one in till.children()
        if isinstance(one, QWidget) and one.isVisible()
    ]
    yield from (f"Till: {text!r} on its edge" for text, box in parts if text.strip() and not inner.contains(box))


def _unsaid(window: CounterWindow) -> Iterator[str]:
    """Who can mend a failure is said wherever there is room for it; and no finding gives way to a button."""
    card = window.visit.charges.failure
    if card.isVisible():
        ways = [one.geometry().bottom() for one in card.children() if isinstance(one, QWidget) and one.isVisible()]
        said = "".join(piece.text for piece in card.written())
        if card.height() - max(ways, default=0) > window.look.px(60) and card._remedy.who not in said:
            yield f"there is room, and it is not said who can mend it: {card._remedy.who}"
    if window.day.isVisible() and any(one.isVisible() for one in window.day.proof.buttons.values()):
        yield from (f"left out: {one.text}" for one in window.day.proof.written() if one.text.startswith("… "))


def _day_sums(window: CounterWindow) -> Iterator[str]:
    """Total = fund + account + cash, as painted."""
    if not window.day.isVisible():
        return
    said = "　".join(piece.text for child, piece in painted(window) if window.day.isAncestorOf(child))
    found = [re.search(rf"{name}[ 　]+(−?[\d,]+\.\d\d)", said) for name in ("总费用", "基金", "账户", "现金")]
    if not all(found):
        if window.look.layout is not Layout.NARROW or window.day._view.proof is None:
            yield f"the day's sums are not shown: {found}"
        return
    total, *parts = [_yuan(one.group(1)) for one in found if one is not None]
    if total != sum(parts):
        yield f"the day: {parts} is not {total}"


def _list_sums(window: CounterWindow) -> Iterator[str]:
    """What stands over a list of refunds, or of those put aside, is what its rows come to."""
    view = window.queue.view
    if window.queue.isVisible() and view.state in (QueueState.REFUNDS, QueueState.HELD):
        held = view.state is QueueState.HELD
        rows = sum(((row.bill if held else row.refund) or Decimal(0) for row in view.rows), Decimal(0))
        if not any(f" {rows:,.2f} " in piece.text for piece in window.queue.progress.written()):
            yield f"the list comes to {rows}, and does not say so"


def _accounts(rows: list[tuple[str, Decimal]]) -> Decimal:
    return sum((value for label, value in rows if label == f"{labels.LESS} {labels.ACCOUNT}"), Decimal(0))


def _sums_at_glass(display: PatientDisplay) -> Iterator[str]:
    view = display.view
    pieces = list(display.written())
    rows = [row for row in _rows(pieces) if row[0] in dict(view.sums)]
    if len(rows) != len(view.sums):
        yield f"at the glass: {rows} of {view.sums}"
    if view.amount is not None and len(rows) > 1:
        rest = rows[0][1] - sum(value for _, value in rows[1:])
        largest = max((piece for piece in pieces if _MONEY.match(piece.text)), key=lambda piece: piece.pixels)
        if rest != (_yuan(largest.text) if rows[-1][0] != patient_words.PAID else 0):
            yield f"at the glass: {rows} leaves {rest}, not {largest.text}"


def _full(till: Till, text: str) -> bool:
    """An amount of many figures shrinks until it has the till's width, and does not go on growing beside a name."""
    box = next((piece.box for piece in till.written() if piece.text == text), None)
    return till.face.amount is not None and box is not None and box.width() > till.width() * 0.75


def _quiet_till(window: CounterWindow) -> Iterator[str]:
    """An amount in the till is 2.5 times as large as anything else on the page, words 1.3 times."""
    if not window.visit.isVisible():
        return
    pieces = painted(window)
    till = window.visit.till
    text = till.face.words if till.face.amount is None else f"{till.face.amount:,.2f}"
    own = [piece.pixels for child, piece in pieces if child is till and piece.text == text]
    others = [(piece.pixels, piece.text) for _, piece in pieces if piece.text not in (text, "¥")]
    if not own:
        yield f"the till does not say {text}"
    elif (
        others and max(own) < max(others)[0] * (1.3 if till.face.amount is None else 2.5) - 1 and not _full(till, text)
    ):
        yield f"the till says {text} in {max(own)}, beside {max(others)}"
