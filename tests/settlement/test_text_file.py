"""Files of rows: what is written is read back, and what does not fit is said in a sentence that quotes no value."""

from __future__ import annotations

import io
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.settlement.fields import Must, day, number, text
from counter_app.settlement.record import Record
from counter_app.settlement.text_file import BrokenFile, UnfitRow, read_rows, write_rows, zipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Record):
    """Four columns; the last two may be missing."""

    code: str = text("编码", 30, Must.ALWAYS)
    amount: Decimal | None = number("金额", 16, 2, must=Must.ALWAYS)
    since: date | None = day("日期")
    memo: str = text("备注", 500)


ROWS = (
    Line(code="A1", amount=Decimal("12.30"), since=date(2026, 3, 1), memo='说 "好" \\ 完'),
    Line(code="A2", amount=Decimal("-0.50")),
)


def written(folder: Path, content: bytes) -> Path:
    file = folder / "rows"
    file.write_bytes(content)
    return file


def broken(folder: Path, content: bytes, **bounds: int) -> str:
    with pytest.raises(BrokenFile) as said:
        list(read_rows(Line, written(folder, content), **bounds))
    return str(said.value)


def test_the_bytes_are_as_the_documents_say() -> None:
    assert write_rows(ROWS).decode() == 'A1\t12.30\t2026-03-01\t说 \\"好\\" \\\\ 完\nA2\t-0.50\tnull\tnull\n'


@pytest.mark.parametrize("packed", [True, False])
def test_what_is_written_is_read_back(tmp_path: Path, packed: bool) -> None:
    content = write_rows(ROWS)
    file = written(tmp_path, zipped("rows.txt", content) if packed else content)
    assert tuple(read_rows(Line, file)) == ROWS


VALUES = st.text(st.characters(exclude_characters="\t\r\n", exclude_categories=("Cs", "Cc")), max_size=40).map(
    str.strip
)


@given(st.lists(st.tuples(VALUES.filter(lambda value: value not in ("", "null")), VALUES), max_size=5))
def test_any_text_survives(texts: list[tuple[str, str]]) -> None:
    rows = [
        Line(code=code[:30].strip(), amount=Decimal("1.00"), memo="" if memo == "null" else memo)
        for code, memo in texts
        if code[:30].strip() != "null"
    ]
    with tempfile.TemporaryDirectory() as folder:
        assert list(read_rows(Line, written(Path(folder), zipped("a.txt", write_rows(rows))))) == rows


def test_line_ends_of_windows_a_mark_and_empty_lines_are_read(tmp_path: Path) -> None:
    file = written(tmp_path, "\ufeffA1\t1\tnull\tx\r\n\r\nA2\t2\n".encode())
    assert [(row.code, row.amount, row.memo) for row in read_rows(Line, file)] == [
        ("A1", Decimal(1), "x"),
        ("A2", Decimal(2), ""),
    ]


def test_what_would_break_a_row_becomes_a_space(tmp_path: Path) -> None:
    file = written(tmp_path, write_rows([Line(code="A", amount=Decimal(1), memo="a\tb\r\nc")]))
    assert [row.memo for row in read_rows(Line, file)] == ["a b c"]


def test_a_row_that_does_not_fit_is_not_written() -> None:
    with pytest.raises(UnfitRow, match=r"第 2 行：编码（code）不能为空；金额（amount）小数超过 2 位"):
        write_rows([ROWS[0], Line(amount=Decimal("1.234"))])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"A1\n", "第 1 行有 1 列，应有 2 到 4 列"),
        (b"A1\t1\t2026-01-01\tx\ty\n", "第 1 行有 5 列，应有 2 到 4 列"),
        (b"A1\t1\nnull\t1\n", "第 2 行编码（code）是空的"),
        (b"A1\tx\n", "第 1 行金额（amount）不是数字"),
        (b"A1\tNaN\n", "第 1 行金额（amount）不是数字"),
        (b"A1\t1\t2026-13-01\n", "第 1 行日期（since）不是日期"),
        ("A1\t1\tnull\t头孢\n".encode("gbk"), "第 1 行不是 UTF-8 文字"),
    ],
)
def test_a_line_that_does_not_fit_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    assert broken(tmp_path, content) == said


def archive(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (archive(("a.txt", b"A\t1\n"), ("b.txt", b"B\t1\n")), "压缩包里有 2 个文件，应只有 1 个"),
        (archive(), "压缩包里有 0 个文件，应只有 1 个"),
        (archive(("../a.txt", b"A\t1\n")), "压缩包里的文件名带路径"),
        (archive(("x/", b"")), "压缩包里的文件名带路径"),
        (zipped("a.txt", b"A\t1\n" * 2000)[:-40], "压缩包损坏，或不是能读的压缩包"),
        (b"PK\x03\x04 no archive at all", "压缩包损坏，或不是能读的压缩包"),
    ],
    ids=["two files", "none", "a path", "a folder", "cut short", "no archive"],  # an archive holds the time it was made
)
def test_an_archive_that_cannot_be_used_is_said(tmp_path: Path, content: bytes, said: str) -> None:
    assert broken(tmp_path, content) == said


def test_a_damaged_byte_is_noticed(tmp_path: Path) -> None:
    content = bytearray(archive(("a.txt", bytes(range(48, 58)) * 3000)))
    content[45] ^= 0xFF
    assert broken(tmp_path, bytes(content)) == "压缩包损坏，或不是能读的压缩包"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = zipped("a.txt", b"A1\t1\n" * 2_000_000)
    assert len(bomb) < 100_000
    assert broken(tmp_path, bomb, largest=1_000_000) == "解开后有 10000000 字节，超过 1000000"


def test_a_bomb_that_lies_about_its_size_ends_too(tmp_path: Path) -> None:
    """The size in both heads says 40 bytes; what comes out is never more than that, and its checksum is wrong."""
    content = b"A1\t1\n" * 2_000_000
    bomb = zipped("a.txt", content).replace(len(content).to_bytes(4, "little"), (40).to_bytes(4, "little"))
    assert broken(tmp_path, bomb, largest=1_000_000) == "压缩包损坏，或不是能读的压缩包"


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    assert broken(tmp_path, zipped("a.txt", b"A" * 3_000_000)) == "第 1 行太长"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match="文件打不开"):
        list(read_rows(Line, tmp_path / "nothing"))
