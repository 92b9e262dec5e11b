"""Loads `aws_gaps` into moto's server.

Python imports a module of this name at its start: having this folder on PYTHONPATH is enough.
"""

import os
import sys

# The server's start script may run other Python programs (pyenv's does), which have no use for it.
if any(os.path.basename(argument) == "moto_server" for argument in sys.orig_argv[:3]):
    import aws_gaps

    aws_gaps.close()
