"""How CloudFormation makes, changes and removes the resources of one stack.

moto compares a resource's text: it misses those whose text stays the same while what they refer to
changes, removes before it makes, gives a changed resource another id wherever that is easier, and
forgets those that it can't change. Here it is as CloudFormation does it:

- in the order of their references; a resource changes when what its properties come to does;
- in place or by a replacement as the CDK's own resource specification says, and never by a
  replacement under a fixed name that stays the same;
- what is replaced or no longer wanted is removed at the end, in the opposite order.
"""

import json
import os
import re
import sys

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.parsing import ResourceMap
from moto.core.common_models import CloudFormationModel
from moto.ec2.models import ec2_backends
from moto.ec2.models.core import TaggedEC2Resource


def _load_replacements():
    """By resource type the properties whose change replaces the resource, and its name's."""
    path = os.environ.get("AWS_GAPS_REPLACEMENTS")
    if not path:
        return {}
    with open(path) as file:
        return json.load(file)


_replacements = _load_replacements()


def _copy(value):
    """Of lists and dictionaries: moto's own types change what they are given."""
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value


def _create(logical_id, resource_json, resources_map, account_id, region_name):
    condition = resource_json.get("Condition")
    if condition and not resources_map.lazy_condition_map[condition]:
        return None
    parsed = parsing.parse_resource_and_generate_name(
        logical_id, {**resource_json}, resources_map
    )
    if not parsed:
        return None  # A type that is passed over.
    resource_class, resolved, name = parsed
    properties = _copy(resolved["Properties"])
    resource = resource_class.create_from_cloudformation_json(
        name,
        resolved,
        account_id,
        region_name,
        LogicalId=logical_id,
        StackId=resources_map.stack_id,
        ResourceType=resource_json["Type"],
    )
    resource.cf_resource_type = resource_json["Type"]
    resource.logical_resource_id = logical_id
    resource.stack_properties = properties
    if isinstance(resource, TaggedEC2Resource) or getattr(resource, "service", "") == "ec2":
        tags = {
            **resources_map.tags,
            **{tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])},
            "aws:cloudformation:stack-name": resources_map["AWS::StackName"],
            "aws:cloudformation:stack-id": resources_map["AWS::StackId"],
            "aws:cloudformation:logical-id": logical_id,
        }
        ec2_backends[account_id][region_name].create_tags([resource.physical_resource_id], tags)
    return resource


def _change(logical_id, resources_map, account_id, region_name):
    """Brings a resource to what the template says now.

    returns: the resource that it replaced, if any
    """
    resource_json = resources_map._resource_json_map[logical_id]
    current = resources_map._parsed_resources.get(logical_id)
    if current is None:
        return None
    parsed = parsing.parse_resource_and_generate_name(
        logical_id, {**resource_json}, resources_map
    )
    resource_class, resolved, name = parsed
    old, new = current.stack_properties, _copy(resolved["Properties"])
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    if not changed:
        return None

    kind = resource_json["Type"]
    by = [key for key in changed if key in _replacements.get(kind, ())]
    if by:
        fixed = resource_class.cloudformation_name_type()
        if fixed and fixed in new and old.get(fixed) == new[fixed]:
            raise ValidationError(
                message="CloudFormation cannot update a stack when a custom-named resource"
                f" requires replacing. Rename {new[fixed]} and update the stack again."
                f" ({logical_id}, {kind}: {', '.join(by)})"
            )
        resources_map._parsed_resources[logical_id] = _create(
            logical_id, resource_json, resources_map, account_id, region_name
        )
        return current

    update = resource_class.update_from_cloudformation_json
    if hasattr(update, "__isabstractmethod__"):
        print(f"[aws_gaps] not changed: {kind} {', '.join(changed)}", file=sys.stderr)
        updated = current
    else:
        before = current.physical_resource_id
        updated = update(
            original_resource=current,
            new_resource_name=before if resource_class.cloudformation_name_type() else name,
            cloudformation_json=resolved,
            account_id=account_id,
            region_name=region_name,
        )
        if updated.physical_resource_id != before:
            raise NotImplementedError(
                f"moto replaces {logical_id}, {kind}, where CloudFormation changes"
                f" {', '.join(changed)} in place: give the type an update here"
            )
    updated.cf_resource_type = kind
    updated.logical_resource_id = logical_id
    updated.stack_properties = new
    resources_map._parsed_resources[logical_id] = updated
    return None


def _shortened(generate):
    """CloudFormation cuts the names that it makes to what the service takes; 60 suits all here."""

    def generate_short(resource_type, stack_name, logical_id):
        name = generate(resource_type, stack_name, logical_id)
        if len(name) <= 60:
            return name
        suffix = name.rpartition("-")[2]
        return f"{stack_name[:24].rstrip('-')}-{logical_id[:20]}-{suffix}"

    return generate_short


def _references(value):
    """The logical ids (and parameters) that a part of a template refers to."""
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Ref":
                yield item
            elif key == "Fn::GetAtt":
                yield item[0] if isinstance(item, list) else item.split(".")[0]
            elif key == "Fn::Sub":
                text = item[0] if isinstance(item, list) else item
                yield from re.findall(r"\$\{([^.!}]+)", text)
                yield from _references(item)
            elif key == "DependsOn":
                yield from [item] if isinstance(item, str) else item
            else:
                yield from _references(item)


def _in_order(resources):
    """Logical ids, each after those that it refers to."""
    ordered = {}

    def visit(logical_id):
        if logical_id in ordered or logical_id not in resources:
            return
        ordered[logical_id] = False
        for reference in _references(resources[logical_id]):
            if ordered.get(reference) is not False:
                visit(reference)
        del ordered[logical_id]
        ordered[logical_id] = True

    for logical_id in resources:
        visit(logical_id)
    return list(ordered)


def _remove(self, resource, resource_json):
    if resource_json.get("DeletionPolicy") == "Retain":
        return
    self._delete_resource(resource, resource_json)


def _delete_resource(self, resource, resource_json):
    """Unlike moto's, does not take an error within a removal for a missing method."""
    kind = type(resource)
    # Before those that take the stack's text: they take the resource itself.
    if "delete" in dir(kind):
        resource.delete(self._account_id, self._region_name)
    elif not hasattr(kind.delete_from_cloudformation_json, "__isabstractmethod__"):
        kind.delete_from_cloudformation_json(
            resource.physical_resource_id,
            {**resource_json, "Properties": resource.stack_properties},
            self._account_id,
            self._region_name,
        )
    else:
        print(f"[aws_gaps] not removed: {resource.cf_resource_type}", file=sys.stderr)


def _update(self, template, parameters=None):
    before = self._resource_json_map
    self._template = template
    if parameters:
        self.input_parameters = parameters
    self.load_mapping()
    self.load_parameters()
    self.load_conditions()
    self._resource_json_map = template["Resources"]

    replaced = []
    for logical_id in _in_order(template["Resources"]):
        if logical_id in before:
            old = _change(logical_id, self, self._account_id, self._region_name)
            if old is not None:
                replaced.append((old, before[logical_id]))
        else:
            self[logical_id]

    for resource, resource_json in reversed(replaced):
        _remove(self, resource, resource_json)
    unwanted = {key: value for key, value in before.items() if key not in template["Resources"]}
    for logical_id in reversed(_in_order(unwanted)):
        resource = self._parsed_resources.pop(logical_id, None)
        if resource is not None:
            _remove(self, resource, unwanted[logical_id])


def _delete(self):
    for logical_id in reversed(_in_order(self._resource_json_map)):
        resource = self._parsed_resources.get(logical_id)
        if resource is not None:
            _remove(self, resource, self._resource_json_map[logical_id])
            del self._parsed_resources[logical_id]


def _values(self):
    """The resources that there are: moto lists what it passed over, too, as None."""
    return [
        resource
        for logical_id in self._resource_json_map
        if isinstance(resource := self._parsed_resources.get(logical_id), CloudFormationModel)
    ]


def close():
    parsing.generate_resource_name = _shortened(parsing.generate_resource_name)
    parsing.parse_and_create_resource = _create
    ResourceMap.update = _update
    ResourceMap.delete = _delete
    ResourceMap._delete_resource = _delete_resource
    ResourceMap.values = _values
    ResourceMap._ResourceMap__get_resources_in_dependency_order = lambda self: _in_order(
        self._resource_json_map
    )
