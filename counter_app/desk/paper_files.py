"""Papers as files, named by the claim's key and their kind. What was handed out once stays as it was."""

from __future__ import annotations

from pathlib import Path

from counter_app.slips.refusals import PaperNotKeptError

__all__ = ["PaperFiles"]


class PaperFiles:
    """In `folder`. A later paper of a kind is another file: KEY-settlement.pdf, KEY-settlement-2.pdf …"""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def kept(self, key: str, kind: str) -> bool:
        """A paper of this kind was made before."""
        return self._file(key, kind).exists()

    def newest(self, key: str, kind: str) -> Path | None:
        """The one of this kind that was made last."""
        found = self.editions(key, kind)
        return found[-1] if found else None

    def editions(self, key: str, kind: str) -> list[Path]:
        """All of this kind, in the order they were made."""
        files = [self._file(key, kind)] if self.kept(key, kind) else []
        while files and (later := self._file(key, f"{kind}-{len(files) + 1}")).exists():
            files.append(later)
        return files

    def keep(self, key: str, kind: str, pdf: bytes) -> Path:
        """One more of its kind. Raises PaperNotKeptError."""
        made = len(self.editions(key, kind))
        return self._write(self._file(key, f"{kind}-{made + 1}" if made else kind), pdf)

    def replace(self, key: str, kind: str, pdf: bytes) -> Path:
        """The only one of its kind: it takes the place of that of before. Raises PaperNotKeptError."""
        return self._write(self._file(key, kind), pdf)

    def _file(self, key: str, kind: str) -> Path:
        return self._folder / f"{key}-{kind}.pdf"

    def _write(self, file: Path, pdf: bytes) -> Path:
        """Whole or not at all: a paper half on disk would print."""
        draft = file.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.unlink(missing_ok=True)
            draft.touch(mode=0o600)  # it says in clear whose it is
            draft.write_bytes(pdf)
            draft.replace(file)
        except OSError as trouble:
            raise PaperNotKeptError(
                f"单子存不进 {self._folder}（{trouble.strerror}），请找信息科；账已经记好。"
            ) from trouble
        return file
