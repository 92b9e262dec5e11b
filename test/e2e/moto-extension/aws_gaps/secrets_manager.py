"""Secrets Manager: secrets, with a first value where the template has one made, and whose they are."""

import json

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class Secret(Resource, CloudFormationModel):
    type = "AWS::SecretsManager::Secret"
    service = "secretsmanager"
    names = "Name"
    attributes = {"Id": ("ARN",)}

    def create(self):
        made = self.call("CreateSecret", Name=self.name, SecretString=self._first_value())
        self.physical_resource_id = made["ARN"]

    def update(self, old):
        # Another recipe makes another value; the same recipe keeps the one that there is.
        recipe = "GenerateSecretString"
        value = None if self.take(recipe) == old.get(recipe) else self._first_value()
        self.call("UpdateSecret", SecretId=self.physical_resource_id, SecretString=value)

    def remove(self):
        self.ask(
            "DeleteSecret", SecretId=self.physical_resource_id, ForceDeleteWithoutRecovery=True
        )

    def describe(self):
        return self.ask("DescribeSecret", SecretId=self.physical_resource_id)

    def _first_value(self):
        recipe = self.take("GenerateSecretString")
        if recipe is None:
            return self.properties.get("SecretString")
        arguments = {
            name: value
            for name, value in recipe.items()
            if name not in ("SecretStringTemplate", "GenerateStringKey")
        }
        value = self.ask("GetRandomPassword", **arguments)["RandomPassword"]
        if "GenerateStringKey" not in recipe:
            return value
        return json.dumps(
            {**json.loads(recipe["SecretStringTemplate"]), recipe["GenerateStringKey"]: value}
        )


class SecretTargetAttachment(Resource, CloudFormationModel):
    """Adds to a secret where the database is that it opens."""

    type = "AWS::SecretsManager::SecretTargetAttachment"
    service = "secretsmanager"

    def create(self):
        self.physical_resource_id = secret = self.take("SecretId")
        value = json.loads(self.ask("GetSecretValue", SecretId=secret)["SecretString"])
        target = {**value, **self._address(self.take("TargetType"), self.take("TargetId"))}
        self.ask("PutSecretValue", SecretId=secret, SecretString=json.dumps(target))

    def update(self, old):
        self.create()

    def remove(self):
        """The secret is removed by itself."""

    def _address(self, kind, name):
        if kind == "AWS::RDS::DBCluster":
            (found,) = self.ask("DescribeDBClusters", "rds", DBClusterIdentifier=name)["DBClusters"]
            return {"host": found["Endpoint"], "port": found["Port"]}
        (found,) = self.ask("DescribeDBInstances", "rds", DBInstanceIdentifier=name)["DBInstances"]
        return {"host": found["Endpoint"]["Address"], "port": found["Endpoint"]["Port"]}
