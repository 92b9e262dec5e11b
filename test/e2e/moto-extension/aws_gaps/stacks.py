"""How CloudFormation treats stacks: change sets, what passes between stacks, what it refuses.

moto knows one stack at a time. Here, as with CloudFormation:

- `Fn::GetStackOutput` reads an output of another stack;
- an update makes exports too, and can't take away one that another stack imports;
- a change set belongs to its stack, and its stack has outputs;
- a failure is told by the stack's status and events, not by an HTTP error that SDKs retry; nothing
  is rolled back;
- a parameter keeps the value it was given: that of an SSM parameter's type names where to look;
- termination protection protects.
"""

import json
import sys
import traceback

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import (
    AlreadyExistsException,
    CloudFormationError,
    ValidationError,
)
from moto.cloudformation.models import CloudFormationBackend, Stack, cloudformation_backends
from moto.cloudformation.responses import CloudFormationResponse
from moto.cloudformation.utils import generate_stack_id
from moto.core.responses import ActionResult, EmptyResult


def _read_stack_outputs(clean_json):
    def clean(resource_json, resources_map):
        if isinstance(resource_json, dict) and "Fn::GetStackOutput" in resource_json:
            wanted = clean(resource_json["Fn::GetStackOutput"], resources_map)
            region = wanted.get("Region", resources_map._region_name)
            backend = cloudformation_backends[resources_map._account_id][region]
            for output in backend.get_stack(wanted["StackName"]).outputs or []:
                if output["OutputKey"] == wanted["OutputName"]:
                    return output["OutputValue"]
            raise ValidationError(
                message=f"Stack {wanted['StackName']} has no output {wanted['OutputName']}"
            )
        return clean_json(resource_json, resources_map)

    return clean


def _given(stack):
    """A stack's parameters as they were given; `resolved_parameters` has what they come to."""
    declared = stack.template_dict.get("Parameters", {})
    given = stack.resource_map.input_parameters or {}
    return {name: given.get(name, one.get("Default")) for name, one in declared.items()}


def _told(stack):
    resolved = stack.resource_map.resolved_parameters
    return [
        {
            "ParameterKey": name,
            "ParameterValue": value,
            "ResolvedValue": resolved[name] if resolved.get(name) != value else None,
        }
        for name, value in _given(stack).items()
    ]


def _has_parameters(self, wanted):
    given = _given(self)
    return {**given, **wanted} == given


def _importers(backend, stack, export):
    needle = json.dumps({"Fn::ImportValue": export})
    return [
        other.name
        for other in backend.stacks.values()
        if other is not stack and needle in json.dumps(other.template_dict)
    ]


def _refuse_to_break_importers(backend, stack, template):
    """CloudFormation's oldest trap: https://github.com/aws/aws-cdk/issues/3414"""
    wanted = {
        parsing.clean_json(output["Export"]["Name"], stack.resource_map)
        for output in (template.get("Outputs") or {}).values()
        if "Export" in output
    }
    for export in stack.exports:
        users = [] if export.name in wanted else _importers(backend, stack, export.name)
        if users:
            raise ValidationError(
                message=f"Cannot delete export {export.name} as it is in use by {', '.join(users)}."
            )


def _fail(stack, status, error):
    """Ends an operation as CloudFormation does; the trace is for whoever reads the emulator's log."""
    traceback.print_exc(file=sys.stderr)
    stack.status = status
    stack.stack_status_reason = " ".join(f"{type(error).__name__}: {error}".split())
    stack._add_stack_event(status, resource_status_reason=stack.stack_status_reason)


def _apply(backend, stack, template_text, parameters, tags, verb):
    """Makes a stack what the template says.

    verb: CREATE or UPDATE
    """
    template = stack.parse_template(template_text)
    stack._add_stack_event(f"{verb}_IN_PROGRESS", resource_status_reason="User Initiated")
    try:
        if verb == "UPDATE":
            _refuse_to_break_importers(backend, stack, template)
    except ValidationError as error:
        _fail(stack, "UPDATE_ROLLBACK_COMPLETE", error)
        return
    for export in stack.exports:
        backend.exports.pop(export.name, None)
    stack.template, stack.template_dict = template_text, template
    stack.description = template.get("Description")
    stack.resource_map.cross_stack_resources = backend.exports
    try:
        stack.resource_map.update(template, parameters)
        stack.output_map = stack._create_output_map()
        for export in stack.exports:
            backend.exports[export.name] = export
    except Exception as error:
        # Nothing is rolled back: what was made or changed before the failure stays so.
        _fail(stack, "ROLLBACK_FAILED" if verb == "CREATE" else "UPDATE_ROLLBACK_FAILED", error)
        return
    if parameters:
        stack.parameters = parameters
    if tags is not None:
        stack.tags = tags
    stack.status = f"{verb}_COMPLETE"
    stack._add_stack_event(stack.status)


def _create_stack(
    self,
    name,
    template,
    parameters,
    notification_arns=None,
    tags=None,
    role_arn=None,
    enable_termination_protection=False,
    timeout_in_mins=None,
    stack_policy_body=None,
):
    if any(stack.name == name for stack in self.stacks.values()):
        raise AlreadyExistsException(f"Stack {name} already exists")
    stack = Stack(
        stack_id=generate_stack_id(name, self.region_name, self.account_id),
        name=name,
        template={},
        parameters=parameters,
        account_id=self.account_id,
        region_name=self.region_name,
        notification_arns=notification_arns,
        tags=tags,
        role_arn=role_arn,
        enable_termination_protection=str(enable_termination_protection).lower() == "true",
        timeout_in_mins=timeout_in_mins,
        stack_policy_body=stack_policy_body,
    )
    self.stacks[stack.stack_id] = stack
    _apply(self, stack, template, parameters, tags, "CREATE")
    return stack


def _update_stack(self, name, template, role_arn, parameters, tags):
    stack = self.get_stack(name)
    resolved = self._resolve_update_parameters(instance=stack, incoming_params=parameters)
    _apply(self, stack, template, resolved, tags, "UPDATE")
    return stack


def _execute_change_set(self, change_set_name, stack_name=None):
    change_set = self.change_sets[change_set_name]
    stack = self.stacks[change_set.stack_id]
    _apply(
        self,
        stack,
        change_set.template,
        change_set.parameters,
        change_set.tags,
        change_set.change_set_type,
    )
    change_set.execution_status = "EXECUTE_COMPLETE"


def _delete_stack(self, name_or_stack_id):
    stack = next(
        (one for one in self.stacks.values() if name_or_stack_id in (one.name, one.stack_id)), None
    )
    if stack is None:
        return
    if stack.enable_termination_protection:
        raise ValidationError(
            message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
        )
    stack._add_stack_event("DELETE_IN_PROGRESS", resource_status_reason="User Initiated")
    try:
        for export in stack.exports:
            users = _importers(self, stack, export.name)
            if users:
                raise ValidationError(
                    message=f"Cannot delete export {export.name}"
                    f" as it is in use by {', '.join(users)}."
                )
        exports = [export.name for export in stack.exports]
        stack.resource_map.delete()
    except Exception as error:
        _fail(stack, "DELETE_FAILED", error)
        return
    for export in exports:
        self.exports.pop(export, None)
    stack.status = "DELETE_COMPLETE"
    stack._add_stack_event(stack.status)
    self.deleted_stacks[stack.stack_id] = self.stacks.pop(stack.stack_id)


class Operations:
    """Operations of the API: which change set is meant, and those that moto lacks."""

    def _change_set(self):
        name, stack = self._get_param("ChangeSetName"), self._get_param("StackName")
        for arn, change_set in self.cloudformation_backend.change_sets.items():
            by_name = change_set.change_set_name == name and stack in (
                change_set.stack_name,
                change_set.stack_id,
            )
            if arn == name or by_name:
                return arn
        return None

    def describe_change_set(self):
        arn = self._change_set()
        if arn is None:
            raise CloudFormationError(
                "ChangeSetNotFound", f"ChangeSet [{self._get_param('ChangeSetName')}] does not exist"
            )
        return ActionResult(self.cloudformation_backend.change_sets[arn])

    def execute_change_set(self):
        self.cloudformation_backend.execute_change_set(self._change_set())
        return EmptyResult()

    def delete_change_set(self):
        self.cloudformation_backend.change_sets.pop(self._change_set(), None)
        return EmptyResult()

    def update_termination_protection(self):
        stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
        stack.enable_termination_protection = self._get_bool_param("EnableTerminationProtection")
        return ActionResult({"StackId": stack.stack_id})


def close():
    parsing.clean_json = _read_stack_outputs(parsing.clean_json)
    Stack.stack_parameters = property(_given)
    Stack.parameter_list = property(_told)
    Stack.has_parameters = _has_parameters
    CloudFormationBackend.create_stack = _create_stack
    CloudFormationBackend.update_stack = _update_stack
    CloudFormationBackend.execute_change_set = _execute_change_set
    CloudFormationBackend.delete_stack = _delete_stack
    for name, operation in vars(Operations).items():
        if not name.startswith("__"):
            setattr(CloudFormationResponse, name, operation)
