"""A keyring the library `keyring` can be told to use: entries in a file, locked while a file says so."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

RING = "tests.ring_backend.FileRing"
RING_FILE = "TEST_RING_FILE"


class FileRing(KeyringBackend):
    priority = 9.0  # type: ignore[assignment]

    @property
    def file(self) -> Path:
        return Path(os.environ[RING_FILE])

    def _entries(self) -> dict[str, str]:
        if self.file.with_suffix(".locked").exists():
            raise KeyringLocked("locked")
        entries: dict[str, str] = json.loads(self.file.read_text()) if self.file.exists() else {}
        return entries

    def get_password(self, service: str, username: str) -> str | None:
        return self._entries().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self.file.write_text(json.dumps(self._entries() | {f"{service}/{username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        self.file.write_text(json.dumps({k: v for k, v in self._entries().items() if k != f"{service}/{username}"}))
