"""Drawing: composed pages to PDF bytes, with page numbers and, in training, the marks across every page."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from counter_app.slips import wording
from counter_app.slips.flow import Flow, Page, Rule, Squares, wrap
from counter_app.slips.fonts import REPORTLAB_LOCK

__all__ = ["sheet_size", "to_pdf"]

# 30 % black: seen from across the counter, and the text over it stays readable.
MARK_GREY = 0.7
MARK_SIZE = 66.0
# LXGW WenKai comes in single weights; a stroke of this share of the size makes the bold of paper.
BOLD_STROKE = 0.028
# Baselines of the lines outside the text, from the top and from the bottom of the page.
HEAD_LINE = 27.0
FOOT_LINE = 16.0
# Where there is no grey: the edge of the mark, and the least a line has to weigh to leave dots or burn in.
OUTLINE, SOLID = 0.6, 0.9


_SHEET = re.compile(rb"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)\s*\]")


def sheet_size(pdf: bytes) -> tuple[float, float]:
    """The sheet a paper of ours needs, in points: the largest of its pages.

    Raises:
        ValueError: it has none.
    """
    sizes = [(float(wide), float(high)) for wide, high in _SHEET.findall(pdf)]
    return max(wide for wide, _ in sizes), max(high for _, high in sizes)


def to_pdf(parts: Sequence[Flow], title: str, *, training: bool) -> bytes:
    """Draw a paper. Each part begins on a page of its own and counts its own pages: parts go to different hands.

    `title` goes into the document's properties. The same value gives the same bytes: no clock and no chance goes in.

    Raises:
        MissingCharactersError: a character of the paper stands in no font; nothing was drawn.
    """
    for flow in parts:
        flow.require_printable()
    target = io.BytesIO()
    with REPORTLAB_LOCK:
        canvas = Canvas(
            target,
            pagesize=parts[0].form.size,
            pageCompression=1,
            invariant=1,
            # Else every page names Helvetica, which is not embedded.
            initialFontName=parts[0].fonts.faces[0].fontName,  # type: ignore[arg-type]  # the stubs say float
        )
        canvas.setTitle(title)
        # Both parts of a ticket on one sheet, front and back, could not be handed out and kept.
        canvas.setViewerPreference("Duplex", "Simplex")
        for flow in parts:
            for number, page in enumerate(flow.pages, 1):
                height = flow.cut(page)
                canvas.setPageSize((flow.form.width, height))
                if training:
                    _mark(canvas, flow, height)
                if len(flow.pages) > 1:
                    _page_number(canvas, flow, number)
                canvas.translate(0, height - flow.form.height)
                _draw(canvas, flow, page)
                canvas.showPage()
        canvas.save()
    return target.getvalue()


def _page_number(canvas: Canvas, flow: Flow, number: int) -> None:
    text = f"第 {number} 页　共 {len(flow.pages)} 页"
    start = flow.right - flow.fonts.width(text, flow.size)
    _line(canvas, flow, text, start, flow.form.height - min(HEAD_LINE, flow.form.top - 5), flow.size)


def _mark(canvas: Canvas, flow: Flow, height: float) -> None:
    """Across the page; where the printer has no grey, as an outline that lets the text be read."""
    width, form, text = flow.form.width, flow.form, wording.TRAINING_MARK
    size = min(MARK_SIZE, MARK_SIZE * 0.9 * math.hypot(width, min(width, height)) / flow.fonts.width(text, MARK_SIZE))
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(45 if height >= width else 25)
    canvas.setFillGray(MARK_GREY if form.grey else 0)
    canvas.setLineWidth(OUTLINE)
    _line(canvas, flow, text, -flow.fonts.width(text, size) / 2, -size / 3, size, outline=not form.grey)
    canvas.restoreState()
    _centred(canvas, flow, text, height - min(HEAD_LINE, form.top - 5))
    _centred(canvas, flow, wording.TRAINING_FOOT, min(FOOT_LINE, form.bottom / 2))


def _centred(canvas: Canvas, flow: Flow, text: str, y: float) -> None:
    """Around the middle; `y` is the last line's, where it takes several."""
    size = min(flow.size, flow.form.least) if flow.form.narrow else flow.size
    for line in reversed(wrap(text, size, flow.right - flow.left, flow.fonts)):
        _line(canvas, flow, line, (flow.form.width - flow.fonts.width(line, size)) / 2, y, size)
        y += size * 1.2


def _draw(canvas: Canvas, flow: Flow, page: Page) -> None:
    for op in page:
        if isinstance(op, Rule):
            canvas.setLineWidth(op.weight if flow.form.grey else max(op.weight, SOLID))
            canvas.setDash([3, 2] if op.dashed else [])
            canvas.line(op.x, op.y, op.to_x, op.y)
        elif isinstance(op, Squares):
            path = canvas.beginPath()
            for x, y, width, height in op.rectangles:
                path.rect(x, y, width, height)
            canvas.drawPath(path, stroke=0, fill=1)
        else:
            _line(canvas, flow, op.text, op.x, op.y, op.size, bold=op.bold)


def _line(
    canvas: Canvas, flow: Flow, text: str, x: float, y: float, size: float, *, bold: bool = False, outline: bool = False
) -> None:
    line = canvas.beginText(x, y)
    stroke = flow.form.stroke + (BOLD_STROKE if bold else 0.0)
    if stroke and not outline:
        canvas.setLineWidth(size * stroke)
        canvas.setDash([])
    line.setTextRenderMode(1 if outline else 2 if stroke else 0)
    for name, piece in flow.fonts.runs(text):
        line.setFont(name, size)
        line.textOut(piece)
    line.setTextRenderMode(0)
    canvas.drawText(line)
