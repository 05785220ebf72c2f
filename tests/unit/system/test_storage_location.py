"""Where a record may be stored."""

import sys
from pathlib import Path

import psutil
import pytest

from checkin.core.errors import RecordError
from checkin.system import storage_location
from checkin.system.storage_location import mounts, require_local_disk


def test_a_network_share_is_refused_and_a_disk_below_it_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disks = [(Path("/"), "ext4", "rw"), (tmp_path, "nfs4", "rw"), (tmp_path / "disk", "ext4", "rw")]
    monkeypatch.setattr(storage_location, "mounts", lambda: disks)
    with pytest.raises(RecordError, match=r"network share \(nfs4\)"):
        require_local_disk(tmp_path / "course" / "checkin.db")
    require_local_disk(tmp_path / "disk" / "checkin.db")


@pytest.mark.skipif(sys.platform != "linux", reason="psutil is what is asked elsewhere")
def test_what_is_mounted_is_what_psutil_says() -> None:
    told = {(Path(disk.mountpoint), disk.fstype, disk.opts) for disk in psutil.disk_partitions(all=True)}
    assert set(mounts()) == told
