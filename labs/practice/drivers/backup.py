"""Volume backups as plain copies of the sparse file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cinder import interface
from cinder.backup import driver
from oslo_config import cfg

from labs.practice.drivers import sparse

CONF = cfg.CONF


@interface.backupdriver
class PracticeBackupDriver(driver.BackupDriver):
    def check_for_setup_error(self) -> None:
        pass

    def backup(self, backup: Any, volume_file: Any, backup_metadata: bool = False) -> Any:
        sparse.copy(volume_file.name, self._path(backup))
        return {"size": backup.size}

    def restore(self, backup: Any, volume_id: str, volume_file: Any, volume_is_new: bool) -> None:
        sparse.copy(self._path(backup), volume_file.name)

    def delete_backup(self, backup: Any) -> None:
        sparse.drop(self._path(backup))

    def _path(self, backup: Any) -> str:
        return str(Path(CONF.state_path, "backups", backup.id))
