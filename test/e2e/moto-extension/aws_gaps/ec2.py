"""EC2: routes, ways out of the VPC, rules of security groups, and where flow logs go.

The tags of these are given by the stack, with the stack's own.
"""

import json

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class _Rule(Resource):
    """One rule of a security group that stands by itself in the template."""

    service = "ec2"
    # Operations of the API, and the property that names the other side.
    authorize, revoke = "", ""
    other_group, other_prefix_list = "", ""

    def create(self):
        self.call(self.authorize, GroupId=self.take("GroupId"), IpPermissions=[self._permission()])
        self.physical_resource_id = f"sgr-{self.name}"

    def remove(self):
        self.ask(
            self.revoke,
            GroupId=self.properties["GroupId"],
            IpPermissions=[self._permission()],
        )

    def _permission(self):
        take = self.take
        protocol = str(take("IpProtocol"))
        description = take("Description", "")
        permission = {"IpProtocol": protocol}
        first, last = take("FromPort"), take("ToPort")
        if protocol != "-1":
            permission |= {"FromPort": first, "ToPort": last}
        others = (
            ("IpRanges", "CidrIp", take("CidrIp")),
            ("Ipv6Ranges", "CidrIpv6", take("CidrIpv6")),
            ("UserIdGroupPairs", "GroupId", take(self.other_group)),
            ("PrefixListIds", "PrefixListId", take(self.other_prefix_list)),
        )
        for argument, member, other in others:
            if other:
                permission[argument] = [{member: other, "Description": description}]
        return permission


class SecurityGroupIngress(_Rule, CloudFormationModel):
    """In place of moto's own, which knows no prefix lists."""

    type = "AWS::EC2::SecurityGroupIngress"
    authorize, revoke = "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"
    other_group, other_prefix_list = "SourceSecurityGroupId", "SourcePrefixListId"


class SecurityGroupEgress(_Rule, CloudFormationModel):
    type = "AWS::EC2::SecurityGroupEgress"
    authorize, revoke = "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupEgress"
    other_group, other_prefix_list = "DestinationSecurityGroupId", "DestinationPrefixListId"


class FlowLog(Resource, CloudFormationModel):
    """In place of moto's own, which takes the folder in `bucket/folder` for a part of its name."""

    type = "AWS::EC2::FlowLog"
    service = "ec2"

    def create(self):
        destination, _, _ = self.take("LogDestination", "").partition("/")
        made = self.call(
            "CreateFlowLogs",
            ResourceIds=[self.take("ResourceId")],
            LogDestination=destination or None,
        )
        self.take("Tags")
        self.physical_resource_id = made["FlowLogIds"][0]

    def remove(self):
        self.ask("DeleteFlowLogs", FlowLogIds=[self.physical_resource_id])


class InternetGateway(Resource, CloudFormationModel):
    """In place of moto's own, as are those below: none of them can be removed."""

    type = "AWS::EC2::InternetGateway"
    service = "ec2"

    def create(self):
        self.take("Tags")
        made = self.call("CreateInternetGateway")
        self.physical_resource_id = made["InternetGateway"]["InternetGatewayId"]

    def remove(self):
        self.ask("DeleteInternetGateway", InternetGatewayId=self.physical_resource_id)


class GatewayAttachment(Resource, CloudFormationModel):
    type = "AWS::EC2::VPCGatewayAttachment"
    service = "ec2"

    def create(self):
        self.call("AttachInternetGateway")
        self.physical_resource_id = f"IGW|{self.properties['VpcId']}"

    def remove(self):
        self.ask("DetachInternetGateway", **self.properties)


class RouteTable(Resource, CloudFormationModel):
    type = "AWS::EC2::RouteTable"
    service = "ec2"
    attributes = {"RouteTableId": ("RouteTableId",)}

    def create(self):
        self.take("Tags")
        made = self.call("CreateRouteTable")
        self.physical_resource_id = made["RouteTable"]["RouteTableId"]

    def remove(self):
        self.ask("DeleteRouteTable", RouteTableId=self.physical_resource_id)

    def describe(self):
        return {"RouteTableId": self.physical_resource_id}


class Route(Resource, CloudFormationModel):
    type = "AWS::EC2::Route"
    service = "ec2"

    def create(self):
        self.call("CreateRoute")
        self.physical_resource_id = f"{self.properties['RouteTableId']}|{self._destination()}"

    def update(self, old):
        self.call("ReplaceRoute")

    def remove(self):
        self.ask(
            "DeleteRoute",
            RouteTableId=self.properties["RouteTableId"],
            DestinationCidrBlock=self._destination(),
        )

    def _destination(self):
        return self.properties["DestinationCidrBlock"]


class RouteTableAssociation(Resource, CloudFormationModel):
    type = "AWS::EC2::SubnetRouteTableAssociation"
    service = "ec2"

    def create(self):
        self.physical_resource_id = self.call("AssociateRouteTable")["AssociationId"]

    def remove(self):
        self.ask("DisassociateRouteTable", AssociationId=self.physical_resource_id)


class Endpoint(Resource, CloudFormationModel):
    type = "AWS::EC2::VPCEndpoint"
    service = "ec2"

    def create(self):
        self.take("Tags")
        made = self.call("CreateVpcEndpoint", PolicyDocument=self._policy())
        self.physical_resource_id = made["VpcEndpoint"]["VpcEndpointId"]

    def update(self, old):
        added = {
            f"Add{name}": [one for one in self.properties.get(name, []) if one not in old[name]]
            for name in ("RouteTableIds", "SubnetIds", "SecurityGroupIds")
            if name in old
        }
        self.ask(
            "ModifyVpcEndpoint",
            VpcEndpointId=self.physical_resource_id,
            PolicyDocument=self._policy(),
            **added,
        )

    def remove(self):
        self.ask("DeleteVpcEndpoints", VpcEndpointIds=[self.physical_resource_id])

    def _policy(self):
        policy = self.take("PolicyDocument")
        return json.dumps(policy) if policy else None


class NatGateway(Resource, CloudFormationModel):
    """A regional one, which moto does not know, stands in the VPC's first subnet here."""

    type = "AWS::EC2::NatGateway"
    service = "ec2"
    attributes = {"NatGatewayId": ("NatGatewayId",)}

    def create(self):
        self.take("Tags")
        made = self.call(
            "CreateNatGateway", SubnetId=self.properties.get("SubnetId") or self._any_subnet()
        )
        self.physical_resource_id = made["NatGateway"]["NatGatewayId"]

    def remove(self):
        self.ask("DeleteNatGateway", NatGatewayId=self.physical_resource_id)

    def describe(self):
        return {"NatGatewayId": self.physical_resource_id}

    def _any_subnet(self):
        of_vpc = {"Name": "vpc-id", "Values": [self.properties["VpcId"]]}
        return self.ask("DescribeSubnets", Filters=[of_vpc])["Subnets"][0]["SubnetId"]
