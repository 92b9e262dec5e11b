"""CloudWatch: alarms."""

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class Alarm(Resource, CloudFormationModel):
    type = "AWS::CloudWatch::Alarm"
    service = "cloudwatch"
    names = "AlarmName"
    attributes = {"Arn": ("AlarmArn",)}

    def create(self):
        self.call("PutMetricAlarm", AlarmName=self.name)

    def update(self, old):
        self.create()

    def remove(self):
        self.ask("DeleteAlarms", AlarmNames=[self.name])

    def describe(self):
        return self.ask("DescribeAlarms", AlarmNames=[self.name])["MetricAlarms"][0]


class CompositeAlarm(Alarm, CloudFormationModel):
    type = "AWS::CloudWatch::CompositeAlarm"

    def create(self):
        self.call("PutCompositeAlarm", AlarmName=self.name)

    def describe(self):
        found = self.ask(
            "DescribeAlarms", AlarmNames=[self.name], AlarmTypes=["CompositeAlarm"]
        )
        return found["CompositeAlarms"][0]
