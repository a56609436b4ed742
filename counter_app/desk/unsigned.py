"""Where nobody signs in: the number that stands in the books is one of the settings, and who did what nobody knows."""

from __future__ import annotations

from counter_app.desk.office import Office

__all__ = ["unsigned"]


def unsigned(office: Office) -> str:
    """The number of the settings that stands for everybody at this real window: it never asks, by its settings, or
    nobody is on record yet, as was read last. Empty where people sign in, and in training, where no money is real.
    """
    return "" if office.settings.training or office.duty.asked else office.settings.window.operator
