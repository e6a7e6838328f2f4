"""What was observed beside what is predicted, by one rule.

Held here: virtual studies of each observation's own design (`study`; of what became of people `outcomes`, where
`left_out` keeps a trial from setting what it tests), the rule by which they agree (`rule`), the pages that show it
(`page`), and how certain each link of the chain is by what was seen of it (`certainty`, `chain`).
Not held here: the observations (`library`), their format (`records`), how a figure is read off a course
(`measurement`), how the models were set (`estimation`), or how it is drawn and told (`figures`, `reports`).
"""
