"""Why a paper is not printed. The text is for the cashier: it names the place of the gap, never the person."""

from __future__ import annotations

__all__ = [
    "FontUnavailableError",
    "MissingCharactersError",
    "MissingSettingError",
    "PaperNotKeptError",
    "SlipRefusedError",
]


class SlipRefusedError(Exception):
    """The paper was not printed; nothing was drawn."""


class FontUnavailableError(SlipRefusedError):
    """The slips' font is not there, or is not a TrueType font."""


class PaperNotKeptError(SlipRefusedError):
    """The disk does not take the paper's file; what the paper is about stands in the books all the same."""


class MissingSettingError(SlipRefusedError):
    """A placeholder has no value (words, section 9). `setting` is its name in the words' braces."""

    def __init__(self, setting: str) -> None:
        super().__init__(f"印不出来：设置里没有“{setting}”。补上以后再打印。")
        self.setting = setting


class MissingCharactersError(SlipRefusedError):
    """A character stands in no font. `labels`: the fields it stands in; the characters themselves may be a name."""

    def __init__(self, labels: tuple[str, ...]) -> None:
        super().__init__(f"印不出来：“{'”“'.join(labels)}”里有字体没有的字。请信息科加字体，或改用别的写法。")
        self.labels = labels
