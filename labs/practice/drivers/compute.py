"""A hypervisor of nothing: upstream's fake driver, made to survive restarts, with a console that a boot has written."""

from __future__ import annotations

import base64
import io
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from nova.compute import power_state, vm_states
from nova.image import glance
from nova.virt import driver, fake
from oslo_config import cfg

from labs.practice.drivers.cloud_init import GIB, MIB, Disks, play

CONF = cfg.CONF
BOOT_LOG = """\
[    0.000000] Linux version 4.18.0-193.el8.x86_64 (practice cloud)
[    0.000000] Command line: console=tty0 console=ttyS0,115200n8
[    1.204311] virtio_net virtio0: eth0: link up
[    4.771200] systemd[1]: Started Initial cloud-init job (metadata service crawler).
ci-info: |  eth0  | True | {addresses} |
{printed}[    6.902113] systemd[1]: Reached target Multi-User System.

{name} login: """
NOT_ON_A_HOST = (vm_states.BUILDING, vm_states.DELETED, vm_states.SHELVED_OFFLOADED)


class PracticeDriver(fake.MediumFakeDriver):
    """One compute host with one node of a steady name and identity."""

    vcpus = 32
    memory_mb = 131072
    local_gb = 2000
    capabilities: ClassVar[dict[str, Any]] = {
        **fake.FakeDriver.capabilities,
        "supports_migrate_to_same_host": True,
        "supports_bfv_rescue": True,
        "supports_image_type_qcow2": True,
    }

    def init_host(self, host: str) -> None:
        super().init_host(host)
        _consoles().mkdir(mode=0o700, exist_ok=True)
        self.host_status_base["hypervisor_type"] = "QEMU"
        self._set_nodes([f"{host}.practice.example"])

    def get_available_resource(self, nodename: str) -> dict[str, Any]:
        found: dict[str, Any] = super().get_available_resource(nodename)
        if found:
            found["uuid"] = node_uuid(nodename)
        return found

    def get_nodenames_by_uuid(self, refresh: bool = False) -> dict[str, str]:
        return {node_uuid(name): name for name in self.get_available_nodes()}

    def spawn(self, context: Any, instance: Any, image_meta: Any, *words: Any, **more: Any) -> None:
        super().spawn(context, instance, image_meta, *words, **more)
        disks = disks_of(instance, image_meta, more.get("block_device_info") or {})
        _console_of(instance).write_text(boot_log(instance, play(_user_data(instance), disks)), encoding="ascii")

    def reboot(self, context: Any, instance: Any, *words: Any, **more: Any) -> None:
        """cloud-init runs user data at the first boot only."""
        super().reboot(context, instance, *words, **more)
        with _console_of(instance).open("a", encoding="ascii") as console:
            console.write(f"\n{boot_log(instance, [])}")

    def destroy(self, context: Any, instance: Any, *words: Any, **more: Any) -> None:
        super().destroy(context, instance, *words, **more)
        _console_of(instance).unlink(missing_ok=True)

    def get_info(self, instance: Any, use_cache: bool = True) -> Any:
        self._adopt(instance)
        return super().get_info(instance, use_cache)

    def instance_exists(self, instance: Any) -> bool:
        self._adopt(instance)
        return instance.uuid in self.instances

    def snapshot(self, context: Any, instance: Any, image_id: str, update_task_state: Any) -> None:
        self._adopt(instance)
        super().snapshot(context, instance, image_id, update_task_state)
        glance.API().update(
            context,
            image_id,
            {"disk_format": "raw", "container_format": "bare"},
            io.BytesIO(b"practice snapshot of " + instance.uuid.encode()),
            purge_props=False,
        )

    def get_console_output(self, context: Any, instance: Any) -> str:
        """What the boot has written; a server that moved here since has none but an ordinary one."""
        try:
            return _console_of(instance).read_text(encoding="ascii")
        except FileNotFoundError:
            return boot_log(instance, [])

    def _adopt(self, instance: Any) -> None:
        """Know a server again that was made before the last restart."""
        elsewhere = instance.node not in self._nodes or instance.vm_state in NOT_ON_A_HOST
        if instance.uuid in self.instances or elsewhere:
            return
        state = instance.power_state or power_state.RUNNING
        self.instances[instance.uuid] = fake.FakeInstance(instance.name, state, instance.uuid)


def boot_log(instance: Any, printed: list[str]) -> str:
    """A serial line: what is not ASCII does not get through."""
    fixed = instance.get_network_info().fixed_ips() or [{"address": "-"}]
    addresses = ", ".join(ip["address"] for ip in fixed)
    lines = "".join(f"{line}\n" for line in printed)
    text = BOOT_LOG.format(name=instance.hostname, addresses=addresses, printed=lines)
    return text.encode("ascii", "replace").decode()


def disks_of(instance: Any, image_meta: Any, devices: dict[str, Any]) -> Disks:
    """As the flavor gives them; a volume may take the root disk's place, others come last."""
    flavor = instance.flavor
    volumes = list(_volumes(devices))
    root = next((size for index, size in volumes if index == 0), 0) or flavor.root_gb * GIB or image_meta.size or GIB
    return Disks(
        root=root,
        ephemeral=[flavor.ephemeral_gb * GIB] if flavor.ephemeral_gb else [],
        swap=flavor.swap * MIB,
        volumes=[size for index, size in volumes if index != 0],
    )


def _volumes(devices: dict[str, Any]) -> Iterator[tuple[int | None, int]]:
    """Boot index and size in bytes of the volumes that are attached at boot: the sizes of their files."""
    for mapping in driver.block_device_info_get_mapping(devices):
        path = mapping["connection_info"]["data"]["device_path"]
        yield mapping["boot_index"], Path(path).stat().st_size


def _user_data(instance: Any) -> bytes:
    return base64.b64decode(instance.user_data or "")


def _console_of(instance: Any) -> Path:
    return _consoles() / str(instance.uuid)


def _consoles() -> Path:
    return Path(CONF.state_path, "consoles")


def node_uuid(name: str) -> str:
    """Always the same for a node: Nova refuses to start on one that changed its identity."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))
