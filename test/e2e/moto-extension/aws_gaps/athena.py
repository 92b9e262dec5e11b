"""Athena: queries of logs in a bucket. moto can neither change nor remove what it keeps of these."""

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class WorkGroup(Resource, CloudFormationModel):
    type = "AWS::Athena::WorkGroup"
    service = "athena"
    names = "Name"
    # A new one is enabled; the other is for the day it is removed.
    left_out = frozenset({"State", "RecursiveDeleteOption"})

    def create(self):
        self.call(
            "CreateWorkGroup", Name=self.name, Configuration=self.take("WorkGroupConfiguration")
        )

    def update(self, old):
        """Nothing here reads the settings again."""

    def remove(self):
        self.ask("DeleteWorkGroup", WorkGroup=self.name, RecursiveDeleteOption=True)


class NamedQuery(Resource, CloudFormationModel):
    type = "AWS::Athena::NamedQuery"
    service = "athena"
    names = "Name"

    def create(self):
        made = self.call("CreateNamedQuery", Name=self.name)
        self.physical_resource_id = made["NamedQueryId"]

    def remove(self):
        """Goes with its work group."""
