"""A print service of our own for tests: cupsd on a socket in a folder, queues that write what they print as PDF files,
and a printer that can be told to jam. The machine's own print service is never asked, started or stopped.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import subprocess
import sys
import time
from pathlib import Path

__all__ = ["LACKS", "PrintServer"]

CUPSD, LPADMIN, PARTS = Path("/usr/sbin/cupsd"), Path("/usr/sbin/lpadmin"), Path("/usr/lib/cups")
_NEEDED = (CUPSD, LPADMIN, PARTS / "filter" / "pdftopdf")
LACKS = ", ".join(str(path) for path in _NEEDED if not path.exists())
_PATIENCE_S = 10.0

# What a driver says of its printer: the sizes of our papers, any other size, and that it wants PDF.
_PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "SLIPS.PPD"
*Manufacturer: "Test"
*Product: "(Slips)"
*ModelName: "Test slips"
*ShortNickName: "Test slips"
*NickName: "Test slips"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*cupsFilter: "application/vnd.cups-pdf 0 -"
*OpenUI *PageSize: PickOne
*DefaultPageSize: A5
*PageSize A5: "<</PageSize[420 595]>>setpagedevice"
*PageSize A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageSize
*DefaultImageableArea: A5
*ImageableArea A5: "0 0 420 595"
*ImageableArea A4: "0 0 595 842"
*DefaultPaperDimension: A5
*PaperDimension A5: "420 595"
*PaperDimension A4: "595 842"
*VariablePaperSize: True
*MaxMediaWidth: "1000"
*MaxMediaHeight: "14400"
*HWMargins: 0 0 0 0
*CustomPageSize True: "pop pop pop <</PageSize[5 -2 roll]>>setpagedevice"
*ParamCustomPageSize Width: 1 points 100 1000
*ParamCustomPageSize Height: 2 points 100 14400
*ParamCustomPageSize WidthOffset: 3 points 0 0
*ParamCustomPageSize HeightOffset: 4 points 0 0
*ParamCustomPageSize Orientation: 5 int 0 0
"""

# The printer itself: CUPS hands it the job on its standard input, and reads its troubles from its standard error.
_BACKEND = """#!{python} -I
import os, signal, sys, time
from pathlib import Path
if len(sys.argv) == 1:
    print('direct slips "Test" "Test slips"')
    sys.exit(0)
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
folder = Path(os.environ["DEVICE_URI"].split(":", 1)[1])
paper = Path(sys.argv[6]).read_bytes() if len(sys.argv) > 6 else sys.stdin.buffer.read()
trouble, told = folder / "trouble", ""
while True:
    said = trouble.read_text().strip() if trouble.exists() else ""
    if said == "breaks":
        sys.exit(1)
    if said != told:
        for sign, reasons in (("-", told), ("+", said)):
            if reasons:
                print("STATE: " + sign + reasons, file=sys.stderr, flush=True)
    if not said:
        break
    told = said
    time.sleep(0.02)
draft = folder / ".draft"
draft.write_bytes(paper)
draft.rename(folder / ("job-%s.pdf" % sys.argv[1]))
"""


class PrintServer:
    """Running from `start` to `stop`. `folder` should be short: a socket's path may not be longer than 107 bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.socket = folder / "cups.sock"

    def start(self) -> None:
        """Write its settings, start it, wait until it answers."""
        folder, user = self._folder, pwd.getpwuid(os.geteuid())
        for name in ("spool/tmp", "cache", "state", "root", "bin/backend", "printers"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # filters run as somebody else where root starts the server
        for part in ("filter", "daemon", "notifier", "driver"):
            if not (folder / "bin" / part).exists():
                (folder / "bin" / part).symlink_to(PARTS / part)
        backend = folder / "bin" / "backend" / "slips"
        backend.write_text(_BACKEND.format(python=Path(sys.executable).resolve()))
        backend.chmod(0o700)  # CUPS runs such a one as itself: it may write where the test looks
        (folder / "slips.ppd").write_text(_PPD)
        (folder / "cupsd.conf").write_text(
            f"Listen {self.socket}\nLogLevel info\nDefaultAuthType None\nWebInterface No\nBrowsing Off\n"
            "ErrorPolicy retry-job\nJobRetryInterval 1\nMaxLogSize 0\n"
            "<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
            "<Policy default>\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n"
        )
        group = grp.getgrgid(user.pw_gid).gr_name
        # Started by root it gives its rights away for filters; started by anybody else it stays who it is.
        who = (
            f"User lp\nGroup lp\nSystemGroup {group}\n" if user.pw_uid == 0 else f"User {user.pw_name}\nGroup {group}\n"
        )
        (folder / "cups-files.conf").write_text(
            f"ServerRoot {folder}/root\nServerBin {folder}/bin\n"
            f"RequestRoot {folder}/spool\nTempDir {folder}/spool/tmp\n"
            f"CacheDir {folder}/cache\nStateDir {folder}/state\nAccessLog {folder}/access.log\n"
            f"ErrorLog {folder}/error.log\nPageLog {folder}/page.log\nFileDevice Yes\n{who}"
        )
        command = [CUPSD, "-f", "-c", folder / "cupsd.conf", "-s", folder / "cups-files.conf"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._until_it_answers()

    def stop(self) -> None:
        """End it and wait for it; what was queued stays in its folder."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None
        self.socket.unlink(missing_ok=True)

    def add(self, queue: str) -> Path:
        """A queue, and the folder its printer writes to."""
        printer = self._folder / "printers" / queue
        printer.mkdir(parents=True, exist_ok=True)
        self.tell("-p", queue, "-E", "-v", f"slips:{printer}", "-P", str(self._folder / "slips.ppd"))
        return printer

    def tell(self, *arguments: str) -> None:
        """`lpadmin`, of this server."""
        self.run(str(LPADMIN), *arguments)

    def run(self, *command: str) -> str:
        """A program of CUPS, of this server."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True, timeout=20)
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        """Where every client of CUPS finds this server and no other."""
        return {**os.environ, "CUPS_SERVER": str(self.socket), "LC_ALL": "C"}

    def _until_it_answers(self) -> None:
        limit = time.monotonic() + _PATIENCE_S
        while True:
            asked = subprocess.run(
                [shutil.which("lpstat") or "lpstat", "-r"], env=self.environment, capture_output=True, check=False
            )
            if b"is running" in asked.stdout:
                return
            if time.monotonic() > limit:
                raise TimeoutError((self._folder / "error.log").read_text() if self._folder.exists() else "no cupsd")
            time.sleep(0.05)
