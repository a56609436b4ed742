"""A message with a file beside it: multipart/form-data with a text part jsonStr and a file part named file.

By Hunan's appendix on 9101 (envelope facts, section 4). Only what the front and the door need of the format.
"""

from __future__ import annotations

import re

__all__ = ["MESSAGE_PART", "taken_apart"]

MESSAGE_PART = "jsonStr"
_FILE_PART = "file"
_BOUNDARY = re.compile(r'multipart/form-data\s*;.*boundary="?([^";,\s]+)', re.IGNORECASE | re.DOTALL)
_NAME = re.compile(rb'content-disposition:[^\r\n]*[;\s]name="?([^";\r\n]+)', re.IGNORECASE)


def taken_apart(content_type: str, body: bytes) -> tuple[bytes, bytes | None]:
    """Message and file of a request's body; file None where the body is the message itself."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        return body, None
    parts: dict[str, bytes] = {}
    for part in body.split(b"--" + found.group(1).encode("latin-1")):
        head, blank, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if blank and name:
            parts[name.group(1).decode("latin-1")] = content.removesuffix(b"\r\n")
    return parts.get(MESSAGE_PART, b""), parts.get(_FILE_PART, b"")
