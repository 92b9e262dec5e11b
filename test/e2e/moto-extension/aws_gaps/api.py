"""Calls to this same emulator, made as an SDK makes them.

A resource of a template becomes a call of the service's API: so the arguments pass the check of
the API's own model, and everything the emulator keeps is what that API keeps.
"""

import os
from functools import lru_cache
from threading import Lock

from botocore.config import Config
from botocore.session import get_session

_creation = Lock()


@lru_cache
def _client(service, region):
    return get_session().create_client(
        service,
        region_name=region,
        endpoint_url=f"http://localhost:{os.environ['MOTO_PORT']}",
        aws_access_key_id="emulated",
        aws_secret_access_key="emulated",
        # The first answer is the one that tells what is wrong.
        config=Config(retries={"total_max_attempts": 1}),
    )


def client(service, region):
    with _creation:  # botocore's session is not made for several threads.
        return _client(service, region)


def members(service, region, operation):
    """The names of the arguments that an operation takes."""
    shape = client(service, region).meta.service_model.operation_model(operation).input_shape
    return set(shape.members)


def call(service, region, operation, arguments):
    """Calls an operation with what it knows of `arguments`, each made to fit the API's type."""
    connection = client(service, region)
    shape = connection.meta.service_model.operation_model(operation).input_shape
    return connection._make_api_call(operation, _fit(arguments, shape))


def _fit(value, shape):
    """A value of a template in the type of the API: CloudFormation takes "3" for 3."""
    kind = shape.type_name
    if kind == "structure":
        # CloudFront's API counts its lists, its templates do not.
        if isinstance(value, list) and {"Quantity", "Items"} <= set(shape.members):
            value = {"Quantity": len(value), "Items": value}
        unknown = set(value) - set(shape.members)
        if unknown:
            raise ValueError(f"The API's {shape.name} has no {', '.join(sorted(unknown))}")
        return {
            name: _fit(value[name], member)
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if kind == "list":
        return [_fit(item, shape.member) for item in value]
    if kind == "map":
        return {key: _fit(item, shape.value) for key, item in value.items()}
    if kind in ("integer", "long"):
        return int(value)
    if kind in ("float", "double"):
        return float(value)
    if kind == "boolean":
        return value if isinstance(value, bool) else str(value).lower() == "true"
    if kind == "string":
        return str(value)
    return value
