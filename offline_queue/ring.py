"""The desktop's keyring, by the library `keyring`; imported late: looking for what a desktop offers takes time."""

from __future__ import annotations

import keyring
from keyring.backend import KeyringBackend

__all__ = ["DesktopRing", "desktop_ring"]

_SERVICE = "counter-app"
_RECOMMENDED = 1.0  # keyring's own mark: below it stand plain files and what keeps nothing


class DesktopRing:
    """Entries of one desktop user: Secret Service, KWallet, Windows' and macOS' own. Never raises: what a desktop's
    services raise is theirs to choose, and a window must come up without them.
    """

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = backend

    def read(self, entry: str) -> str | None:
        """What was put there; None: not there, locked, or the desktop does not answer."""
        try:
            return self._backend.get_password(_SERVICE, entry)
        except Exception:
            return None

    def put(self, entry: str, secret: str) -> bool:
        """Put it there. Whether it lies there now, read back."""
        try:
            self._backend.set_password(_SERVICE, entry, secret)
        except Exception:
            return False
        return self.read(entry) == secret


def desktop_ring() -> DesktopRing | None:
    """The keyring of this desktop; None where it has none worth the name, as on a machine without a desktop."""
    try:
        backend = keyring.get_keyring()
        good = backend.priority >= _RECOMMENDED
    except Exception:
        return None
    return DesktopRing(backend) if good else None
