"""Drawing: composed pages to PDF bytes, with page numbers and, in training, the marks across every page."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from counter_app.slips import wording
from counter_app.slips.flow import Flow, Page, Rule, Squares
from counter_app.slips.fonts import REPORTLAB_LOCK, SlipFonts

__all__ = ["to_pdf"]

# 30 % black: seen from across the counter, and the text over it stays readable.
MARK_GREY = 0.7
MARK_SIZE = 66.0
# LXGW WenKai comes in single weights; a stroke of this share of the size makes the bold of paper.
BOLD_STROKE = 0.028
# Baselines of the lines outside the text, from the top and from the bottom of the page.
HEAD_LINE = 27.0
FOOT_LINE = 16.0


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
            pagesize=parts[0].page_size,
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
                if training:
                    _mark(canvas, flow)
                if len(flow.pages) > 1:
                    _page_number(canvas, flow, number)
                _draw(canvas, flow.fonts, page)
                canvas.showPage()
        canvas.save()
    return target.getvalue()


def _page_number(canvas: Canvas, flow: Flow, number: int) -> None:
    text = f"第 {number} 页　共 {len(flow.pages)} 页"
    start = flow.right - flow.fonts.width(text, flow.size)
    _line(canvas, flow.fonts, text, start, flow.page_size[1] - HEAD_LINE, flow.size)


def _mark(canvas: Canvas, flow: Flow) -> None:
    width, height = flow.page_size
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(45)
    canvas.setFillGray(MARK_GREY)
    _line(
        canvas,
        flow.fonts,
        wording.TRAINING_MARK,
        -flow.fonts.width(wording.TRAINING_MARK, MARK_SIZE) / 2,
        -MARK_SIZE / 3,
        MARK_SIZE,
    )
    canvas.restoreState()
    _centred(canvas, flow, wording.TRAINING_MARK, height - HEAD_LINE)
    _centred(canvas, flow, wording.TRAINING_FOOT, FOOT_LINE)


def _centred(canvas: Canvas, flow: Flow, text: str, y: float) -> None:
    start = (flow.page_size[0] - flow.fonts.width(text, flow.size)) / 2
    _line(canvas, flow.fonts, text, start, y, flow.size)


def _draw(canvas: Canvas, fonts: SlipFonts, page: Page) -> None:
    for op in page:
        if isinstance(op, Rule):
            canvas.setLineWidth(op.weight)
            canvas.setDash([3, 2] if op.dashed else [])
            canvas.line(op.x, op.y, op.to_x, op.y)
        elif isinstance(op, Squares):
            path = canvas.beginPath()
            for x, y, width, height in op.rectangles:
                path.rect(x, y, width, height)
            canvas.drawPath(path, stroke=0, fill=1)
        else:
            _line(canvas, fonts, op.text, op.x, op.y, op.size, bold=op.bold)


def _line(canvas: Canvas, fonts: SlipFonts, text: str, x: float, y: float, size: float, *, bold: bool = False) -> None:
    line = canvas.beginText(x, y)
    if bold:
        canvas.setLineWidth(size * BOLD_STROKE)
        canvas.setDash([])
    line.setTextRenderMode(2 if bold else 0)
    for name, piece in fonts.runs(text):
        line.setFont(name, size)
        line.textOut(piece)
    line.setTextRenderMode(0)
    canvas.drawText(line)
