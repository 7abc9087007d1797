"""Writes the rules reference into README.md: `python -m tests.readme`."""

from __future__ import annotations

from pathlib import Path

from csmail.config.docs.reference import reference

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- rules reference: begin -->\n", "<!-- rules reference: end -->"

if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    README.write_text(
        before + BEGIN + "\n" + reference().strip() + "\n\n" + END + rest.partition(END)[2], encoding="utf-8"
    )
