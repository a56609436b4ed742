"""Cards of fictitious people, and ways to spoil them."""

from __future__ import annotations

from datetime import date

from sandbox.card_files import Behaviour, CardImage, Record

TODAY = date(2026, 11, 22)


def tlv(tag: int, value: bytes, size: int, padding: bytes = b"\x00") -> Record:
    return Record(tag, bytes([tag, size]) + value.ljust(size, padding))


def text(value: str) -> bytes:
    return value.encode("gb18030")


def issuing_records(version: str = "2.00", valid_until: str = "20340601") -> list[Record]:
    return [
        tlv(0x01, bytes.fromhex("990200D1560000050000B009FEEDF009"), 16),
        tlv(0x02, b"2", 1),
        tlv(0x03, text(version), 4),
        tlv(0x04, bytes.fromhex("990200"), 12),
        tlv(0x05, bytes.fromhex("20190601"), 4),
        tlv(0x06, bytes.fromhex(valid_until), 4),
        tlv(0x07, b"Z99020009", 9),
    ]


def holder_records(
    name: bytes = text("丁演示"),
    ssn: str = "990200196203151026",
    birth_date: str = "19620315",
    padding: bytes = b"\x00",
    continued: bool = True,
) -> list[Record]:
    records = [
        tlv(0x08, text(ssn), 18, padding),
        tlv(0x09, name[:30], 30, padding),
        tlv(0x4E, name[30:], 20, padding),
        tlv(0x0A, b"2", 1),
        tlv(0x0B, b"\x01", 1),
        tlv(0x0C, bytes.fromhex("990200"), 3),
        tlv(0x0D, bytes.fromhex(birth_date), 4),
    ]
    return [record for record in records if continued or record.tag != 0x4E]


def image(
    issuing: list[Record] | None = None, holder: list[Record] | None = None, behaviour: Behaviour | None = None
) -> CardImage:
    return CardImage(
        id="T1",
        title="test",
        generation=2,
        atr=bytes.fromhex("3B6D00000090543116866099020000B009"),
        behaviour=behaviour or Behaviour(),
        ef05=tuple(issuing_records() if issuing is None else issuing),
        ef06=tuple(holder_records() if holder is None else holder),
        expect={},
    )


def replaced(records: list[Record], tag: int, content: bytes | None) -> list[Record]:
    """The records with one holding other bytes, or, with None, lacking."""
    changed = [Record(tag, content) if record.tag == tag and content is not None else record for record in records]
    return [record for record in changed if record.tag != tag or content is not None]
