"""Every text the window says: verbatim where the words page has it, short enough, never in forbidden words."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from counter_app.failures import FailureCode
from counter_app.slips.why import SENTENCES
from ui.keys import TABLE, KeyMap
from ui.words import labels, sentences
from ui.words.partly_known import PARTLY, Partly
from ui.words.reasons import PLACE_SILENT, REASONS, reason
from ui.words.remedies import remedy
from ui.words.template import Cap, EmptyBlankError, blanks, filled, parts, spoken

SAMPLES = {
    "参保地": "哈尔滨市",
    "就医地": "广州市",
    "限期": "2026 年 12 月 31 日",
    "到期日": "11-15",
    "生效日": "12-01",
    "备案地": "深圳市",
    "金额": "964.10",
    "行": "12",
    "机构": "市第二人民医院",
    "病种": "高血压",
    "时间": "09:38",
    "断线": "09:38",
    "恢复时间": "14:00",
    "差额": "90.00",
    "封顶": "3000",
    "下年起": "2027-01-01",
    "卡状态": "未激活",
    "码状态": "没扫",
    "提醒": "超量",
    "科室": "心内科",
    "原文": "未查询到目录",
    "代码": "-1",
    "卡种": "银行卡",
    "分机": "8120",
    "内容": "第 3 项数量",
}
FORBIDDEN = [
    *("失败", "错误", "异常", "非法", "无效", "有误", "操作不当", "您忘了", "您没有", "系统繁忙", "请稍后再试"),
    *("未知错误", "接口", "报文", "超时", "冲正", "对账", "infcode", "该人员"),
]
ROOT = Path(__file__).resolve().parents[2]


def all_sentences() -> dict[str, str]:
    return {name: text for name, text in vars(sentences).items() if name.isupper() and isinstance(text, str)}


def all_labels() -> list[str]:
    found: list[str] = []
    for name, value in vars(labels).items():
        if name.isupper():
            found += [value] if isinstance(value, str) else list(value.values())
    return found


def test_every_failure_has_words_and_a_card() -> None:
    for code in FailureCode:
        words = reason(code)
        assert all((words.name, words.cashier, words.display, words.slip)), code
        card = remedy(code)
        assert all((card.who, card.ways)), code
        assert len({way.action for way in card.ways}) == len(card.ways), f"{code}: two ways on one key"
    assert set(REASONS) == set(FailureCode)


@pytest.mark.parametrize("code", list(FailureCode))
def test_reasons_keep_their_length(code: FailureCode) -> None:
    words = reason(code)
    less = PARTLY.get(code, Partly(()))
    texts = [(words.cashier, 40), (words.display, 30), (less.display, 30), *((text, 40) for text in less.cashier)]
    for text, limit in texts:
        said = spoken(text).format_map({name: SAMPLES[name] for name in blanks(text)})
        assert len(said) <= limit, f"{len(said)}: {said}"


def test_texts_of_the_words_page_are_verbatim(shared: Path) -> None:
    page = (shared / "design" / "words.md").read_text(encoding="utf-8")
    listed = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    # Why so little stands with the papers, which say it in the same words as the screen.
    ours = {spoken(text) for text in (*all_sentences().values(), *SENTENCES.values())}
    counted = 0
    for block in listed[1:]:
        for entry in block:
            assert spoken(entry["s"]) in ours, entry["s"]
            counted += 1
    for entry in listed[0]:
        words = reason(FailureCode(entry["id"]))
        assert (words.name, words.cashier, words.display) == (entry["name"], entry["cashier"], entry["display"])
        assert re.sub(r"\s", "", words.slip) == re.sub(r"\s", "", entry["slip"])
    assert counted > 60
    assert len(listed[0]) >= 18


# What the words page has and nothing of the window says by this name. First: said in these words from another table
# (reasons, the slips' own). Last: another text says it (`patient_words`, `CARD_PARTLY` with what is missing, ...).
UNSAID = {
    *("NOT_A_SOCIAL_CARD", "DISPLAY_UNCLEAR", "TRAINING_SLIP", "TRAINING_SLIP_FOOT", "BOARD_DOWN", "BOARD_BACK"),
    *("REFUNDED_ELSEWHERE", "PARTIAL_REFUND", "DISPLAY_REFUND", "DISPLAY_REFUND_ZERO"),
    *("UNCLEAR_FOUND", "UNCLEAR_REVERSED", "DISPLAY_TIME_UP"),
    *("PHONE_REFUND", "DISPLAY_LINK_BACK", "PARTIAL"),
}


def test_every_text_of_the_window_is_said_somewhere() -> None:
    sources = [*(ROOT / "ui").rglob("*.py"), *(ROOT / "counter_app").rglob("*.py")]
    used: Counter[str] = Counter()
    defined: set[str] = set()
    for path in sources:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        used.update(node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))
        used.update(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
        if path.parent.name == "words":
            named = (node for part in tree.body if isinstance(part, ast.Assign) for node in ast.walk(part))
            stored = {one.id for one in named if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
            defined |= {name for name in stored if name.isupper() and not name.startswith("_")}
    assert {name for name in defined if not used[name]} == UNSAID


def said_with_less() -> list[str]:
    """The shorter forms: sentences, displays, paragraphs of papers."""
    found: list[str] = []
    for less in PARTLY.values():
        found += [*less.cashier, less.display, *(text for texts in less.slip.values() for text in texts)]
    return found


def test_no_forbidden_words() -> None:
    training = {text for name, text in all_sentences().items() if name.startswith("TRAINING")}
    texts = [text for text in all_sentences().values() if text not in training] + all_labels()
    for words in REASONS.values():
        texts += [words.name, words.cashier, words.display, words.slip]
    texts += said_with_less()
    for code in FailureCode:
        card = remedy(code)
        texts += [card.why, card.who, *(text for way in card.ways for text in (way.title, way.consequence))]
    for text in texts:
        for word in FORBIDDEN:
            assert word not in text, f"{word}: {text}"


def test_the_patient_is_called_nin() -> None:
    for words in REASONS.values():
        for text in (words.display, words.slip):
            assert "患者" not in text, text
            assert not re.search(r"[他她]", text.replace("其他", "")), text
    for less in PARTLY.values():
        for text in (less.display, *(text for texts in less.slip.values() for text in texts)):
            assert "患者" not in text, text


def test_keys_in_sentences_exist() -> None:
    known = {key for row in TABLE for key in row.keys} | {"↑", "↓", "Enter", "Tab"}
    texts = [*all_sentences().values(), *(words.cashier for words in REASONS.values()), *said_with_less()]
    seen = set()
    for text in texts:
        for part in parts(text):
            if isinstance(part, Cap):
                assert part.key in known, text
                seen.add(part.key)
            else:
                assert not set("[]") & set(part), text
    assert {"F7", "F8", "F9", "F11", "Shift F9"} <= seen


def test_every_key_of_a_text_is_named_so_that_it_can_be_moved() -> None:
    """In brackets, or by a blank: a key that stands there as plain letters is wrong where a hospital moved it."""
    plain = re.compile(r"(?<![A-Za-z])(F[0-9]{1,2}|Esc|Del|Shift|Ctrl)(?![A-Za-z])|按 ?空格")
    for path in sorted((ROOT / "ui" / "words").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"[一-鿿]", node.value):
                found = plain.search(re.sub(r"\[[^\]]*\]", "", node.value))
                assert found is None, f"{path.name}:{node.lineno} {node.value}"


def test_a_moved_key_is_painted_moved() -> None:
    assert KeyMap({"park": "F12"}).translated("F7") == "F12"


def test_an_empty_blank_is_refused() -> None:
    assert filled("差 {差额} 元", 差额="1.00") == "差 1.00 元"
    with pytest.raises(EmptyBlankError, match="差额"):
        filled("差 {差额} 元", 差额="")


def all_texts() -> list[str]:
    texts = [*all_sentences().values(), *all_labels(), PLACE_SILENT]
    for code in FailureCode:
        words, card = reason(code), remedy(code)
        texts += [words.cashier, words.display, words.slip, card.why, card.who]
    return texts


BLANKS = {name for text in all_texts() for name in blanks(text)}

# Modules of the pages: their texts stand in ui/words; the table of keys carries its own labels.
_PAGES = [path for path in sorted((ROOT / "ui").glob("*.py")) if path.name != "keys.py"]


@pytest.mark.parametrize("path", _PAGES, ids=lambda path: path.name)
def test_texts_stand_in_words_alone(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in docs:
            # Names of blanks and single marks are no texts.
            chinese = re.findall(r"[一-鿿]", node.value)
            assert len(chinese) < 2 or node.value in BLANKS, f"{path.name}:{node.lineno} {node.value}"
