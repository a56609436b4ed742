"""The codes a place uses beyond the national dictionaries, as 1901 told them: one file in the data folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

__all__ = ["LocalCodes", "LocalCodesError"]


class LocalCodesError(ValueError):
    """The file cannot be used; names it."""


class LocalCodes:
    """Codes with their labels, by dictionary. A file that is not there holds none."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def tables(self) -> dict[str, dict[str, str]]:
        """All tables: code to label by dictionary.

        Raises:
            LocalCodesError: damaged, or not of this form. Deleting it loses nothing: 1901 tells it again.
        """
        try:
            text = self._file.read_text("utf-8")
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError):
            raise LocalCodesError(f"{self._file.name}：打不开或不是文字") from None
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            raise LocalCodesError(f"{self._file.name}：不是 JSON，请删掉后重新查询字典（1901）") from None
        if not isinstance(found, dict) or not all(_is_table(table) for table in found.values()):
            raise LocalCodesError(f"{self._file.name}：内容不对，请删掉后重新查询字典（1901）")
        return found

    def known(self) -> dict[str, frozenset[str]]:
        """The codes alone, as checking wants them. Raises LocalCodesError."""
        return {table: frozenset(codes) for table, codes in self.tables().items()}

    def keep(self, table: str, codes: Mapping[str, str]) -> None:
        """Replace a table; an empty one is forgotten. Raises LocalCodesError, OSError."""
        tables = {**self.tables(), table: dict(codes)}
        text = json.dumps({name: found for name, found in tables.items() if found}, ensure_ascii=False, indent=1)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(text, "utf-8")
        fresh.replace(self._file)


def _is_table(table: object) -> bool:
    return isinstance(table, dict) and all(isinstance(label, str) for label in table.values())
