"""What an article claims of a drug, sentence by sentence, beside what neurodose holds (`audit`).

    audit("article.txt").findings

Here is how sentences are read: dictionaries (`words/`), rules (`rules.toml`), and facts to judge by (`held/`), all as
data; the code only applies them. Not here: the evidence itself (`evidence`, `library`), from which pools are taken
(`pooled.py`), and how an audit is printed (`cli/audit.py`). Nothing of an article is kept.

Start with `audit.py`, then `statement.py` (how far a hedge reaches) and `verdicts.py`.
"""

from __future__ import annotations
