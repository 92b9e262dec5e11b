"""CloudFront: distributions, and their way into a VPC, which moto's API lacks."""

from datetime import datetime, timezone
from uuid import uuid4

from moto.cloudfront.exceptions import CloudFrontException
from moto.cloudfront.models import Origin
from moto.cloudfront.responses import CloudFrontResponse
from moto.cloudfront.urls import url_paths
from moto.core.common_models import CloudFormationModel
from moto.core.responses import ActionResult, EmptyResult

from .resource import Resource


class Operations:
    """Operations of the API that moto lacks."""

    def _vpc_origins(self):
        return self.backend.__dict__.setdefault("vpc_origins", {})

    def _vpc_origin(self):
        name = self._get_param("Id")
        if name not in self._vpc_origins():
            raise CloudFrontException("EntityNotFound", f"There is no VPC origin {name}.")
        return self._vpc_origins()[name]

    def create_vpc_origin(self):
        name = f"vo_{uuid4().hex[:20]}"
        now = datetime.now(timezone.utc)
        origin = self._vpc_origins()[name] = {
            "Id": name,
            "Arn": f"arn:aws:cloudfront::{self.current_account}:vpcorigin/{name}",
            "Status": "Deployed",
            "CreatedTime": now,
            "LastModifiedTime": now,
            "VpcOriginEndpointConfig": self._get_param("VpcOriginEndpointConfig"),
        }
        return ActionResult({"VpcOrigin": origin, "ETag": "emulated"})

    def get_vpc_origin(self):
        return ActionResult({"VpcOrigin": self._vpc_origin(), "ETag": "emulated"})

    def delete_vpc_origin(self):
        del self._vpc_origins()[self._vpc_origin()["Id"]]
        return EmptyResult()


def close():
    for name, operation in vars(Operations).items():
        if not name.startswith("__"):
            setattr(CloudFrontResponse, name, operation)
    for path in ("vpc-origin$", "vpc-origin/(?P<origin_id>[^/]+)$"):
        url_paths[f"{{0}}/2020-05-31/{path}"] = CloudFrontResponse.dispatch

    make = Origin.__init__

    def keep_vpc_origin(self, origin):
        make(self, origin)
        self.vpc_origin_config = origin.get("VpcOriginConfig")

    Origin.__init__ = keep_vpc_origin


class VpcOrigin(Resource, CloudFormationModel):
    type = "AWS::CloudFront::VpcOrigin"
    service = "cloudfront"
    attributes = {"Id": ("Id",), "Arn": ("Arn",)}

    def create(self):
        config = _renamed(self.take("VpcOriginEndpointConfig"))
        # CloudFormation's own defaults.
        config = {"HTTPPort": 80, "HTTPSPort": 443, **config}
        made = self.call("CreateVpcOrigin", VpcOriginEndpointConfig=config)
        self.physical_resource_id = made["VpcOrigin"]["Id"]

    def remove(self):
        self.ask("DeleteVpcOrigin", Id=self.physical_resource_id, IfMatch="emulated")

    def describe(self):
        return self.ask("GetVpcOrigin", Id=self.physical_resource_id)["VpcOrigin"]


class Distribution(Resource, CloudFormationModel):
    type = "AWS::CloudFront::Distribution"
    service = "cloudfront"
    attributes = {"DomainName": ("DomainName",), "Id": ("Id",)}

    def create(self):
        made = self.call("CreateDistribution", DistributionConfig=self._config())
        self.physical_resource_id = made["Distribution"]["Id"]

    def update(self, old):
        self.ask(
            "UpdateDistribution", **self._which("GetDistribution"), DistributionConfig=self._config()
        )

    def remove(self):
        # AWS refuses while it serves: CloudFormation switches it off before.
        off = {**self._config(), "Enabled": False}
        self.ask("UpdateDistribution", **self._which("GetDistribution"), DistributionConfig=off)
        self.ask("DeleteDistribution", **self._which("GetDistribution"))

    def describe(self):
        return self.ask("GetDistribution", Id=self.physical_resource_id)["Distribution"]

    def _which(self, operation):
        current = self.ask(operation, Id=self.physical_resource_id)
        return {"Id": self.physical_resource_id, "IfMatch": current["ETag"]}

    def _config(self):
        given = _renamed(self.take("DistributionConfig"))
        return {"CallerReference": self.name, "Comment": "", **given}


_names = {
    "IPV6Enabled": "IsIPV6Enabled",
    "OriginSSLProtocols": "OriginSslProtocols",
    "AcmCertificateArn": "ACMCertificateArn",
    "SslSupportMethod": "SSLSupportMethod",
}


def _renamed(value):
    """With the API's names, where the template's differ in capitals, and its shape of methods."""
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    if not isinstance(value, dict):
        return value
    named = {_names.get(key, key): _renamed(item) for key, item in value.items()}
    if "CachedMethods" in named:
        cached, allowed = named.pop("CachedMethods"), named["AllowedMethods"]
        named["AllowedMethods"] = {
            "Quantity": len(allowed),
            "Items": allowed,
            "CachedMethods": cached,
        }
    return named
