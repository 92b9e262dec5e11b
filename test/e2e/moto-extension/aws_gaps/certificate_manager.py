"""Certificate Manager. A certificate here is valid at once: no one asks for the DNS record."""

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class Certificate(Resource, CloudFormationModel):
    type = "AWS::CertificateManager::Certificate"
    service = "acm"

    def create(self):
        # CloudFormation itself writes the records into the zones that these name.
        made = self.call("RequestCertificate", DomainValidationOptions=None)
        self.physical_resource_id = made["CertificateArn"]

    def remove(self):
        self.ask("DeleteCertificate", CertificateArn=self.physical_resource_id)
