"""The one table of keys: what each means, on every page, and how a hospital may move it (look, section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ui.words.template import Cap, parts

__all__ = ["ANYWHERE", "LOOKS", "TABLE", "Action", "Key", "KeyMap", "KeyMapError"]


class Action(StrEnum):
    """What a key means; its value is its name in the settings file."""

    HELP = "help"
    QUESTIONS = "questions"
    READ_CARD = "read_card"
    TYPE_IN = "type_in"
    SCAN = "scan"
    METHOD = "method"
    ASK = "ask"
    GO_ON = "go_on"
    NEXT_BILL = "next_bill"
    ADD = "add"
    SEND_BACK = "send_back"
    PARK = "park"
    TRIAL = "trial"
    KIND = "kind"
    INSURANCE = "insurance"
    APPROVE = "approve"
    TAKE = "take"
    PAY_OUT = "pay_out"
    PAGE = "page"
    PRINT = "print"
    PREVIEW = "preview"
    LIST = "list"
    BACK = "back"
    DELETE = "delete"
    PAUSE = "pause"
    RESUME = "resume"
    DAY = "day"
    UPLOAD = "upload"
    BOARD = "board"
    OUTAGE = "outage"
    LOCK = "lock"
    OPERATOR = "operator"
    TRAINING = "training"
    END_DRILL = "end_drill"
    LARGER = "larger"
    SMALLER = "smaller"
    USUAL_SIZE = "usual_size"
    NEXT_THEME = "next_theme"
    CLOSE = "close"

    @property
    def moves_money(self) -> bool:
        """Guarded whatever key it is put on."""
        return self in (Action.TAKE, Action.PAY_OUT)


# Heard on every page alike, whatever lies there.
ANYWHERE = (Action.LOCK, Action.OPERATOR, Action.TRAINING, Action.END_DRILL, Action.CLOSE)
# Heard even under the cover and the panels that have every other key: they do nothing but show.
LOOKS = frozenset({Action.LARGER, Action.SMALLER, Action.USUAL_SIZE, Action.NEXT_THEME})


@dataclass(frozen=True, slots=True)
class Key:
    """One row: the action, its keys as they are written (the first is shown), and what F1 says about it."""

    action: Action
    keys: tuple[str, ...]
    label: str


TABLE = (
    Key(Action.HELP, ("F1",), "全部按键"),
    Key(Action.QUESTIONS, ("Shift F1",), "常问的六个问题"),
    Key(Action.READ_CARD, ("F2",), "读卡"),
    Key(Action.TYPE_IN, ("Shift F2",), "打姓名和身份证号"),
    Key(Action.SCAN, ("F3",), "扫电子凭证、扫凭单"),
    Key(Action.RESUME, ("Shift F3",), "等患者备案的：名单，接着办"),
    Key(Action.METHOD, ("F4",), "换下一种付款方式"),
    Key(Action.INSURANCE, ("Shift F4",), "换一个险种来付"),
    Key(Action.ASK, ("F5",), "再问：取待缴、查备案、重试"),
    Key(Action.GO_ON, ("Shift F5",), "医保提醒：按医师说明继续"),
    Key(Action.NEXT_BILL, ("Ctrl F5",), "不止一张单的：换下一张"),
    Key(Action.ADD, ("F6",), "加项目"),
    Key(Action.SEND_BACK, ("Shift F6",), "医保提醒：退回修改"),
    Key(Action.PARK, ("F7",), "挂起、取回"),
    Key(Action.APPROVE, ("Shift F7",), "限制用药：审批通过、没批"),
    Key(Action.TRIAL, ("F8",), "预结算"),
    Key(Action.KIND, ("Shift F8",), "换就诊类型再预结算"),
    Key(Action.TAKE, ("F9",), "收款，只有这个键收钱"),
    Key(Action.PAY_OUT, ("Shift F9",), "退款、撤销，再按一次才退"),
    Key(Action.PAGE, ("F10", "Ctrl Tab"), "结算页和补记账页来回"),
    Key(Action.PRINT, ("F11",), "打印、补打"),
    Key(Action.PREVIEW, ("Ctrl F12",), "看单子；没打出来的再打"),
    Key(Action.LIST, ("Shift F11",), "退款名单"),
    Key(Action.DAY, ("Shift F10",), "日终：今天的账、核账、名单"),
    Key(Action.UPLOAD, ("Ctrl F10",), "到期的、被拒的：上传、出材料"),
    Key(Action.BOARD, ("Ctrl F11",), "断线：告示，恢复后是报告"),
    Key(Action.OUTAGE, ("Ctrl F8",), "断线：时钟、名单、怎么办"),
    Key(Action.LOCK, ("Ctrl L",), "锁屏，原来的收费员开锁"),
    Key(Action.OPERATOR, ("Ctrl O",), "换收费员"),
    Key(Action.TRAINING, ("Ctrl T",), "进训练；训练里：训练台"),
    Key(Action.END_DRILL, ("Ctrl E",), "演练结束，看报告"),
    # The key of + sends = without Shift; with it, and on the pad, it sends +.
    Key(Action.LARGER, ("Ctrl +", "Ctrl =", "Ctrl Shift +"), "字大一号"),
    Key(Action.SMALLER, ("Ctrl -",), "字小一号"),
    Key(Action.USUAL_SIZE, ("Ctrl 0",), "字号回到设置的"),
    Key(Action.NEXT_THEME, ("Ctrl F1",), "换颜色：浅、深、高对比"),
    Key(Action.CLOSE, ("Alt F4",), "关闭程序"),
    Key(Action.BACK, ("Esc",), "退一步，不会作废什么"),
    Key(Action.DELETE, ("Del",), "删除这一行；撤下没来的"),
    Key(Action.PAUSE, ("空格",), "补结暂停、继续"),
)

_WORDS = {"空格": "Space", "Esc": "Escape", "Del": "Delete", "↑": "Up", "↓": "Down", "Enter": "Return"} | {
    "+": "Plus", "-": "Minus", "=": "Equal",
}  # fmt: skip
_HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}
_MODIFIERS = (
    Qt.KeyboardModifier.ShiftModifier
    | Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
# Scanners send these, and hands hit them in other programs: money never lies on them (look, section 7).
_NEVER_MONEY = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_F12}


_FIELDS = _NEVER_MONEY - {Qt.Key.Key_F12} | {
    *(Qt.Key.Key_Backspace, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
}


class KeyMapError(ValueError):
    """The map in the settings file cannot be used; the message names the action and the key."""


class KeyMap:
    """The table with a hospital's changes. Asked with a key event it answers with the action.

    `changes` maps an action's name to a key as it is written ("F6", "Shift F9").

    Raises:
        KeyMapError: an unknown action, a key nobody can press or that is needed for typing, a money action on a key
            that scanners send, two actions on one key.
    """

    def __init__(self, changes: Mapping[str, str] | None = None) -> None:
        changes = changes or {}
        unknown = sorted(set(changes) - set(Action))
        if unknown:
            raise KeyMapError(f"[window.keys] 里没有 {'、'.join(unknown)} 这个动作")
        self._by_code: dict[int, Action] = {}
        self._shown: dict[Action, str] = {}
        self._translated: dict[str, str] = {}
        for row in TABLE:
            written = (changes[row.action],) if row.action in changes else row.keys
            for text in written:
                code = _code(text)
                if code is None:
                    raise KeyMapError(f"[window.keys] {row.action}：没有“{text}”这个键")
                if row.action.moves_money and not _may_move_money(code):
                    raise KeyMapError(f"[window.keys] {row.action}：收钱、退钱不能放在“{text}”上，要用 F1 到 F11")
                if code not in map(_code, row.keys) and _typed(code):
                    raise KeyMapError(f"[window.keys] {row.action}：“{text}”要用来打字、选行，不能另作他用")
                if code in self._by_code:
                    raise KeyMapError(f"[window.keys] “{text}”同时是 {self._by_code[code]} 和 {row.action}")
                self._by_code[code] = row.action
            self._shown[row.action] = written[0]
            self._translated[row.keys[0]] = written[0]

    def action(self, event: QKeyEvent) -> Action | None:
        """What the pressed key means, or None."""
        modifiers = event.modifiers() & _MODIFIERS
        return self._by_code.get(event.key() | modifiers.value)

    def shown(self, action: Action) -> str:
        """The key as it is painted on a cap."""
        return self._shown[action]

    def translated(self, default: str) -> str:
        """A key named in a text, as this hospital has it; keys that are no action stay as they are."""
        return self._translated.get(default, default)

    def told(self, text: str) -> tuple[str | Cap, ...]:
        """A text whose keys stand in brackets, with them as this hospital has them."""
        return tuple(Cap(self.translated(part.key)) if isinstance(part, Cap) else part for part in parts(text))


def _code(text: str) -> int | None:
    *held, key = text.split() or [""]
    name = f"Key_{_WORDS.get(key, key)}"
    if name not in Qt.Key.__members__ or not set(held) <= set(_HELD) or len(set(held)) < len(held):
        return None
    code = int(Qt.Key[name].value)
    for modifier in held:
        code |= int(_HELD[modifier].value)
    return code


def _typed(code: int) -> bool:
    """What fields, lists and the till need: characters, space, Enter, Tab, Backspace, arrows; with Shift as well."""
    key, held = code & ~_MODIFIERS.value, code & (_MODIFIERS.value & ~Qt.KeyboardModifier.ShiftModifier.value)
    character = Qt.Key.Key_Space.value <= key < Qt.Key.Key_Escape.value
    return not held and (character or key in {one.value for one in _FIELDS})


def _may_move_money(code: int) -> bool:
    key = code & ~_MODIFIERS.value
    function_key = Qt.Key.Key_F1.value <= key <= Qt.Key.Key_F35.value
    held = code & (Qt.KeyboardModifier.ControlModifier.value | Qt.KeyboardModifier.AltModifier.value)
    return function_key and not held and Qt.Key(key) not in _NEVER_MONEY
