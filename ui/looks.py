"""The keys of type size and theme: at once, everywhere, and kept for this window until somebody chooses otherwise."""

from __future__ import annotations

from dataclasses import replace

from counter_app.records.look_file import LookFile
from counter_app.settings import Settings
from ui.bridge import Bridge
from ui.keys import Action
from ui.look import TYPE_SIZES
from ui.patient_glass import PatientGlass
from ui.theme import DARK, LIGHT, THEMES, Theme
from ui.window import CounterWindow
from ui.words import look_words
from ui.words.template import filled

__all__ = ["Looks"]

_ORDER = tuple(THEMES)


class Looks:
    """As the settings say, or as was chosen at this window. What is chosen back to what the settings say is not kept:
    then those rule again.
    """

    def __init__(self, settings: Settings, bridge: Bridge) -> None:
        self._settings = settings.window
        self._bridge = bridge
        self._file = LookFile.of(settings)
        self._chosen = self._file.read()
        self._window: CounterWindow | None = None
        self._patient: PatientGlass | None = None

    @property
    def _theme(self) -> str:
        return self._chosen.theme or self._settings.theme

    @property
    def theme(self) -> Theme:
        """The window's."""
        return THEMES[self._theme]

    @property
    def factor(self) -> float:
        """The window's type size, 1.0 to 2.0."""
        return self._chosen.type_size or self._settings.type_size

    @property
    def glass(self) -> Theme:
        """That of the patient's display: the patient did not ask for the dark."""
        return LIGHT if self.theme is DARK else self.theme

    def show_on(self, window: CounterWindow, patient: PatientGlass) -> None:
        """These follow the keys from now on."""
        self._window, self._patient = window, patient

    def pressed(self, action: Action) -> None:
        """One of the keys. Nothing but the look changes: nothing is sent, and what is typed stays."""
        said = self._turn() if action is Action.NEXT_THEME else self._size(action)
        if self._window is None or self._patient is None:
            return
        self._window.set_look(theme=self.theme, factor=self.factor)
        self._patient.wear(self.glass)
        if self._window.covering.up:
            self._window.cover.remark(said)
        else:
            self._window.remark(said, warns=False)

    def _turn(self) -> str:
        theme = _ORDER[(_ORDER.index(self._theme) + 1) % len(_ORDER)]
        self._choose(theme=theme)
        return filled(look_words.THEME, 颜色=look_words.THEMES[theme])

    def _size(self, action: Action) -> str:
        now = self.factor
        larger = next((size for size in TYPE_SIZES if size > now), now)
        smaller = next((size for size in reversed(TYPE_SIZES) if size < now), now)
        wanted = {Action.LARGER: larger, Action.SMALLER: smaller}.get(action, self._settings.type_size)
        self._choose(type_size=wanted)
        said = look_words.SIZE
        if wanted == now and action is not Action.USUAL_SIZE:
            said = look_words.LARGEST if action is Action.LARGER else look_words.SMALLEST
        return filled(said, n=round(wanted * 100))

    def _choose(self, *, theme: str | None = None, type_size: float | None = None) -> None:
        chosen = self._chosen
        if theme is not None:
            chosen = replace(chosen, theme=theme if theme != self._settings.theme else None)
        if type_size is not None:
            chosen = replace(chosen, type_size=type_size if type_size != self._settings.type_size else None)
        if chosen != self._chosen:
            self._chosen = chosen
            # On the thread that ends what was asked for: a window that is closed now opens so the next time.
            self._bridge.ask(lambda: self._file.keep(chosen), lambda _none: None, self._not_kept)

    def _not_kept(self, _kind: str) -> None:
        if self._window is not None:
            self._window.remark(look_words.NOT_KEPT)
