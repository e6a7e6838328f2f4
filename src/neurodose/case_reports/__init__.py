"""Reports of suspected harm as regulators publish them: read whole, every loss counted, versions of a case made one.

    cases, = read_cases("quarters/")         # FDA's quarterly files, CAERS tables, openFDA's JSON; folders or archives
    counts = count_pairs_of(cases, names)    # every pair of drug and event, each case once
    found = count_drug(cases, names, "kratom")

A file is read block by block, so that any number of rows takes little memory. What cannot be read is told with its
count and examples (`losses`), and nothing is dropped in silence: superseded versions and retracted cases stay in
`Cases`, marked, so that an analysis can be told with and without them.
Not held here: what drugs are called (`library/synonyms`), what counts mean (`evidence.disproportionality`,
`evidence.shrinkage`), the page that tells it (`reports/signals.py`). A count of reports is never a rate: who takes a
drug, and who reports, is unknown. Start with `reading.py` and `cases.py`.
"""
