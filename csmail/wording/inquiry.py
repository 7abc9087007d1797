"""What a department reads when it is asked, in the desk's language."""

from __future__ import annotations

SUBJECTS = {"en": "Question for {department} ({id})", "id": "Pertanyaan untuk {department} ({id})"}
AGAIN = {
    "en": "We have no answer yet to this question:",
    "id": "Kami belum menerima jawaban untuk pertanyaan ini:",
}
USUAL = {
    "en": "Please look at this conversation: csmail conversations show {id}",
    "id": "Mohon dilihat percakapan ini: csmail conversations show {id}",
}
ENDS = {
    "en": "Please answer this mail ({id}). Only we read the answer, the customer does not.",
    "id": "Mohon dijawab dengan membalas surel ini ({id}). Jawabannya hanya kami yang membaca, bukan pelanggan.",
}


def subject(department: str, id: str, language: str) -> str:
    """Of a mail to a department about the conversation `id`."""
    return _in(SUBJECTS, language).format(department=department, id=id)


def words(question: str, id: str, language: str, again: bool) -> str:
    """The question with what is to be done about it."""
    asked = question.strip() or _in(USUAL, language).format(id=id)
    parts = [_in(AGAIN, language)] if again else []
    return "\n\n".join((*parts, asked, _in(ENDS, language).format(id=id))) + "\n"


def _in(said: dict[str, str], language: str) -> str:
    return said.get(language, said["en"])
