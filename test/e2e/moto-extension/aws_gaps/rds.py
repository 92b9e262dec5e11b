"""RDS: instances, Aurora clusters, and their settings."""

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class SubnetGroup(Resource, CloudFormationModel):
    type = "AWS::RDS::DBSubnetGroup"
    service = "rds"
    names = "DBSubnetGroupName"

    def create(self):
        self.physical_resource_id = self.name = self.name.lower()
        self.call("CreateDBSubnetGroup", DBSubnetGroupName=self.name)

    def update(self, old):
        self.call("ModifyDBSubnetGroup", DBSubnetGroupName=self.name)

    def remove(self):
        self.ask("DeleteDBSubnetGroup", DBSubnetGroupName=self.name)


class _ParameterGroup(Resource):
    service = "rds"
    kind = ""

    def create(self):
        self.physical_resource_id = self.name = self.name.lower()
        self.call(
            f"Create{self.kind}",
            **{f"{self.kind}Name": self.name},
            DBParameterGroupFamily=self.take("Family"),
        )
        self.update({})

    def update(self, old):
        parameters = [
            {"ParameterName": name, "ParameterValue": str(value), "ApplyMethod": "pending-reboot"}
            for name, value in self.take("Parameters", {}).items()
        ]
        # The API takes twenty at a time.
        for start in range(0, len(parameters), 20):
            self.ask(
                f"Modify{self.kind}",
                **{f"{self.kind}Name": self.name},
                Parameters=parameters[start : start + 20],
            )

    def remove(self):
        self.ask(f"Delete{self.kind}", **{f"{self.kind}Name": self.name})


class ParameterGroup(_ParameterGroup, CloudFormationModel):
    type = "AWS::RDS::DBParameterGroup"
    names = "DBParameterGroupName"
    kind = "DBParameterGroup"


class ClusterParameterGroup(_ParameterGroup, CloudFormationModel):
    type = "AWS::RDS::DBClusterParameterGroup"
    names = "DBClusterParameterGroupName"
    kind = "DBClusterParameterGroup"


class Instance(Resource, CloudFormationModel):
    type = "AWS::RDS::DBInstance"
    service = "rds"
    names = "DBInstanceIdentifier"
    # Only for the day it is removed.
    left_out = frozenset({"DeleteAutomatedBackups"})
    attributes = {
        "Endpoint.Address": ("Endpoint", "Address"),
        "Endpoint.Port": ("Endpoint", "Port"),
        "DbiResourceId": ("DbiResourceId",),
        "DBInstanceArn": ("DBInstanceArn",),
        "MasterUserSecret.SecretArn": ("MasterUserSecret", "SecretArn"),
    }

    def create(self):
        self.physical_resource_id = self.name = self.name.lower()
        if "SourceDBInstanceIdentifier" in self.properties:
            self.call("CreateDBInstanceReadReplica", **self._arguments())
            # What a copy can't be made with, CloudFormation sets afterwards.
            self.call("ModifyDBInstance", **self._arguments())
        else:
            self.call("CreateDBInstance", **self._arguments())

    def update(self, old):
        self.call("ModifyDBInstance", **self._arguments(), ApplyImmediately=True)

    def remove(self):
        # As a stack does: the template's DeletionPolicy, and deletion protection, decide.
        self.ask("DeleteDBInstance", DBInstanceIdentifier=self.name, SkipFinalSnapshot=True)

    def describe(self):
        found = self.ask("DescribeDBInstances", DBInstanceIdentifier=self.name)
        return found["DBInstances"][0]

    def _arguments(self):
        # The template's names of some arguments begin with DB or end in VPC's capitals.
        return {
            "DBInstanceIdentifier": self.name,
            "VpcSecurityGroupIds": self.take("VPCSecurityGroups"),
        }


class Cluster(Resource, CloudFormationModel):
    type = "AWS::RDS::DBCluster"
    service = "rds"
    names = "DBClusterIdentifier"
    left_out = frozenset({"DeleteAutomatedBackups"})
    attributes = {
        "Endpoint.Address": ("Endpoint",),
        "Endpoint.Port": ("Port",),
        "ReadEndpoint.Address": ("ReaderEndpoint",),
        "DBClusterResourceId": ("DbClusterResourceId",),
        "DBClusterArn": ("DBClusterArn",),
        "MasterUserSecret.SecretArn": ("MasterUserSecret", "SecretArn"),
    }

    def create(self):
        self.physical_resource_id = self.name = self.name.lower()
        self.call("CreateDBCluster", DBClusterIdentifier=self.name)

    def update(self, old):
        self.call("ModifyDBCluster", DBClusterIdentifier=self.name, ApplyImmediately=True)

    def remove(self):
        self.ask("DeleteDBCluster", DBClusterIdentifier=self.name, SkipFinalSnapshot=True)

    def describe(self):
        found = self.ask("DescribeDBClusters", DBClusterIdentifier=self.name)
        return found["DBClusters"][0]
