"""What is told: an answer in plain words, and one file that holds everything behind it; and a page on each model.

Held here: the dossier (`dossier`: how it comes about, and which observations it meets; `outputs` and `sites`: what is
given, what it becomes and where it acts; `question`: which figures are asked of every course; `answer`: what came of
it, by what makes it differ; `responses`: what people feel or do, by every rival; `sentences`: the same in words;
`drawings`: the figures; `page`: the file) and the template they fill; the card (`card`: its sections; `scheme`: a
model as boxes and arrows, of its `places`; `people`: whom it knows; `numbers`: its tables; `judged`: what it was set
with and misses; `markdown`).
What studies show is told in one content for terminal, Markdown and page (`document`): `evidence`, of the sections
in `evidence_answer`, `evidence_published`, `evidence_outcomes` and `evidence_studies`; `evidence_asked` is the way in,
`own_studies` reads a user's own, `evidence_pages` makes the pages of the docs.
Reports of suspected harm are told in the same content: `signals`, of `signal_sections`, `signal_particulars` and the
`signal_checklist`.
Not held here: anything that computes (`simulation`, `agreement`, `evidence`) or draws (`figures`).
Start with `dossier.py` and `card.py`.
"""
