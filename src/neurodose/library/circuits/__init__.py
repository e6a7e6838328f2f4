"""Circuits that receptors drive: each stands on an observed effect, and takes the effects at receptors as formulas."""
