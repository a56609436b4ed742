"""Key presses under X11 as the server sends them, before an input method sees them: character and the server's time.

While a method composes, no key press reaches Qt's own event filters (workbench, b). Where this is not to be had (no
X11, a library missing) `listen` says so, and no scan into a field for Chinese is taken.
"""

from __future__ import annotations

import ctypes
import logging
import sys
import weakref
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication
from PySide6.QtGui import QGuiApplication

__all__ = ["NativeKey", "listen"]

_log = logging.getLogger(__name__)
_EVENT = b"xcb_generic_event_t"
_PRESS, _RELEASE, _MAPPING = 2, 3, 34
_NEW_KEYBOARD, _MAP = 0, 1  # of the keyboard extension: the layout is another one
_LENGTH = 32
# Shift_L to Hyper_R, Num_Lock, the third level's Shift: they write nothing and do nothing alone.
_MODIFIERS = {*range(0xFFE1, 0xFFEF), 0xFF7F, 0xFE03}
_LONGEST_TEXT = 8

# Text (None: a modifier key), key code, whether Ctrl or Alt are held, the server's milliseconds. True: nobody else is
# to see it.
NativeKey = Callable[[str | None, int, bool, int], bool]


class _Layout:
    """What the server's keyboard writes; asked anew when the layout changed. OSError: the libraries are not there."""

    def __init__(self) -> None:
        self._xcb = ctypes.CDLL("libxcb.so.1")
        self._xkb = ctypes.CDLL("libxkbcommon.so.0")
        self._x11 = ctypes.CDLL("libxkbcommon-x11.so.0")
        pointers = (
            (self._xcb, "xcb_connect"),
            (self._xkb, "xkb_context_new"),
            (self._x11, "xkb_x11_keymap_new_from_device"),
            (self._xkb, "xkb_state_new"),
        )
        for library, name in pointers:
            getattr(library, name).restype = ctypes.c_void_p
        self._connection = ctypes.c_void_p(self._xcb.xcb_connect(None, None))
        self._context = ctypes.c_void_p(self._xkb.xkb_context_new(0))
        base = ctypes.c_uint8()
        set_up = self._x11.xkb_x11_setup_xkb_extension(self._connection, 1, 0, 0, None, None, ctypes.byref(base), None)
        if not set_up:
            raise OSError("the X server has no keyboard extension")
        self.event = base.value
        self._keymap = self._state = ctypes.c_void_p()
        self.read()

    def read(self) -> None:
        """Take the layout as it is now."""
        device = self._x11.xkb_x11_get_core_keyboard_device_id(self._connection)
        keymap = ctypes.c_void_p(self._x11.xkb_x11_keymap_new_from_device(self._context, self._connection, device, 0))
        if not keymap:
            raise OSError("the X server's keyboard cannot be read")
        state = ctypes.c_void_p(self._xkb.xkb_state_new(keymap))
        self._xkb.xkb_state_unref(self._state)
        self._xkb.xkb_keymap_unref(self._keymap)
        self._keymap, self._state = keymap, state

    def text(self, code: int, held: int) -> str | None:
        """What the key writes while `held` (the event's mask) is held; None for a modifier."""
        self._xkb.xkb_state_update_mask(self._state, held & 0xFF, 0, 0, 0, 0, held >> 13 & 3)
        if self._xkb.xkb_state_key_get_one_sym(self._state, code) in _MODIFIERS:
            return None
        written = ctypes.create_string_buffer(_LONGEST_TEXT)
        self._xkb.xkb_state_key_get_utf8(self._state, code, written, _LONGEST_TEXT)
        return written.value.decode("utf-8", "replace")


class _Keys(QAbstractNativeEventFilter):
    """The filter of the application, and who listens."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = _Layout()
        self._stale = False
        self.listeners: list[weakref.WeakMethod[Any]] = []

    def nativeEventFilter(self, event_type: Any, message: Any) -> object:
        """True keeps the event from Qt, and so from the input method."""
        try:
            return bool(bytes(event_type) == _EVENT and self._seen(int(message))), 0
        except Exception as trouble:  # the top of what Qt calls: a key is better passed on than lost
            _log.error("a key of the X server was not understood: %s", type(trouble).__name__)
            return False, 0

    def _seen(self, address: int) -> bool:
        kind = ctypes.c_uint8.from_address(address).value & 0x7F
        if kind in (_MAPPING, self._layout.event):
            about = ctypes.c_uint8.from_address(address + 1).value
            self._stale = self._stale or kind == _MAPPING or about in (_NEW_KEYBOARD, _MAP)
        if kind not in (_PRESS, _RELEASE):
            return False
        raw = ctypes.string_at(address, _LENGTH)
        code = raw[1]
        if self._stale:
            self._layout.read()
            self._stale = False
        at, held = int.from_bytes(raw[4:8], sys.byteorder), int.from_bytes(raw[28:30], sys.byteorder)
        text = self._layout.text(code, held)
        if kind == _RELEASE and text is not None:  # only of a modifier somebody may want to know that it is let go
            return False
        heard = [listener() for listener in self.listeners]
        self.listeners = [one for one, hear in zip(self.listeners, heard, strict=True) if hear is not None]
        return any(hear(text, code, bool(held & 0x0C), at) for hear in heard if hear is not None)


_keys: _Keys | None = None


def listen(hear: NativeKey) -> bool:
    """Have `hear`, a bound method that is held weakly, called with each press. False: not to be had here."""
    global _keys
    application = QCoreApplication.instance()
    if application is None or QGuiApplication.platformName() != "xcb":
        return False
    if _keys is None:
        try:
            _keys = _Keys()
        except (OSError, AttributeError) as trouble:
            _log.warning("keys of the X server are not to be had: %s", type(trouble).__name__)
            return False
        application.installNativeEventFilter(_keys)
    _keys.listeners.append(weakref.WeakMethod(hear))
    return True
