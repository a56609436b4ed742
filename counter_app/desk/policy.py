"""What the hospital decided for its windows: patience, days, and how much may wait to be made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from counter_app.desk.signature import By, signed
from counter_app.desk.ticket_limits import TicketLimits
from counter_app.model.person import Person

__all__ = ["Policy"]


@dataclass(frozen=True, slots=True)
class Policy:
    """`by`: window and operator for the history. `patience_s`: how long a person at the window waits for an unclear
    answer. `due_days`: how long a make-up ticket may be finished at the window, by insured place where one says.
    `limits`: what may wait for the line to come back.
    """

    by: By
    patience_s: float
    due_days: int
    due_days_by_region: Mapping[str, int] = field(default_factory=dict)
    limits: TicketLimits = field(default_factory=TicketLimits)

    @property
    def who(self) -> str:
        """Who signs what is written now."""
        return signed(self.by)

    def days_for(self, person: Person | None) -> int:
        """How long a ticket of this person may be finished; an insured place nobody knows yet has no say."""
        insured = person.insurance.region if person is not None and person.insurance is not None else ""
        return self.due_days_by_region.get(insured, self.due_days)
