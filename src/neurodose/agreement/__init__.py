"""What was observed beside what is predicted, by one rule.

Held here: virtual studies of each observation's own design (`study`), the rule by which they agree (`rule`), and the
pages that show it (`page`).
Not held here: the observations (`library`), their format (`records`), how a figure is read off a course
(`measurement`), how the models were set (`estimation`), or how it is drawn and told (`figures`, `reports`).
"""
