"""SNS: who may write to a topic, and who reads it."""

import json

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class TopicPolicy(Resource, CloudFormationModel):
    type = "AWS::SNS::TopicPolicy"
    service = "sns"

    def create(self):
        policy = json.dumps(self.take("PolicyDocument"))
        for topic in self.take("Topics"):
            self.ask(
                "SetTopicAttributes", TopicArn=topic, AttributeName="Policy", AttributeValue=policy
            )

    def update(self, old):
        self.create()

    def remove(self):
        """A topic's policy goes with the topic."""


class Subscription(Resource, CloudFormationModel):
    type = "AWS::SNS::Subscription"
    service = "sns"

    def create(self):
        made = self.call("Subscribe", ReturnSubscriptionArn=True)
        self.physical_resource_id = made["SubscriptionArn"]

    def remove(self):
        self.ask("Unsubscribe", SubscriptionArn=self.physical_resource_id)
