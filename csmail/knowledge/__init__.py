"""Knowledge: articles in files, found by the words of a question.

`articles` reads a file, `folder` the files of a desk, `index` finds sections by their words (SQLite FTS5), `words` says
which spellings are one word, `lists` holds its lists; `review` says what is wrong with articles beside each other.
"""

from csmail.knowledge.folder import ArticleFolder, open

__all__ = ["ArticleFolder", "open"]
