"""The platform's file exchange: 9101 takes a file, 9102 gives one out, each under a query number, for a while.

A query number looks as one seen in the field: 43 characters, like a path (envelope facts, section 7). The files stand
in the books and go with them.
"""

from __future__ import annotations

import base64
import binascii
import io
import secrets
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.call import Call, Place, Refusal, platform_text, text_of
from sandbox.ledger import stamp

__all__ = ["CATALOGUE_OWNER", "Stored", "download", "keep", "text_of_upload", "upload"]

CATALOGUE_OWNER = "plc"  # who a catalogue's file belongs to: everybody
_RANDOM_HALF = 15  # bytes; thirty digits fill a number up to 43 characters
_LARGEST = 500 * 1024 * 1024
_TABLE = (
    "CREATE TABLE IF NOT EXISTS file (file_qury_no TEXT PRIMARY KEY, filename TEXT NOT NULL, owner TEXT NOT NULL,"
    " content BLOB NOT NULL, kept TEXT NOT NULL, ends TEXT NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as a reply names it; after `ends` it is gone."""

    file_qury_no: str
    filename: str
    ends: datetime


def keep(place: Place, owner: str, filename: str, content: bytes, now: datetime) -> Stored:
    """Keep a file for `owner` (an institution's code, or CATALOGUE_OWNER); what has expired is thrown away."""
    ledger = place.ledger
    ledger.write(_TABLE)
    ledger.write("DELETE FROM file WHERE ends < ?", (stamp(now - timedelta(days=1)),))
    kind = "plc" if owner == CATALOGUE_OWNER else "fsi"
    number = f"{kind}/{now:%Y%m%d}/{secrets.token_hex(_RANDOM_HALF)}"
    ends = now + timedelta(seconds=place.behaviours.seconds("file_life_s"))
    ledger.insert(
        "file",
        {
            "file_qury_no": number,
            "filename": filename,
            "owner": owner,
            "content": content,
            "kept": stamp(now),
            "ends": stamp(ends),
        },
    )
    return Stored(number, filename, ends)


def content_of(place: Place, number: str, owner: str, now: datetime) -> bytes:
    """The bytes of a file of this owner.

    Raises:
        Refusal: nobody knows the number, it is not this owner's, or it has expired.
    """
    place.ledger.write(_TABLE)
    found = place.ledger.row("SELECT content, owner, ends FROM file WHERE file_qury_no=?", (number,))
    if found is None or found["owner"] != owner:
        raise Refusal(platform_text("文件查询号不存在", "fileBO_71"))
    if stamp(now) > found["ends"]:
        raise Refusal(platform_text("文件已过下载截止时间", "fileBO_72"))
    return bytes(found["content"])


def text_of_upload(place: Place, number: str, owner: str, now: datetime) -> str:
    """The one TXT in an uploaded ZIP, for the transactions that work on it (3202).

    Raises:
        Refusal: as `content_of`, or the file is no ZIP with one TXT in UTF-8.
    """
    content = content_of(place, number, owner, now)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) != 1 or members[0].file_size > _LARGEST:
                raise Refusal(platform_text("上传的压缩包应只含一个TXT文件", "fileBO_73"))
            return archive.read(members[0]).decode("utf-8-sig")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise Refusal(platform_text("上传的文件不是ZIP压缩包", "fileBO_74")) from None
    except UnicodeDecodeError:
        raise Refusal(platform_text("上传的文件不是UTF-8编码", "fileBO_75")) from None


def upload(place: Place, call: Call) -> dict[str, Any]:
    """9101: the file beside the message, or as base64 in it."""
    about = call.node("fsUploadIn")
    _refuse_stranger(place, text_of(about, "fixmedins_code"))
    content = call.file
    if content is None:
        try:
            content = base64.b64decode(text_of(about, "in"), validate=True)
        except (binascii.Error, ValueError):
            raise Refusal("文件数据（in）不是 base64") from None
    if not content:
        raise Refusal("文件数据（in）不能为空")
    stored = keep(place, place.institution.code, text_of(about, "filename"), content, call.now)
    return {
        "file_qury_no": stored.file_qury_no,
        "filename": stored.filename,
        "fixmedins_code": place.institution.code,
        "dld_endtime": stamp(stored.ends),
    }


def download(place: Place, call: Call) -> bytes:
    """9102: the file itself. A catalogue's file says "plc" in fixmedins_code (Hunan) or in filename (Jiangxi)."""
    about = call.node("fsDownloadIn")
    institution, filename = text_of(about, "fixmedins_code"), text_of(about, "filename")
    owner = CATALOGUE_OWNER if CATALOGUE_OWNER in (institution, filename) else institution
    if institution != CATALOGUE_OWNER:
        _refuse_stranger(place, institution)
    return content_of(place, text_of(about, "file_qury_no"), owner, call.now)


def _refuse_stranger(place: Place, institution: str) -> None:
    if institution != place.institution.code:
        raise Refusal(platform_text("医药机构编号与报文不一致", "fileBO_76"))
