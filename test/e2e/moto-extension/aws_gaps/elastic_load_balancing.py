"""Elastic Load Balancing: the attributes that moto's CloudFormation forgets."""

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class TargetGroup(Resource, CloudFormationModel):
    type = "AWS::ElasticLoadBalancingV2::TargetGroup"
    service = "elbv2"
    names = "Name"
    attributes = {
        "TargetGroupArn": ("TargetGroupArn",),
        "TargetGroupName": ("TargetGroupName",),
        "LoadBalancerArns": ("LoadBalancerArns",),
    }

    def create(self):
        made = self.call("CreateTargetGroup", Name=self.name)
        self.physical_resource_id = made["TargetGroups"][0]["TargetGroupArn"]
        self._keep_attributes()

    def update(self, old):
        self.call("ModifyTargetGroup", TargetGroupArn=self.physical_resource_id)
        self._keep_attributes()

    def remove(self):
        self.ask("DeleteTargetGroup", TargetGroupArn=self.physical_resource_id)

    def describe(self):
        found = self.ask("DescribeTargetGroups", TargetGroupArns=[self.physical_resource_id])
        return found["TargetGroups"][0]

    def get_cfn_attribute(self, attribute_name):
        if attribute_name == "TargetGroupFullName":
            return self.physical_resource_id.rpartition(":")[2]
        return super().get_cfn_attribute(attribute_name)

    def _keep_attributes(self):
        attributes = self.take("TargetGroupAttributes", [])
        if attributes:
            self.ask(
                "ModifyTargetGroupAttributes",
                TargetGroupArn=self.physical_resource_id,
                Attributes=attributes,
            )


class LoadBalancer(Resource, CloudFormationModel):
    type = "AWS::ElasticLoadBalancingV2::LoadBalancer"
    service = "elbv2"
    names = "Name"
    # moto keeps none of it.
    left_out = frozenset({"MinimumLoadBalancerCapacity"})
    attributes = {
        "LoadBalancerArn": ("LoadBalancerArn",),
        "DNSName": ("DNSName",),
        "LoadBalancerName": ("LoadBalancerName",),
        "CanonicalHostedZoneID": ("CanonicalHostedZoneId",),
        "SecurityGroups": ("SecurityGroups",),
    }

    def create(self):
        made = self.call("CreateLoadBalancer", Name=self.name)
        self.physical_resource_id = made["LoadBalancers"][0]["LoadBalancerArn"]
        self._keep_attributes()

    def update(self, old):
        arn = self.physical_resource_id
        for operation, argument in (
            ("SetSecurityGroups", "SecurityGroups"),
            ("SetSubnets", "Subnets"),
        ):
            if self.properties.get(argument) != old.get(argument):
                self.ask(
                    operation,
                    LoadBalancerArn=arn,
                    **{argument: self.properties[argument]},
                )
        self._keep_attributes()

    def remove(self):
        self.ask("DeleteLoadBalancer", LoadBalancerArn=self.physical_resource_id)

    def describe(self):
        found = self.ask("DescribeLoadBalancers", LoadBalancerArns=[self.physical_resource_id])
        return found["LoadBalancers"][0]

    def get_cfn_attribute(self, attribute_name):
        if attribute_name == "LoadBalancerFullName":
            return self.physical_resource_id.partition(":loadbalancer/")[2]
        return super().get_cfn_attribute(attribute_name)

    def _keep_attributes(self):
        attributes = self.take("LoadBalancerAttributes", [])
        if attributes:
            self.ask(
                "ModifyLoadBalancerAttributes",
                LoadBalancerArn=self.physical_resource_id,
                Attributes=attributes,
            )


class Listener(Resource, CloudFormationModel):
    """In place of moto's own, which can't be changed or removed."""

    type = "AWS::ElasticLoadBalancingV2::Listener"
    service = "elbv2"
    # moto has one attribute of listeners, of another kind of load balancer.
    left_out = frozenset({"ListenerAttributes"})
    attributes = {"ListenerArn": ("ListenerArn",)}

    def create(self):
        made = self.call("CreateListener")
        self.physical_resource_id = made["Listeners"][0]["ListenerArn"]

    def update(self, old):
        self.call("ModifyListener", ListenerArn=self.physical_resource_id)

    def remove(self):
        self.ask("DeleteListener", ListenerArn=self.physical_resource_id)

    def describe(self):
        found = self.ask("DescribeListeners", ListenerArns=[self.physical_resource_id])
        return found["Listeners"][0]
