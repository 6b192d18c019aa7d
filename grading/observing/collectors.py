"""Which function lists which kind."""

from grading.observing import (
    baremetal,
    block_storage,
    compute,
    identity,
    image,
    network,
    object_store,
    shared_file_system,
)
from grading.observing.scope import Collector
from labs.kinds import Kind

COLLECTORS: dict[Kind, Collector] = {
    Kind.PROJECT: identity.observe_projects,
    Kind.USER: identity.observe_users,
    Kind.GROUP: identity.observe_groups,
    Kind.GROUP_MEMBER: identity.observe_group_members,
    Kind.ROLE_ASSIGNMENT: identity.observe_role_assignments,
    Kind.EFFECTIVE_ROLE: identity.observe_effective_roles,
    Kind.SERVER: compute.observe_servers,
    Kind.CONSOLE: compute.observe_consoles,
    Kind.KEYPAIR: compute.observe_keypairs,
    Kind.FLAVOR: compute.observe_flavors,
    Kind.FLAVOR_ACCESS: compute.observe_flavor_access,
    Kind.COMPUTE_SERVICE: compute.observe_compute_services,
    Kind.IMAGE: image.observe_images,
    Kind.IMAGE_MEMBER: image.observe_image_members,
    Kind.NETWORK: network.observe_networks,
    Kind.SUBNET: network.observe_subnets,
    Kind.PORT: network.observe_ports,
    Kind.ROUTER: network.observe_routers,
    Kind.FLOATING_IP: network.observe_floating_ips,
    Kind.SECURITY_GROUP: network.observe_security_groups,
    Kind.SECURITY_GROUP_RULE: network.observe_security_group_rules,
    Kind.VOLUME: block_storage.observe_volumes,
    Kind.VOLUME_SNAPSHOT: block_storage.observe_snapshots,
    Kind.BACKUP: block_storage.observe_backups,
    Kind.VOLUME_TRANSFER: block_storage.observe_transfers,
    Kind.VOLUME_TYPE: block_storage.observe_volume_types,
    Kind.CONTAINER: object_store.observe_containers,
    Kind.OBJECT: object_store.observe_objects,
    Kind.SHARE: shared_file_system.observe_shares,
    Kind.SHARE_ACCESS: shared_file_system.observe_share_access,
    Kind.SHARE_EXPORT: shared_file_system.observe_share_exports,
    Kind.BAREMETAL_NODE: baremetal.observe_nodes,
}
