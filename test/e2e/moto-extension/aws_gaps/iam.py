"""IAM: those who may sign in by another service's word."""

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class OpenIdConnectProvider(Resource, CloudFormationModel):
    type = "AWS::IAM::OIDCProvider"
    service = "iam"

    def create(self):
        made = self.call(
            "CreateOpenIDConnectProvider",
            Url=self.take("Url"),
            ClientIDList=self.take("ClientIdList"),
        )
        self.physical_resource_id = made["OpenIDConnectProviderArn"]

    def remove(self):
        self.ask(
            "DeleteOpenIDConnectProvider", OpenIDConnectProviderArn=self.physical_resource_id
        )

    def get_cfn_attribute(self, attribute_name):
        if attribute_name == "Arn":
            return self.physical_resource_id
        return super().get_cfn_attribute(attribute_name)
