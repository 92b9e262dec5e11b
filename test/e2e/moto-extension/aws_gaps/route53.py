"""Route 53: ids of zones begin with Z, as everything that takes one checks."""

from moto.route53 import models


def close():
    make = models.create_route53_zone_id
    models.create_route53_zone_id = lambda *args, **kwargs: f"Z{make(*args, **kwargs)[1:]}"
