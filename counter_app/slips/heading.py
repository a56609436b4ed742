"""What every paper begins and ends with: title, number and code; who issued it, when, and where it is signed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from counter_app.model import identity
from counter_app.model.masking import mask_name
from counter_app.slips import figures, wording
from counter_app.slips.flow import Flow
from counter_app.slips.qr import qr_squares
from counter_app.slips.values import Office, Patient

__all__ = ["begin", "described", "issued", "signed"]

NARROW_TITLE = 18.0


def begin(
    flow: Flow,
    title: str,
    official: tuple[str, ...],
    key: str,
    *,
    title_size: float,
    code_side: float,
    reprint: int,
    training: bool,
    claimed: bool = True,
) -> None:
    """Title large, the official word small below it, the number, and the code that carries it in the corner.

    Further pages repeat title and number in one line. The code of training says so: no real window takes its claim.
    So does that of a paper that no claim stands behind: no window sends its person to another for it.
    """
    scanned = f"{wording.TRAINING_CODE if training else ''}{key}{'' if claimed else wording.NO_CLAIM_CODE}"

    def further(page: Flow) -> None:
        page.facts("单号", f"{title}（续）", f"单号 {key}")
        page.rule()

    narrow = flow.form.narrow
    if not narrow:
        flow.corner(qr_squares(scanned, code_side), code_side)
    flow.paragraph(title, "标题", size=min(title_size, NARROW_TITLE) if narrow else title_size, bold=True)
    if not flow.form.wide:
        flow.facts("标题", *official)
    if reprint:
        flow.paragraph(f"补打　第 {reprint} 次", "补打", bold=True)
    flow.facts("单号", *(official if flow.form.wide else ()), f"单号 {key}")
    if narrow:  # beside the code there would be no room for the title
        flow.centred(qr_squares(scanned, code_side), code_side)
    flow.head = further


def described(patient: Patient, *, masked: bool) -> tuple[str, ...]:
    """Who it is: name, sex, age and the last four of the identity number; nothing that was not known."""
    return (
        mask_name(patient.name) if masked else patient.name,
        wording.SEXES.get(patient.sex, ""),
        _age(patient.age),
        f"证件尾号 {identity.tail(patient.id_number)}" if patient.id_number else "",
    )


def issued(office: Office, at: datetime, what: str = "") -> tuple[str, ...]:
    """{院}　{窗口}号窗口　经办 {工号}　{时间}　院电话 {院电话}.

    Raises:
        MissingSettingError: one of them is empty.
    """
    return (
        wording.required(office.institution, "院"),
        f"{wording.required(office.window, '窗口')}号窗口",
        f"经办 {wording.required(office.operator, '工号')}",
        f"{what} {figures.moment(at)}".lstrip(),
        f"院电话 {wording.required(office.phone, '院电话')}",
    )


def signed(flow: Flow, name: str, *, stamp: str = "") -> None:
    """A line to sign on and, right of it, room for a stamp; never separated from their names."""
    size = flow.size
    flow.need(size * 2.6)
    flow.space(size * 1.2)
    if flow.form.narrow:  # the line takes the whole width, the stamp comes below
        flow.put(name, "签字", flow.left, size)
        flow.line(flow.left + flow.fonts.width(name, size) + 4, flow.y - size, flow.right)
        flow.space(size * 2)
        flow.paragraph(stamp, "签字")
        flow.space(size * 3 if stamp else 0)
        return
    middle = flow.left + (flow.right - flow.left) * 0.6
    flow.put(name, "签字", flow.left, size)
    flow.line(flow.left + flow.fonts.width(name, size) + 4, flow.y - size, middle - 10)
    if stamp:
        flow.put(stamp, "签字", middle, size)
    flow.space(size * 1.4)


def _age(age: Decimal | None) -> str:
    return "" if age is None else f"{figures.quantity(age)} 岁"
