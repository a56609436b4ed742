"""Where a tour keeps its books. It begins with an empty folder, and empties none but its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from counter_app.settings import SettingsError
from offline_queue.engine import FolderInUse, lock_folder

__all__ = ["empty_folder", "tour_folder"]

_NAME = "tour-data"  # beside the pictures; `data` is what people call their real one
_MARK = ".made-by-the-tour"

_NOT_OURS = "{folder} 不是演示自己建的文件夹，没有动里面的任何东西。请给 --out 换一个地方，或把它移走。"
_IN_USE = "{folder} 正被另一个窗口程序使用，没有动里面的任何东西。"
_NO_WAY = "{folder} 清不空或写不进（{why}），演示没有开始。"


def tour_folder(out: Path) -> Path:
    """The folder of a tour whose pictures go to `out`."""
    return out / _NAME


def empty_folder(out: Path) -> Path:
    """That folder, with nothing in it but what says whose it is.

    Raises SettingsError: something is in it that no tour put there, or it is used; nothing was touched then.
    """
    folder = tour_folder(out)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ours = not folder.is_symlink() and ((folder / _MARK).is_file() or not any(folder.iterdir()))
        if not ours:
            raise SettingsError(_NOT_OURS.format(folder=folder))
        lock = lock_folder(folder)
        try:
            (folder / _MARK).touch(mode=0o600)
            for entry in folder.iterdir():
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry)
                elif entry.name not in (_MARK, Path(lock.lock_file).name):
                    entry.unlink()
        finally:
            lock.release()
    except FolderInUse:
        raise SettingsError(_IN_USE.format(folder=folder)) from None
    except OSError as trouble:
        raise SettingsError(_NO_WAY.format(folder=folder, why=trouble.strerror)) from trouble
    return folder
