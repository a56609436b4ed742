"""Files up and down: 9101, 9102.

Declarations (fact sheet of transactions); `bodies` and `answers` translate to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.settlement.fields import Must, octets, one, text
from counter_app.settlement.record import Nothing, Record, Transaction

__all__ = [
    "DOWNLOAD",
    "UPLOAD",
    "DownloadFsDownloadIn",
    "DownloadInput",
    "UploadFsUploadIn",
    "UploadInput",
    "UploadOutput",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadFsUploadIn(Record):
    """9101 in: fsUploadIn."""

    content: bytes = octets("文件数据", Must.ALWAYS, name="in")
    filename: str = text("文件名", 200, Must.ALWAYS)
    fixmedins_code: str = text("医药机构编号", 30, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadInput(Record):
    """9101 in."""

    fs_upload_in: UploadFsUploadIn | None = one(UploadFsUploadIn, name="fsUploadIn")


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadOutput(Record):
    """9101 out."""

    file_qury_no: str = text("文件查询号", 30, Must.ALWAYS)
    filename: str = text("文件名", 200, Must.ALWAYS)
    fixmedins_code: str = text("医药机构编号", 30, Must.ALWAYS)
    dld_endtime: str = text("截止时间", 30)


UPLOAD = Transaction(
    "9101",
    "文件上传",
    "fileupload/upload",
    UploadInput,
    UploadOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadFsDownloadIn(Record):
    """9102 in: fsDownloadIn."""

    file_qury_no: str = text("文件查询号", 100, Must.ALWAYS)
    filename: str = text("文件名", 200, Must.ALWAYS)
    fixmedins_code: str = text("医药机构编号", 30, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadInput(Record):
    """9102 in."""

    fs_download_in: DownloadFsDownloadIn | None = one(DownloadFsDownloadIn, name="fsDownloadIn")


DOWNLOAD = Transaction(
    "9102",
    "文件下载",
    "fileupload/download",
    DownloadInput,
    Nothing,
)
