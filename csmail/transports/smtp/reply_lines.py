"""A server's replies out of the octets that came in: bounded, line for line, nothing guessed."""

from __future__ import annotations

import re

from aiosmtplib import SMTPResponse, SMTPResponseException

MOST_OCTETS = 32 * 1024  # the longest EHLO reply seen has 3 KB
MOST_LINES = 256
MALFORMED = -1  # the library's own code for it
LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)


class ReplyLines:
    """Takes whole replies out of `buffer`, which somebody else fills."""

    def __init__(self, buffer: bytearray) -> None:
        self._buffer = buffer
        self._lines: list[bytes] = []
        self._octets = 0

    def taken(self) -> SMTPResponse | None:
        """The next whole reply, None when it is not all there. Raises SMTPResponseException; what follows then belongs
        to nothing."""
        while (end := self._buffer.find(b"\n")) >= 0:
            line = bytes(self._buffer[:end]).rstrip(b"\r")
            del self._buffer[: end + 1]
            self._octets += end + 1
            found = LINE.fullmatch(line)
            first = LINE.fullmatch(self._lines[0]) if self._lines else found
            if found is None or first is None or found[1] != first[1]:
                raise self._malformed(line)
            self._lines.append(line)
            if found[2] != b"-":
                return self._reply(int(found[1]))
            if len(self._lines) >= MOST_LINES:
                raise self._malformed(b"a reply without end")
        if self._octets + len(self._buffer) > MOST_OCTETS:
            raise self._malformed(b"a reply without end")
        return None

    def _reply(self, code: int) -> SMTPResponse:
        words = b"\n".join(line[4:].strip(b" \t") for line in self._lines)
        self._lines, self._octets = [], 0
        return SMTPResponse(code, words.decode("utf-8", "surrogateescape"))

    def _malformed(self, line: bytes) -> SMTPResponseException:
        self._lines, self._octets = [], 0
        return SMTPResponseException(MALFORMED, line[:1000].decode("utf-8", "replace"))
