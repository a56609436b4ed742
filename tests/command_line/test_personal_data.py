"""Names, numbers and cards stand in no message, no log, no file but sealed ones and the papers (DESIGN, section 6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.service import SandboxService
from tests.command_line.conftest import CARD_ID, CARD_NO, NAME, PERSON, VOUCHER, Shell, Typed

PERSONAL = (PERSON, NAME, VOUCHER, CARD_NO, CARD_ID, "19680930")
TROUBLE = {"停": ("990105199001010014", "张停保"), "异": ("990105198207144056", "钱异名")}


def silent(ran: Typed, personal: tuple[str, ...] = PERSONAL) -> None:
    for text in personal:
        assert text not in ran.out
        assert text not in ran.said


def sealed(folder: Path, personal: tuple[str, ...] = PERSONAL) -> None:
    looked = 0
    for file in folder.rglob("*"):
        assert not any(text in str(file) for text in personal), "in a file's name"
        if file.is_file() and file.suffix != ".pdf":
            looked += 1
            content = file.read_bytes()
            for text in personal:
                for encoding in ("utf-8", "gb18030", "utf-16-le"):
                    assert text.encode(encoding) not in content, f"{file.name}: {encoding}"
    assert looked


@pytest.mark.parametrize("fault", [None, "refuse_connection", "half_answer:2206A"])
def test_a_claim_by_id_number(shell: Shell, service: SandboxService, fault: str | None) -> None:
    if fault:
        service.set_faults([fault])
    claim = shell.claim()
    silent(shell("settle", "--claim", str(claim), "--patience", "0", "--json"))
    silent(shell("settle", "--claim", str(claim), "--patience", "0"))
    service.clear_faults()
    replayed = shell("queue", "replay", "--json")
    silent(replayed)
    listed = shell("queue", "--json")
    silent(listed)
    for row in listed.report["claims"]:
        assert row["patient"] == "庚*例"
        silent(shell("queue", "show", row["key"], "--json"))
    sealed(shell.data)


def test_a_claim_by_code_whose_token_is_never_written(shell: Shell, service: SandboxService) -> None:
    silent(shell("settle", "--claim", str(shell.claim(f'{{voucher: "{VOUCHER}"}}')), "--json"))
    sealed(shell.data)


@pytest.mark.parametrize("who", TROUBLE)
def test_who_is_refused(shell: Shell, who: str) -> None:
    certno, name = TROUBLE[who]
    ran = shell("settle", "--claim", str(shell.claim(f'{{id_card: "{certno}", name: {name}}}')), "--json")
    assert ran.code == 1
    silent(ran, (certno, name))
    sealed(shell.data, (certno, name))


def test_a_wrong_number_is_not_repeated(shell: Shell) -> None:
    wrong = "990101196809302011"
    ran = shell("settle", "--claim", str(shell.claim(f'{{id_card: "{wrong}", name: {NAME}}}')), "--json")
    assert ran.code == 1
    silent(ran, (wrong, NAME))


def test_a_name_that_does_not_fit_the_interface(shell: Shell) -> None:
    long = "名" * 60
    ran = shell("settle", "--claim", str(shell.claim(f'{{id_card: "{PERSON}", name: {long}}}')), "--json")
    assert (ran.code, ran.report["failure"]) == (1, "97")
    silent(ran, (PERSON, long))


def test_identify_tells_people_nothing_but_prints_the_person_where_asked(shell: Shell) -> None:
    ran = shell("identify", "--id-card", PERSON, "--name", NAME, "--json")
    assert ran.report["person"]["id_number"] == PERSON
    silent(Typed(ran.code, "", ran.said))
    silent(shell("identify", "--id-card", PERSON, "--name", NAME))
    sealed(shell.data)
