"""S3: who may use a bucket. A policy is kept, and not enforced."""

import json

from moto.core.common_models import CloudFormationModel
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from .resource import Resource


class BucketPolicy(Resource, CloudFormationModel):
    type = "AWS::S3::BucketPolicy"
    service = "s3"

    def create(self):
        self.physical_resource_id = self.take("Bucket")
        self.call("PutBucketPolicy", Policy=json.dumps(self.take("PolicyDocument")))
        self.take("PolicyDocument")

    def update(self, old):
        self.create()

    def remove(self):
        self.ask("DeleteBucketPolicy", Bucket=self.properties["Bucket"])


def close():
    # moto reads no conditions: it would take "nothing but TLS" for "nobody".
    FakeBucket.get_permission = lambda self, action, resource: PermissionResult.PERMITTED
