"""What the service answers: how every line splits, what a trial offers, what a settlement booked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from counter_app.model import money

__all__ = ["Amounts", "Explanation", "LineSplit", "Overlay", "Quote", "Settlement"]


class Overlay(StrEnum):
    """Other funds than the pool (the amount fields of 2206/2207)."""

    CIVIL_SERVANT = "civil_servant"  # cvlserv_pay
    ENTERPRISE = "enterprise"  # hifes_pay
    SERIOUS_ILLNESS = "serious_illness"  # hifmi_pay
    LARGE_SUM = "large_sum"  # hifob_pay
    MEDICAL_AID = "medical_aid"  # maf_pay
    OTHER = "other"  # oth_pay, and what a place adds


@dataclass(frozen=True, slots=True)
class LineSplit:
    """How the treating place split one fee line (result rows of 2204); amounts in yuan, `self_rate` a ratio 0..1.

    `grade`: A, B or C (甲 乙 丙), empty where the service did not say. `price_limit`: yuan per unit, None where there
    is none or nobody said; `limited`: limited use (lmt_used_flag), None where the service did not say.
    """

    line: int
    amount: Decimal
    full_self: Decimal
    over_limit: Decimal
    pre_self: Decimal
    in_scope: Decimal
    self_rate: Decimal
    grade: str = ""
    memo: str = ""
    price_limit: Decimal | None = None
    limited: bool | None = None


@dataclass(frozen=True, slots=True)
class Amounts:
    """The split of one bill, yuan. total = fund_total + beside + account + cash + hospital; of the person's part,
    `full_self` + `over_limit` are 自费 and the rest of it is 自付 (words, section 1).
    """

    total: Decimal
    full_self: Decimal
    over_limit: Decimal
    pre_self: Decimal
    in_scope: Decimal
    deductible: Decimal
    pool: Decimal
    overlays: dict[Overlay, Decimal] = field(default_factory=dict)
    fund_total: Decimal = money.ZERO
    account: Decimal = money.ZERO
    cash: Decimal = money.ZERO
    balance_after: Decimal = money.ZERO
    hospital: Decimal = money.ZERO

    @property
    def adds_up(self) -> bool:
        """Whether the parts make the total to the fen, and none is negative (domain facts, 6.2, 8; look, rule 3).

        Funds that nobody here knows may be in the funds' sum, so what is named of it may be less, never more.
        """
        named = self.pool + sum(self.overlays.values(), money.ZERO)
        parts = (self.pool, self.fund_total, self.account, self.cash, self.hospital, *self.overlays.values())
        return min(parts) >= money.ZERO and self._rest == self.beside and named - self.beside <= self.fund_total

    @property
    def beside(self) -> Decimal:
        """Other payers (oth_pay) that stand beside the funds' sum; at most places they are in it, and this is 0.00."""
        other = self.overlays.get(Overlay.OTHER, money.ZERO)
        return other if other and self._rest == other else money.ZERO

    @property
    def _rest(self) -> Decimal:
        return self.total - self.fund_total - self.account - self.cash - self.hospital

    @property
    def out_of_catalogue(self) -> Decimal:
        """自费（目录外）: full self plus over the price limit, as far as cash and account cover it."""
        return min(self.full_self + self.over_limit, self.account + self.cash)

    @property
    def in_catalogue_share(self) -> Decimal:
        """自付（目录内）: the person's part without 自费."""
        return self.account + self.cash - self.out_of_catalogue


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the amount is what it is: the name of a sentence (words, section 6) and what fills its blanks."""

    name: str
    blanks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a trial (2206A) answered. `memo`: the service's own remarks (which rule, which year), shown verbatim.

    `service_at`: the answer's own time, None where it has none. The last three: see Settlement.
    """

    amounts: Amounts
    asked_at: datetime
    memo: str = ""
    explanations: tuple[Explanation, ...] = ()
    service_at: datetime | None = None
    scheme_code: str = ""
    clearing_type: str = ""
    clearing_office: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the service booked (2207A, or found by 5203). Its amounts are the truth, whatever the quote said.

    The last three say in which of the day's sums it stands: scheme (insutype), kind and office of clearing (clr_type,
    clr_optins); empty where the service did not say.
    """

    settlement_id: str
    visit_id: str
    amounts: Amounts
    settled_at: datetime
    memo: str = ""
    explanations: tuple[Explanation, ...] = ()
    scheme_code: str = ""
    clearing_type: str = ""
    clearing_office: str = ""
