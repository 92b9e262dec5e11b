"""Glue: what the logs in a bucket look like as tables."""

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class Database(Resource, CloudFormationModel):
    type = "AWS::Glue::Database"
    service = "glue"
    # The account's own.
    left_out = frozenset({"CatalogId", "DatabaseName"})

    def create(self):
        wanted = self.take("DatabaseInput")
        self.physical_resource_id = self.name = wanted.get("Name", self.name.lower())
        self.ask("CreateDatabase", DatabaseInput={**wanted, "Name": self.name})

    def update(self, old):
        wanted = {**self.take("DatabaseInput"), "Name": self.name}
        self.ask("UpdateDatabase", Name=self.name, DatabaseInput=wanted)

    def remove(self):
        self.ask("DeleteDatabase", Name=self.name)


class Table(Resource, CloudFormationModel):
    type = "AWS::Glue::Table"
    service = "glue"
    left_out = frozenset({"CatalogId", "Name"})

    def create(self):
        wanted = self.take("TableInput")
        self.physical_resource_id = self.name = wanted.get("Name", self.name.lower())
        self._put("CreateTable")

    def update(self, old):
        self._put("UpdateTable")

    def remove(self):
        self.ask("DeleteTable", DatabaseName=self.properties["DatabaseName"], Name=self.name)

    def _put(self, operation):
        self.ask(
            operation,
            DatabaseName=self.take("DatabaseName"),
            TableInput={**self.take("TableInput"), "Name": self.name},
        )
