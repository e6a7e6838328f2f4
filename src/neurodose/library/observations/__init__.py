"""Record files: what was measured in people, one entry a figure, each with its source and how it was read."""
