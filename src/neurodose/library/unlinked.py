"""Responses that people ask for and that nothing links to a drug here, each with the reason: unknown is an answer."""

from __future__ import annotations

UNLINKED = {
    "sleep": "no trial or survey that this library holds scored sleep under baclofen, kratom or naltrexone, and what "
    "is known of receptors does not foresee it; sleepiness by day is another thing (`sedation`, `tolerability`)",
}
