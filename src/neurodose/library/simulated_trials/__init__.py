"""What models simulate of the trials that are held, question by question, kept as `neurodose beside --all` left it
(`agreement/kept_effects.py`): used only where the digits of model and trials still agree.
"""
