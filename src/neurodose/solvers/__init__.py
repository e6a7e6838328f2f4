"""How a system of equations is carried through time, from event to event, for many people at once.

This floor knows numbers only: arrays of states by people, each person with a clock, a step and a
schedule of their own. It holds no names, no units and no drugs; `compiler` turns a model into the
`Problem` that is solved here, and `dosing` turns a regimen into the `Events`.

Start with `primitives` (all that can happen to a person), then `march` (from event to event) and
`rodas5p` (the method used unless another is asked for). `linear` is the exact second opinion for
linear systems. A method's coefficients stand once, as data with their reference, and every back end
reads them from here.
"""
