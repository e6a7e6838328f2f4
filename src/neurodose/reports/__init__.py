"""What is told: an answer in plain words, and one file that holds everything behind it; and a page on each model.

Held here: the dossier (`dossier`: what is asked of a course and which observations it meets; `outputs`: where its
quantities stand; `answer`: its sentences; `links`: how certain each step is; `page`: the file) and the template they
fill; the card (`card`: its sections; `scheme`: a model as boxes and arrows, of its `places`; `people`: whom it knows;
`numbers`: its tables; `judged`: what it was set with and misses; `markdown`).
Not held here: anything that computes (`simulation`, `agreement`) or draws (`figures`).
Start with `dossier.py` and `card.py`.
"""
