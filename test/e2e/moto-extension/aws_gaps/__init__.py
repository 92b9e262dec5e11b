"""Closes the gaps of moto that a deployment of these stacks falls into.

A file for each AWS service holds the resource types that moto's CloudFormation lacks, each as calls
of that service's own API in moto (`resource.py`), so that what was deployed can be asked for by any
SDK afterwards; `stacks.py` and `stack_resources.py` hold what moto's CloudFormation does unlike
CloudFormation. What stays ignored is listed in `ignored-types.ts`, beside the tests.

Made for moto 5.2: it reaches into what moto does not promise to keep.
"""

import os
import sys
from importlib import import_module
from threading import Thread

import moto

# Before any type of this package: of two types of one name, moto takes the one made last.
import moto.cloudformation.parsing  # noqa: F401

_services = (
    "athena",
    "auto_scaling",
    "budgets",
    "certificate_manager",
    "cloudfront",
    "cloudwatch",
    "ec2",
    "elastic_load_balancing",
    "elasticache",
    "glue",
    "glue",
    "iam",
    "logs",
    "rds",
    "route53",
    "s3",
    "secrets_manager",
    "sns",
    "stack_resources",
    "stacks",
    "waf",
)


def close():
    if not moto.__version__.startswith("5.2."):
        print(f"[aws_gaps] made for moto 5.2, and this is {moto.__version__}", file=sys.stderr)
        os._exit(1)
    Thread(target=_end_with_whoever_started_this, daemon=True).start()
    for name in _services:
        module = import_module(f".{name}", __name__)
        if hasattr(module, "close"):
            module.close()
    print("[aws_gaps] ready", file=sys.stderr)


def _end_with_whoever_started_this():
    """However that ended: the other end of this pipe is closed then."""
    sys.stdin.buffer.read()
    os._exit(0)
