"""What was observed beside what is predicted under the same regimen.

Held here: `confront`, which runs each observation's own regimen in virtual people. Not held here: the observations
(`library`), their type (`records`), or how a comparison is drawn and told (`figures`, `reports`).
"""
