"""CloudWatch Logs: metrics from logs, and queries kept for the console."""

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class MetricFilter(Resource, CloudFormationModel):
    type = "AWS::Logs::MetricFilter"
    service = "logs"
    names = "FilterName"

    def create(self):
        self.ask(
            "PutMetricFilter",
            filterName=self.name,
            filterPattern=self.take("FilterPattern"),
            logGroupName=self.take("LogGroupName"),
            metricTransformations=[_lower(one) for one in self.take("MetricTransformations")],
        )
        self.take("FilterName")

    def update(self, old):
        self.create()

    def remove(self):
        self.ask(
            "DeleteMetricFilter",
            filterName=self.name,
            logGroupName=self.properties["LogGroupName"],
        )


def _lower(transformation):
    """With the API's names: `metricName` for `MetricName`, and dimensions as a map."""
    named = {key[0].lower() + key[1:]: value for key, value in transformation.items()}
    if "dimensions" in named:
        named["dimensions"] = {one["Key"]: one["Value"] for one in named["dimensions"]}
    return named
