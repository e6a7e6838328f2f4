"""What happens to these people under this regimen: one verb, and the course it gives.

Held here: `simulate` (`simulate`), what of it is kept (`keep`), and the labelled result: a course of curves (`course`,
`curve`) and how each person's solve ended (`endings`).
Not held here: what is solved (`modelling`, `compiler`), how (`solvers`), what is drawn (`figures`).
Start with `simulate.py`, then `course.py`.
"""
