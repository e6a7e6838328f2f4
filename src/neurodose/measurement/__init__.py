"""What an observation would read in virtual people: the figure, person by person, that its phrase asks for.

Held here: how each kind of figure is read off a course (`reading`), how its phrase finds it there (`phrase`), and how
the arms of observations become simulations that share what they can (`arm`); of what became of people, how free
words find the endpoint of a response (`topic`, `words`) and its arms are made ready (`outcome`, `circumstances`).
Not held here: the vocabulary (`records`), what is made of a comparison (`agreement`), or how values are set by it
(`estimation`).
Start with `reading.py`.
"""
