"""ElastiCache: stores of sessions, their users, subnets and settings."""

from moto.core.common_models import CloudFormationModel
from moto.core.responses import ActionResult
from moto.elasticache.exceptions import ElastiCacheException
from moto.elasticache.models import ElastiCacheBackend
from moto.elasticache.responses import ElastiCacheResponse

from .resource import Resource


class _NotFound(ElastiCacheException):
    def __init__(self, kind, name):
        super().__init__(f"{kind}NotFoundFault", f"{kind} {name} not found.")


class _Kept(dict):
    """What moto has no backend for: the arguments it was made with, by name."""

    def __init__(self, kind):
        self.kind = kind

    def __missing__(self, name):
        raise _NotFound(self.kind, name)


def _keep(backend, kind):
    kept = backend.__dict__.setdefault("aws_gaps", {})
    return kept.setdefault(kind, _Kept(kind))


def _user_group(backend, group):
    stores = backend.replication_groups.values()
    return {
        **group,
        "Status": "active",
        "ReplicationGroups": [
            store.replication_group_id
            for store in stores
            if group["UserGroupId"] in (store.user_group_ids or [])
        ],
        "ARN": f"arn:aws:elasticache:{backend.region_name}:{backend.account_id}"
        f":usergroup:{group['UserGroupId']}",
    }


def _parameter_group(group):
    return {name: value for name, value in group.items() if name != "Parameters"}


def _upgraded(engine, params):
    """The engine that is asked for: Valkey in place of Redis, never the other way round."""
    wanted = params.get("Engine", engine)
    if (engine, wanted) == ("valkey", "redis"):
        raise ElastiCacheException(
            "InvalidParameterCombination", "Valkey can't be changed back to Redis in place."
        )
    return wanted


class Operations:
    """Operations of the API that moto lacks, or that it only pretends to do."""

    def create_user_group(self):
        group = self._get_params()
        users = self.elasticache_backend.users
        for user in group.get("UserIds", []):
            if user not in users:
                raise _NotFound("User", user)
        _keep(self.elasticache_backend, "UserGroup")[group["UserGroupId"]] = group
        return ActionResult(_user_group(self.elasticache_backend, group))

    def modify_user_group(self):
        params = self._get_params()
        group = _keep(self.elasticache_backend, "UserGroup")[params["UserGroupId"]]
        removed = params.get("UserIdsToRemove", [])
        kept = [user for user in group.get("UserIds", []) if user not in removed]
        group["UserIds"] = kept + params.get("UserIdsToAdd", [])
        group["Engine"] = _upgraded(group["Engine"], params)
        return ActionResult(_user_group(self.elasticache_backend, group))

    def describe_user_groups(self):
        groups = _keep(self.elasticache_backend, "UserGroup")
        name = self._get_param("UserGroupId")
        found = [groups[name]] if name else list(groups.values())
        return ActionResult(
            {"UserGroups": [_user_group(self.elasticache_backend, group) for group in found]}
        )

    def delete_user_group(self):
        groups = _keep(self.elasticache_backend, "UserGroup")
        name = self._get_param("UserGroupId")
        group = _user_group(self.elasticache_backend, groups[name])
        if group["ReplicationGroups"]:
            raise ElastiCacheException(
                "InvalidUserGroupState", f"User group {name} is used by a replication group."
            )
        del groups[name]
        return ActionResult({**group, "Status": "deleting"})

    def modify_user(self):
        params = self._get_params()
        (user,) = self.elasticache_backend.describe_users(params["UserId"])
        user.access_string = params.get("AccessString", user.access_string)
        user.engine = _upgraded(user.engine, params)
        return ActionResult(user)

    def create_cache_parameter_group(self):
        group = self._get_params()
        _keep(self.elasticache_backend, "CacheParameterGroup")[
            group["CacheParameterGroupName"]
        ] = {**group, "Parameters": {}}
        return ActionResult({"CacheParameterGroup": group})

    def modify_cache_parameter_group(self):
        params = self._get_params()
        groups = _keep(self.elasticache_backend, "CacheParameterGroup")
        group = groups[params["CacheParameterGroupName"]]
        for parameter in params["ParameterNameValues"]:
            group["Parameters"][parameter["ParameterName"]] = parameter["ParameterValue"]
        return ActionResult({"CacheParameterGroupName": group["CacheParameterGroupName"]})

    def describe_cache_parameter_groups(self):
        groups = _keep(self.elasticache_backend, "CacheParameterGroup")
        name = self._get_param("CacheParameterGroupName")
        found = [groups[name]] if name else groups.values()
        return ActionResult({"CacheParameterGroups": [_parameter_group(group) for group in found]})

    def describe_cache_parameters(self):
        groups = _keep(self.elasticache_backend, "CacheParameterGroup")
        group = groups[self._get_param("CacheParameterGroupName")]
        return ActionResult(
            {
                "Parameters": [
                    {"ParameterName": name, "ParameterValue": value, "Source": "user"}
                    for name, value in group["Parameters"].items()
                ]
            }
        )

    def delete_cache_parameter_group(self):
        groups = _keep(self.elasticache_backend, "CacheParameterGroup")
        name = self._get_param("CacheParameterGroupName")
        groups[name]
        del groups[name]
        return ActionResult({})

    def modify_cache_subnet_group(self):
        name = self._get_param("CacheSubnetGroupName")
        (old,) = self.elasticache_backend.describe_cache_subnet_groups(name)
        del self.elasticache_backend.cache_subnet_groups[name]
        return ActionResult(
            {
                "CacheSubnetGroup": self.elasticache_backend.create_cache_subnet_group(
                    name,
                    self._get_param("CacheSubnetGroupDescription")
                    or old.cache_subnet_group_description,
                    self._get_param("SubnetIds") or old.subnet_ids,
                    old.tags,
                )
            }
        )

    def delete_cache_subnet_group(self):
        name = self._get_param("CacheSubnetGroupName")
        self.elasticache_backend.describe_cache_subnet_groups(name)
        del self.elasticache_backend.cache_subnet_groups[name]
        return ActionResult({})

    def modify_replication_group(self):
        params = self._get_params()
        (group,) = self.elasticache_backend.describe_replication_groups(
            params["ReplicationGroupId"]
        )
        _upgraded(group.engine, params)
        for argument, attribute in _changeable.items():
            if argument in params:
                setattr(group, attribute, params[argument])
        removed = params.get("UserGroupIdsToRemove", [])
        group.user_group_ids = [
            name for name in group.user_group_ids if name not in removed
        ] + params.get("UserGroupIdsToAdd", [])
        return ActionResult({"ReplicationGroup": group})

    def modify_cache_cluster(self):
        params = self._get_params()
        (cluster,) = self.elasticache_backend.describe_cache_clusters(params["CacheClusterId"])
        for argument, attribute in {**_changeable, "NumCacheNodes": "num_cache_nodes"}.items():
            if argument in params:
                setattr(cluster, attribute, params[argument])
        return ActionResult({"CacheCluster": cluster})

    def test_failover(self):
        """Makes the first replica of a shard its primary, at once."""
        params = self._get_params()
        (group,) = self.elasticache_backend.describe_replication_groups(
            params["ReplicationGroupId"]
        )
        if group.automatic_failover != "enabled":
            raise ElastiCacheException(
                "InvalidReplicationGroupState",
                "Automatic failover is not enabled for the specified replication group.",
            )
        for shard in group.node_groups:
            if shard["node_group_id"] != params["NodeGroupId"]:
                continue
            old, new, *_ = shard["node_group_members"]
            old["current_role"], new["current_role"] = "replica", "primary"
            shard["node_group_members"][:2] = [new, old]
            return ActionResult({"ReplicationGroup": group})
        raise _NotFound("NodeGroup", params["NodeGroupId"])


_changeable = {
    "CacheNodeType": "cache_node_type",
    "CacheParameterGroupName": "cache_parameter_group_name",
    "Engine": "engine",
    "EngineVersion": "engine_version",
    "PreferredMaintenanceWindow": "preferred_maintenance_window",
    "ReplicationGroupDescription": "description",
    "SecurityGroupIds": "security_group_ids",
    "SnapshotRetentionLimit": "snapshot_retention_limit",
    "SnapshotWindow": "snapshot_window",
}


def _delete_really(operation, collection, name):
    """moto only marks it as being deleted, for ever: its name could not be used again.

    name: the argument that holds its name
    """
    delete = getattr(ElastiCacheBackend, operation)

    def delete_and_forget(self, **arguments):
        deleted = delete(self, **arguments)
        getattr(self, collection).pop(arguments[name], None)
        return deleted

    setattr(ElastiCacheBackend, operation, delete_and_forget)


def close():
    for name, operation in vars(Operations).items():
        if not name.startswith("_"):
            setattr(ElastiCacheResponse, name, operation)
    _delete_really("delete_user", "users", "user_id")
    _delete_really("delete_cache_cluster", "cache_clusters", "cache_cluster_id")
    _delete_really("delete_replication_group", "replication_groups", "replication_group_id")


class SubnetGroup(Resource, CloudFormationModel):
    type = "AWS::ElastiCache::SubnetGroup"
    service = "elasticache"
    names = "CacheSubnetGroupName"

    def create(self):
        self.physical_resource_id = self.name = self.name.lower()
        self.call(
            "CreateCacheSubnetGroup",
            CacheSubnetGroupName=self.name,
            CacheSubnetGroupDescription=self.take("Description"),
        )

    def update(self, old):
        self.call(
            "ModifyCacheSubnetGroup",
            CacheSubnetGroupName=self.name,
            CacheSubnetGroupDescription=self.take("Description"),
        )

    def remove(self):
        self.ask("DeleteCacheSubnetGroup", CacheSubnetGroupName=self.name)


class ParameterGroup(Resource, CloudFormationModel):
    type = "AWS::ElastiCache::ParameterGroup"
    service = "elasticache"

    def create(self):
        self.physical_resource_id = self.name = self.name.lower()
        self.call("CreateCacheParameterGroup", CacheParameterGroupName=self.name)
        self.update({})

    def update(self, old):
        parameters = self.take("Properties", {})
        self.ask(
            "ModifyCacheParameterGroup",
            CacheParameterGroupName=self.name,
            ParameterNameValues=[
                {"ParameterName": name, "ParameterValue": value}
                for name, value in parameters.items()
            ],
        )

    def remove(self):
        self.ask("DeleteCacheParameterGroup", CacheParameterGroupName=self.name)


class User(Resource, CloudFormationModel):
    type = "AWS::ElastiCache::User"
    service = "elasticache"
    names = "UserId"

    def create(self):
        self.call("CreateUser", UserId=self.name)

    def update(self, old):
        self.call("ModifyUser", UserId=self.name)

    def remove(self):
        self.ask("DeleteUser", UserId=self.name)


class UserGroup(Resource, CloudFormationModel):
    type = "AWS::ElastiCache::UserGroup"
    service = "elasticache"
    names = "UserGroupId"

    def create(self):
        self.call("CreateUserGroup", UserGroupId=self.name)

    def update(self, old):
        before, after = set(old.get("UserIds", [])), set(self.properties.get("UserIds", []))
        self.ask(
            "ModifyUserGroup",
            UserGroupId=self.name,
            Engine=self.properties["Engine"],
            UserIdsToAdd=sorted(after - before) or None,
            UserIdsToRemove=sorted(before - after) or None,
        )

    def remove(self):
        self.ask("DeleteUserGroup", UserGroupId=self.name)


class ReplicationGroup(Resource, CloudFormationModel):
    type = "AWS::ElastiCache::ReplicationGroup"
    service = "elasticache"
    names = "ReplicationGroupId"
    attributes = {
        "PrimaryEndPoint.Address": ("NodeGroups", 0, "PrimaryEndpoint", "Address"),
        "PrimaryEndPoint.Port": ("NodeGroups", 0, "PrimaryEndpoint", "Port"),
        "ConfigurationEndPoint.Address": ("ConfigurationEndpoint", "Address"),
        "ConfigurationEndPoint.Port": ("ConfigurationEndpoint", "Port"),
    }

    def create(self):
        more_shards = int(self.properties.get("NumNodeGroups", 1)) > 1
        self.call(
            "CreateReplicationGroup",
            ReplicationGroupId=self.name,
            # AWS takes it from the parameter group's `cluster-enabled`.
            ClusterMode=self.properties.get("ClusterMode", "enabled" if more_shards else "disabled"),
        )

    def update(self, old):
        self.call("ModifyReplicationGroup", ReplicationGroupId=self.name)

    def remove(self):
        self.ask("DeleteReplicationGroup", ReplicationGroupId=self.name)

    def describe(self):
        found = self.ask("DescribeReplicationGroups", ReplicationGroupId=self.name)
        return found["ReplicationGroups"][0]


class CacheCluster(Resource, CloudFormationModel):
    type = "AWS::ElastiCache::CacheCluster"
    service = "elasticache"
    names = "ClusterName"

    def create(self):
        self.physical_resource_id = self.name = self.name.lower()
        self.call(
            "CreateCacheCluster",
            CacheClusterId=self.name,
            SecurityGroupIds=self.take("VpcSecurityGroupIds"),
        )
        self.take("ClusterName")

    def update(self, old):
        self.call("ModifyCacheCluster", CacheClusterId=self.name)

    def remove(self):
        self.ask("DeleteCacheCluster", CacheClusterId=self.name)

    def get_cfn_attribute(self, attribute_name):
        # moto tells no endpoint.
        if attribute_name == "ConfigurationEndpoint.Address":
            return f"{self.name}.emulated.cfg.use1.cache.amazonaws.com"
        if attribute_name == "ConfigurationEndpoint.Port":
            return str(self.properties.get("Port", 11211))
        return super().get_cfn_attribute(attribute_name)
