"""What the engine is to reach: how many times faster than a peer, per core, in one run; with AVX2 only, at least."""

from __future__ import annotations

TARGETS = {
    "libroadrunner": {"w1": 1000, "w2": 45, "w3": 35},
    "numbalsoda": {"w1": 150, "w2": 30, "w3": 20},
    "scipy": {"w1": 5000, "w2": 150, "w3": 60},
    "diffrax": {"w1": 200, "w2": 5000, "w3": 200},
    "heyoka": {"w1": 30, "w3": 4},
}
FLOORS = {
    "libroadrunner": {"w1": 400, "w2": 20, "w3": 15},
    "numbalsoda": {"w1": 75, "w2": 12, "w3": 8},
    "scipy": {"w1": 2000, "w2": 70, "w3": 25},
    "diffrax": {},
    "heyoka": {"w1": 15, "w3": 2},
}
# Seconds until the first result of a workload: in a fresh process without and with kept code, and of a new model.
COLD, WARM, NEW = {"w2": 0.6, "w3": 1.0}, {"w2": 0.3, "w3": 0.3}, {"w2": 0.2, "w3": 0.5}
EFFICIENCY = 0.9  # of each core, where threads share the work
SHARE_OF_PEAK = 0.25  # of floating-point operations, on W2
TIMES_MEMSET = 3  # how much longer W1 may take than setting the memory of its output
