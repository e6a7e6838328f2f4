"""Effects as a curve of dose: any curve, a mechanism's too, handed in as a function.

`dose_curves.py` has the curves, `dose_contrasts.py` what studies say of doses, `dose_response.py` the method. Not
here: curves of models themselves, which come from above as functions. Start with `dose_response.py`.
"""

from __future__ import annotations
