"""Run files: what `neurodose calibrate` found for each structure of a drug, how surely, and from which observations."""
