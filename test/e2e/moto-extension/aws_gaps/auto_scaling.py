"""Auto Scaling: the group with its lifecycle hooks, and what changes its size."""

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class AutoScalingGroup(Resource, CloudFormationModel):
    """In place of moto's own, which ends every server of the group at any change of it."""

    type = "AWS::AutoScaling::AutoScalingGroup"
    service = "autoscaling"
    names = "AutoScalingGroupName"
    # moto has no such settings, or keeps them by other calls than the group's.
    left_out = frozenset({"MetricsCollection", "NotificationConfigurations"})

    def create(self):
        self.call(
            "CreateAutoScalingGroup",
            AutoScalingGroupName=self.name,
            **self._arguments(),
        )
        self._keep_hooks({})

    def update(self, old):
        # The size is what the group has come to, unless the template says one.
        self.call(
            "UpdateAutoScalingGroup", AutoScalingGroupName=self.name, **self._arguments()
        )
        self._keep_hooks(old)

    def remove(self):
        self.ask("DeleteAutoScalingGroup", AutoScalingGroupName=self.name, ForceDelete=True)

    def _arguments(self):
        zones = self.properties.get("VPCZoneIdentifier", [])
        # The API names what the template calls MaxInstanceLifetime alike, but joins the subnets.
        arguments = {"VPCZoneIdentifier": ",".join(zones)}
        tags = self.take("Tags", [])
        if tags:
            arguments["Tags"] = [
                {**tag, "ResourceId": self.name, "ResourceType": "auto-scaling-group"}
                for tag in tags
            ]
        return arguments

    def _keep_hooks(self, old):
        hooks = self.take("LifecycleHookSpecificationList", [])
        names = {hook["LifecycleHookName"] for hook in hooks}
        for hook in hooks:
            self.ask("PutLifecycleHook", AutoScalingGroupName=self.name, **hook)
        for hook in old.get("LifecycleHookSpecificationList", []):
            if hook["LifecycleHookName"] not in names:
                self.ask(
                    "DeleteLifecycleHook",
                    AutoScalingGroupName=self.name,
                    LifecycleHookName=hook["LifecycleHookName"],
                )


class ScalingPolicy(Resource, CloudFormationModel):
    type = "AWS::AutoScaling::ScalingPolicy"
    service = "autoscaling"
    attributes = {"Arn": ("PolicyARN",), "PolicyName": ("PolicyName",)}

    def create(self):
        self.policy = self.name
        self._put()

    def update(self, old):
        self._put()

    def remove(self):
        self.ask(
            "DeletePolicy",
            AutoScalingGroupName=self.properties["AutoScalingGroupName"],
            PolicyName=self.policy,
        )

    def describe(self):
        found = self.ask("DescribePolicies", PolicyNames=[self.policy])
        return found["ScalingPolicies"][0]

    def _put(self):
        self.call("PutScalingPolicy", PolicyName=self.policy)
        # moto's answer leaves it out.
        self.physical_resource_id = self.describe()["PolicyARN"]


class ScheduledAction(Resource, CloudFormationModel):
    """In place of moto's own, which can't be changed or removed."""

    type = "AWS::AutoScaling::ScheduledAction"
    service = "autoscaling"

    def create(self):
        self.call("PutScheduledUpdateGroupAction", ScheduledActionName=self.name)

    def update(self, old):
        self.create()

    def remove(self):
        self.ask(
            "DeleteScheduledAction",
            AutoScalingGroupName=self.properties["AutoScalingGroupName"],
            ScheduledActionName=self.name,
        )


class WarmPool(Resource, CloudFormationModel):
    type = "AWS::AutoScaling::WarmPool"
    service = "autoscaling"

    def create(self):
        self.physical_resource_id = f"{self.properties['AutoScalingGroupName']}/WarmPool"
        self.call("PutWarmPool")

    def update(self, old):
        self.create()

    def remove(self):
        self.ask(
            "DeleteWarmPool",
            AutoScalingGroupName=self.properties["AutoScalingGroupName"],
            ForceDelete=True,
        )


class LifecycleHook(Resource, CloudFormationModel):
    type = "AWS::AutoScaling::LifecycleHook"
    service = "autoscaling"
    names = "LifecycleHookName"

    def create(self):
        self.call("PutLifecycleHook", LifecycleHookName=self.name)

    def update(self, old):
        self.create()

    def remove(self):
        self.ask(
            "DeleteLifecycleHook",
            AutoScalingGroupName=self.properties["AutoScalingGroupName"],
            LifecycleHookName=self.name,
        )
