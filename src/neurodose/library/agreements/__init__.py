"""How each drug's observations were last judged, as `neurodose validate DRUG --json` printed it. Made, not written."""
