"""Runs what follows on the command line (-m MODULE, -c CODE or a file, with arguments) and prints what that loaded."""

from __future__ import annotations

import io
import json
import runpy
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress

with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), suppress(SystemExit):
    first, *rest = sys.argv[1:]
    before = set(sys.modules)
    if first == "-m":
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif first == "-c":
        exec(rest[0])
    else:
        sys.argv = [first, *rest]
        runpy.run_path(first, run_name="__main__")

# Editable installs load a finder of their own, which is no package that we ask for.
names = {name.split(".")[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)
print(json.dumps(sorted(n for n in names if n != "neurodose" and not n.startswith("_"))))
