"""Makes moto keep what its CloudFormation forgets of a template, by its own backends' means.

Python imports a module of this name at its start: having this folder on PYTHONPATH is enough.
"""


def _also(resource_class, keep):
    """Runs `keep(resource, properties)` after CloudFormation has made a resource."""
    create = resource_class.create_from_cloudformation_json.__func__

    def create_and_keep(cls, resource_name, cloudformation_json, *args, **kwargs):
        resource = create(cls, resource_name, cloudformation_json, *args, **kwargs)
        keep(resource, cloudformation_json["Properties"])
        return resource

    resource_class.create_from_cloudformation_json = classmethod(create_and_keep)


def _keep_target_group_attributes(target_group, properties):
    for attribute in properties.get("TargetGroupAttributes", []):
        target_group.attributes[attribute["Key"]] = attribute["Value"]


def _keep_iam_authentication(database, properties):
    enabled = properties.get("EnableIAMDatabaseAuthentication", False)
    database.enable_iam_database_authentication = enabled


try:
    from moto.elbv2.models import FakeTargetGroup
    from moto.rds.models import DBInstance
except ImportError:
    pass  # Some other Python program that was started with the same environment.
else:
    _also(FakeTargetGroup, _keep_target_group_attributes)
    _also(DBInstance, _keep_iam_authentication)
