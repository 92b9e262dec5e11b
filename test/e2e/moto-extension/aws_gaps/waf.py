"""WAF: rules before the load balancer or CloudFront."""

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class WebAcl(Resource, CloudFormationModel):
    type = "AWS::WAFv2::WebACL"
    service = "wafv2"
    names = "Name"

    def create(self):
        made = self.call("CreateWebACL", Name=self.name)["Summary"]
        self.id, self.arn = made["Id"], made["ARN"]
        # What Ref comes to.
        self.physical_resource_id = f"{self.name}|{self.id}|{self.properties['Scope']}"

    def update(self, old):
        self.call("UpdateWebACL", LockToken=self._lock(), **self._which())

    def remove(self):
        self.ask("DeleteWebACL", LockToken=self._lock(), **self._which())

    def get_cfn_attribute(self, attribute_name):
        if attribute_name in ("Arn", "Id"):
            return self.arn if attribute_name == "Arn" else self.id
        return super().get_cfn_attribute(attribute_name)

    def _which(self):
        return {"Name": self.name, "Id": self.id, "Scope": self.properties["Scope"]}

    def _lock(self):
        return self.ask("GetWebACL", **self._which())["LockToken"]


class WebAclAssociation(Resource, CloudFormationModel):
    type = "AWS::WAFv2::WebACLAssociation"
    service = "wafv2"

    def create(self):
        self.ask(
            "AssociateWebACL",
            WebACLArn=self.take("WebACLArn"),
            ResourceArn=self.take("ResourceArn"),
        )

    def remove(self):
        self.ask("DisassociateWebACL", ResourceArn=self.properties["ResourceArn"])
