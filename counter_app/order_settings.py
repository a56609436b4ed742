"""Where the unpaid bills stand, beside the folder ([orders]), and the visit of who has none ([by_hand])."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["ByHandSettings", "OrderSettings"]


@dataclass(frozen=True, slots=True)
class OrderSettings:
    """Unpaid bills in a database of the hospital, beside the folder of files. `url`: any SQLAlchemy address, empty =
    none. `view`: a read-only view of one row a fee line, with its schema where it has one (`his.unpaid_lines`).
    `columns`: what its columns are called, ours = theirs. `wait_s`: how long a person at the glass waits for it.
    """

    url: str = field(default="", repr=False)
    view: str = "unpaid_lines"
    wait_s: float = 3.0
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ByHandSettings:
    """The visit of somebody for whom the hospital's system has no bill, where the window may open one: the department,
    physician and diagnosis that the interface wants of every visit. All of it, or no such visit is opened.
    """

    department: str = ""
    department_code: str = ""
    doctor_code: str = ""
    doctor_name: str = ""
    diagnosis_code: str = ""
    diagnosis_name: str = ""

    @property
    def complete(self) -> bool:
        """Whether a visit can be opened; the department's code alone may be missing."""
        needed = (self.department, self.doctor_code, self.doctor_name, self.diagnosis_code, self.diagnosis_name)
        return all(needed)
