"""What a resource type that moto's CloudFormation lacks has in common with the others."""

from . import api


class Resource:
    """A resource of a stack, made by calls of its service's API.

    A type derives from this and, by itself, from moto's `CloudFormationModel`: moto looks for the
    types it knows among that class's direct subclasses, and takes the last one of a name. So a
    type here also stands in for moto's own of the same name.
    """

    type = ""
    service = ""
    # The property that may hold its name.
    names = ""
    # Properties that the API has no argument for, or that moto can't keep.
    left_out = frozenset()
    # Where an attribute (Fn::GetAtt) is found: as a path into what `describe` returns.
    attributes = {}

    def __init__(self, name, properties, region):
        self.name = name
        self.properties = properties
        self.region = region
        self.physical_resource_id = name
        self._taken = set()

    # What a type says about itself.

    def create(self):
        """Makes it, and sets `physical_resource_id` where that is not its name."""
        raise NotImplementedError

    def update(self, old):
        """Changes it in place.

        old: the properties it has had
        """
        raise NotImplementedError(f"{self.type} can't be changed here")

    def remove(self):
        raise NotImplementedError

    def describe(self):
        """What the service's API tells of it."""
        raise NotImplementedError

    # What it does that with.

    def call(self, operation, **arguments):
        """Calls the API with those of the properties that it has arguments for, and `arguments`.

        An argument of None leaves out the property of its name.
        """
        known = api.members(self.service, self.region, operation)
        self._taken |= known
        given = {**{k: v for k, v in self.properties.items() if k in known}, **arguments}
        return api.call(self.service, self.region, operation, given)

    def ask(self, operation, service=None, **arguments):
        """Calls the API with `arguments` alone."""
        return api.call(service or self.service, self.region, operation, arguments)

    def take(self, name, default=None):
        """A property that goes to the API under another name."""
        self._taken.add(name)
        return self.properties.get(name, default)

    def _refuse_lost(self):
        lost = set(self.properties) - self._taken - self.left_out
        if lost:
            raise NotImplementedError(
                f"{self.type}: nothing here keeps {', '.join(sorted(lost))};"
                " give it to the API, or name it in left_out"
            )

    # What moto asks.

    @classmethod
    def cloudformation_type(cls):
        return cls.type

    @classmethod
    def cloudformation_name_type(cls):
        return cls.names

    @classmethod
    def has_cfn_attr(cls, attr):
        return True

    def is_created(self):
        return True

    def get_cfn_attribute(self, attribute_name):
        path = self.attributes.get(attribute_name)
        if path is None:
            raise NotImplementedError(f"{self.type} tells no {attribute_name} here")
        value = self.describe()
        for step in path:
            value = value[step]
        return value

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name, cloudformation_json, account_id, region_name, **kwargs
    ):
        resource = cls(resource_name, cloudformation_json["Properties"], region_name)
        resource.create()
        resource._refuse_lost()
        return resource

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        old = original_resource.properties
        original_resource.properties = cloudformation_json["Properties"]
        original_resource.update(old)
        return original_resource

    def delete(self, account_id, region_name):
        self.remove()
