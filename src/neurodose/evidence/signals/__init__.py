"""Reports of drugs and events: are they named together more often than apart? Associations, never risks.

`pairs.py` counts, `disproportionality.py` has the ratios, `stratified.py` pools them over strata, `shrinkage.py` pulls
them towards what such ratios usually are. Not here: how files of reports are read (`case_reports`), how it is told
(`reports`). Start with `disproportionality.py`.
"""

from __future__ import annotations
