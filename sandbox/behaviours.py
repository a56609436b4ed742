"""What no document fixes: how this service answers where places differ, each switchable to its other answer.

The list follows protocol, section 9 ("Ask each place"); the first value of each is the default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["SWITCHES", "Behaviours", "Switch", "UnknownBehaviour"]


class UnknownBehaviour(ValueError):
    """No such switch, or no such value; the text lists what there is."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch. `values` empty: a whole number of `unit` from 0 on (`negative`: also below), default `number`."""

    meaning: str
    values: tuple[str, ...] = ()
    number: int = 0
    negative: bool = False
    unit: str = "seconds"


SWITCHES: Mapping[str, Switch] = {
    "cancel_visit": Switch("2202 in general", ("done", "refused")),
    "cancel_settled_visit": Switch("2202 while a settlement is live on the visit (A4)", ("refused", "done")),
    "grow_cancelled_visit": Switch("2203A, 2204, 2207A after 2202 (A1)", ("refused", "done")),
    "settle_twice": Switch("2207A again over lines already settled (A3)", ("refused", "done")),
    "line_twice": Switch("2204 with a feedetl_sn the visit already has", ("refused", "replaced", "added")),
    "visit_number_twice": Switch("2201 with an ipt_otp_no already used", ("refused", "new", "same")),
    "look_without_setl_id": Switch("5204 without setl_id", ("allowed", "refused")),
    "look_delay_s": Switch("seconds until 5204 shows a settlement"),
    "list_before_described": Switch("5201 before 2203A", ("shown", "hidden")),
    "list_cancelled": Switch("5201 after 2202", ("hidden", "shown")),
    "reverse": Switch("2601 in general", ("done", "refused")),
    "reverse_unknown": Switch("2601 for a msgid that never arrived", ("refused", "done")),
    "reverse_refunded": Switch("2601 after 2208 or after another 2601", ("refused", "done")),
    "reverse_number": Switch("oinfno that 2601 takes for a settlement", ("both", "2207", "2207A")),
    "wrong_split": Switch("answers whose parts are not the total", ("none", "trial", "settled", "kept")),
    "undo": Switch("2208 in general", ("done", "refused")),
    "undo_closed_month": Switch("2208 after the month of the settlement has ended", ("done", "refused")),
    "visit_of_last_year": Switch("2201 with a begntime in an earlier year", ("done", "refused")),
    "outpatient_form": Switch("which form of 2203, 2206 and 2207 is opened", ("A", "plain", "both")),
    "rule_checks": Switch("3101, 3102 and 3103", ("done", "refused")),
    "absent_id_number": Switch("credential 02 at a visit begun over an hour ago (person absent)", ("done", "refused")),
    "absent_card": Switch("credential 03 at a visit begun over an hour ago (person absent)", ("done", "refused")),
    "sign_in": Switch("calls without a sign_no that 9001 gave", ("optional", "required")),
    "voucher_data": Switch("data of the credential component's answer", ("object", "text")),
    "voucher_code_twice": Switch("decoding one code a second time", ("new_token", "refused")),
    "token_life_s": Switch("seconds a voucher token lives", number=300),
    "statement_open_day": Switch("3201 and 3202 before the period is over", ("refused", "done")),
    "statement_codes": Switch("stmt_rslt: Jiangxi's four, Hunan's two, or 000000 for equal", ("four", "two", "zeros")),
    "statement_amounts": Switch("the amounts in a result row of 3202", ("given", "left_out")),
    "statement_delay_s": Switch("seconds until a booking stands in the centre's statements (A5)"),
    "catalogue_version": Switch("the newest version that 13xx hand out", ("v0003", "v0001", "v0002")),
    "file_life_s": Switch("seconds a file of 9101 or 13xx stays for 9102", number=604800),
    "insured_place_down": Switch("the insured place that does not answer; 0: all do", unit="digits of a region"),
    "clock_offset_s": Switch("seconds the service's clock is ahead of the machine's", negative=True),
}


class Behaviours:
    """The switches as they stand now."""

    def __init__(self, chosen: Mapping[str, str | int] | None = None) -> None:
        self._values: dict[str, str] = {
            name: switch.values[0] if switch.values else str(switch.number) for name, switch in SWITCHES.items()
        }
        self.set(chosen or {})

    def set(self, chosen: Mapping[str, str | int]) -> None:
        """Switch some; all or nothing.

        Raises:
            UnknownBehaviour: no such switch or value.
        """
        checked = {name: _checked(name, str(value)) for name, value in chosen.items()}
        self._values.update(checked)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def seconds(self, name: str) -> int:
        """The value of a switch that is a number."""
        return int(self._values[name])

    def as_dict(self) -> dict[str, str | int]:
        """All switches with their values, numbers as numbers."""
        return {name: value if SWITCHES[name].values else int(value) for name, value in self._values.items()}


def _checked(name: str, value: str) -> str:
    switch = SWITCHES.get(name)
    if switch is None:
        raise UnknownBehaviour(f"no behaviour {name!r}; there are {', '.join(SWITCHES)}")
    if switch.values:
        if value not in switch.values:
            raise UnknownBehaviour(f"{name} is one of {', '.join(switch.values)}")
        return value
    digits = value.removeprefix("-") if switch.negative else value
    if not (digits.isascii() and digits.isdigit()):
        raise UnknownBehaviour(f"{name} is a whole number of {switch.unit}")
    return value
