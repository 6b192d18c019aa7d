"""Neutron without agents: every port binds, every router and floating IP works."""

from __future__ import annotations

from typing import Any

from neutron.services.l3_router import l3_router_plugin
from neutron.services.trunk.drivers import base as trunk_base
from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.db import constants as db_constants
from neutron_lib.plugins import directory
from neutron_lib.plugins.ml2 import api
from neutron_lib.services.qos import base as qos_base
from neutron_lib.services.qos import constants as qos
from neutron_lib.services.trunk import constants as trunk

NO_HOST_TO_BIND_TO = (
    constants.DEVICE_OWNER_ROUTER_INTF,
    constants.DEVICE_OWNER_ROUTER_GW,
    constants.DEVICE_OWNER_FLOATINGIP,
    "Octavia",
    "ovn-lb-vip",
)
ANY_NUMBER = {"type:range": [0, db_constants.DB_INTEGER_MAX_VALUE]}
DIRECTION = {"type:values": ["ingress", "egress"]}
QOS_RULES = {
    qos.RULE_TYPE_BANDWIDTH_LIMIT: {
        qos.MAX_KBPS: ANY_NUMBER,
        qos.MAX_BURST: ANY_NUMBER,
        qos.DIRECTION: DIRECTION,
    },
    qos.RULE_TYPE_DSCP_MARKING: {qos.DSCP_MARK: {"type:values": list(range(0, 57, 2))}},
    qos.RULE_TYPE_MINIMUM_BANDWIDTH: {qos.MIN_KBPS: ANY_NUMBER, qos.DIRECTION: DIRECTION},
}


class PracticeQosDriver(qos_base.DriverBase):
    is_loaded = True


class PracticeTrunkDriver(trunk_base.DriverBase):
    is_loaded = True


class PracticeMechanismDriver(api.MechanismDriver):
    """Binds any port on any host to the first segment, and says that it is up."""

    def initialize(self) -> None:
        vif_types = [portbindings.VIF_TYPE_OVS]
        self.trunk = PracticeTrunkDriver(
            "practice", vif_types, [trunk.SEGMENTATION_TYPE_VLAN], can_trunk_bound_port=True
        )
        self.qos = PracticeQosDriver(
            "practice",
            vif_types,
            [portbindings.VNIC_NORMAL],
            QOS_RULES,
            requires_rpc_notifications=False,
        )

    @property
    def connectivity(self) -> str:
        return str(portbindings.CONNECTIVITY_L2)

    def bind_port(self, context: Any) -> None:
        for segment in context.segments_to_bind[:1]:
            context.set_binding(
                segment[api.ID],
                portbindings.VIF_TYPE_OVS,
                {portbindings.CAP_PORT_FILTER: True, portbindings.OVS_HYBRID_PLUG: False},
                status=constants.PORT_STATUS_ACTIVE,
            )

    def create_port_postcommit(self, context: Any) -> None:
        bring_up(context)

    def update_port_postcommit(self, context: Any) -> None:
        bring_up(context)


def bring_up(context: Any) -> None:
    """The port of a router or a load balancer has no host to bind to: call it up."""
    port = context.current
    down = port["status"] != constants.PORT_STATUS_ACTIVE
    if down and port["device_owner"].startswith(NO_HOST_TO_BIND_TO):
        directory.get_plugin().update_port_status(context._plugin_context, port["id"], constants.PORT_STATUS_ACTIVE)


class PracticeRouterPlugin(l3_router_plugin.L3RouterPlugin):
    """Upstream's router plug-in that also plays the agent's part in floating IPs' status."""

    def create_floatingip(self, context: Any, floatingip: Any, **kwargs: Any) -> Any:
        return self._settle(context, super().create_floatingip(context, floatingip, **kwargs))

    def update_floatingip(self, context: Any, id: str, floatingip: Any) -> Any:
        return self._settle(context, super().update_floatingip(context, id, floatingip))

    def _settle(self, context: Any, floating_ip: Any) -> Any:
        status = constants.FLOATINGIP_STATUS_DOWN
        if floating_ip.get("port_id"):
            status = constants.FLOATINGIP_STATUS_ACTIVE
        if floating_ip["status"] != status:
            self.update_floatingip_status(context, floating_ip["id"], status)
            floating_ip["status"] = status
        return floating_ip


# Other plug-ins require the name "router" and would load upstream's class a second time; then
# every new router fails after minutes of retries. So ours takes the class's place.
l3_router_plugin.L3RouterPlugin = PracticeRouterPlugin
