"""How the hospital's store stands to this window, for people and for programs."""

from __future__ import annotations

from typing import Any

from counter_app.desk.both_books import BothBooks
from counter_app.desk.hospital import Standing
from counter_app.desk.office import Office
from counter_app.desk.ticket_numbers import TAG, tag_of

__all__ = ["only_here", "sentence", "standing_report"]

_WHY = {
    Standing.AWAY: "医院的总账（数据库服务器）连不上：新单记在本窗自己的账里，总账里的单等它恢复。",
    Standing.TAKEN: "这个窗口号在另一台电脑上开着：这里不开新单。每台窗口要用自己的号，请找信息科。",
    Standing.OTHER_KEY: "这台窗口的密钥和医院总账的不是同一把，没有接上总账：新单记在本窗自己的账里。请找信息科。",
    Standing.OTHER_WORLD: "总账的数据库和这台窗口，一个是训练的账、一个是正式的账，没有接上："
    "新单记在本窗自己的账里。请找信息科改 [store] url。",
    Standing.REFUSED: "医院的总账打不开（{why}），没有接上：新单记在本窗自己的账里。请找信息科。",
}


def only_here(office: Office) -> int:
    """How many claims are in this window's own store alone, beside the hospital's."""
    return office.books.only_here if isinstance(office.books, BothBooks) else 0


def sentence(office: Office) -> str:
    """What people should know of it; empty where the window works alone, or all is well."""
    hospital = office.hospital
    if hospital is None:
        return ""
    said = [_WHY[hospital.standing].format(why=hospital.why)] if hospital.standing in _WHY else []
    if hospital.undurable:
        said.append(f"总账的服务器关着 {'、'.join(hospital.undurable)}，断电会丢账。请找信息科。")
    if only_here(office):
        said.append(f"只在本窗的单有 {only_here(office)} 笔，别的窗口看不到。")
    return "".join(said)


def standing_report(office: Office) -> dict[str, Any]:
    """For JSON: {} where the window works alone."""
    books, hospital = office.books, office.hospital
    if hospital is None or not isinstance(books, BothBooks):
        return {}
    own = {"only_here": books.only_here, "own_feed": tag_of(books.own.counted(TAG))}
    return {"store": {"hospital": hospital.standing.value, "why": hospital.why, **own}}
