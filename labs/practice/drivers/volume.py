"""Volumes as sparse files of the right size in the practice cloud's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cinder import interface
from cinder.volume import driver, volume_utils
from oslo_config import cfg

from labs.practice.drivers import sparse

CONF = cfg.CONF
CAPACITY_GB = 2000


class Connector:
    """What os-brick does as root with a real device: a plain file needs none of it."""

    def connect_volume(self, properties: dict[str, Any]) -> dict[str, str]:
        return {"type": "local", "path": properties["device_path"]}

    def disconnect_volume(self, *args: Any, **kwargs: Any) -> None:
        pass

    def check_valid_device(self, path: str, *args: Any) -> bool:
        return Path(path).exists()

    def extend_volume(self, properties: dict[str, Any]) -> int:
        return Path(properties["device_path"]).stat().st_size


def replace_brick() -> None:
    """Keep Cinder from os-brick, which calls sudo."""

    def connector_properties(*args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            "ip": CONF.my_ip,
            "host": CONF.host,
            "initiator": "practice",
            "multipath": False,
        }

    volume_utils.brick_get_connector_properties = connector_properties
    volume_utils.brick_get_connector = lambda *args, **kwargs: Connector()


@interface.volumedriver
class PracticeVolumeDriver(driver.VolumeDriver):
    VERSION = "1.0"

    def check_for_setup_error(self) -> None:
        pass

    def local_path(self, volume: Any) -> str:
        return self._path(volume.name)

    def create_volume(self, volume: Any) -> None:
        sparse.grow(self._path(volume.name), volume.size)

    def create_volume_from_snapshot(self, volume: Any, snapshot: Any) -> None:
        self._copy(snapshot.name, volume)

    def create_cloned_volume(self, volume: Any, src_vref: Any) -> None:
        self._copy(src_vref.name, volume)

    def revert_to_snapshot(self, context: Any, volume: Any, snapshot: Any) -> None:
        self._copy(snapshot.name, volume)

    def clone_image(
        self, context: Any, volume: Any, image_location: Any, image_meta: Any, image_service: Any
    ) -> tuple[dict[str, Any], bool]:
        with open(self._path(volume.name), "wb") as disk:
            image_service.download(context, image_meta["id"], disk)
        sparse.grow(self._path(volume.name), volume.size)
        return {}, True

    def copy_volume_to_image(self, context: Any, volume: Any, image_service: Any, image_meta: Any) -> None:
        content = b"practice image of " + volume.id.encode()
        image_service.update(context, image_meta["id"], {}, content)

    def delete_volume(self, volume: Any) -> None:
        sparse.drop(self._path(volume.name))

    def create_snapshot(self, snapshot: Any) -> None:
        sparse.copy(self._path(snapshot.volume_name), self._path(snapshot.name))

    def delete_snapshot(self, snapshot: Any) -> None:
        sparse.drop(self._path(snapshot.name))

    def extend_volume(self, volume: Any, new_size: int) -> None:
        sparse.grow(self._path(volume.name), new_size)

    def retype(self, context: Any, volume: Any, new_type: Any, diff: Any, host: Any) -> bool:
        return True

    def ensure_export(self, context: Any, volume: Any) -> None:
        pass

    def create_export(self, context: Any, volume: Any, connector: Any) -> None:
        pass

    def remove_export(self, context: Any, volume: Any) -> None:
        pass

    def initialize_connection(self, volume: Any, connector: Any, **kwargs: Any) -> dict[str, Any]:
        path = self._path(volume.name)
        return {"driver_volume_type": "local", "data": {"device_path": path}}

    def terminate_connection(self, volume: Any, connector: Any, **kwargs: Any) -> None:
        pass

    def _path(self, name: str) -> str:
        return str(Path(CONF.state_path, "volumes", name))

    def _copy(self, source: str, volume: Any) -> None:
        sparse.copy(self._path(source), self._path(volume.name))
        sparse.grow(self._path(volume.name), volume.size)

    def _update_volume_stats(self) -> None:
        backend = self.configuration.volume_backend_name
        pool = {
            "pool_name": backend,
            "total_capacity_gb": CAPACITY_GB,
            "free_capacity_gb": CAPACITY_GB,
            "reserved_percentage": 0,
            "multiattach": True,
            "thin_provisioning_support": True,
            "max_over_subscription_ratio": 20.0,
            "QoS_support": True,
            "online_extend_support": True,
        }
        self._stats = {
            "volume_backend_name": backend,
            "vendor_name": "Practice",
            "driver_version": self.VERSION,
            "storage_protocol": "ceph",
            "pools": [pool],
        }
