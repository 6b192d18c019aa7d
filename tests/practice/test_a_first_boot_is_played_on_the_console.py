"""cloud-init is played for the words that labs use, and for nothing else."""

import pytest

from labs.practice.drivers.cloud_init import GIB, MIB, Disks, play

PLAIN = Disks(root=10 * GIB)
FULL = Disks(root=10 * GIB, ephemeral=[GIB], swap=256 * MIB, volumes=[2 * GIB])
DISKS_SH = """#!/bin/sh
# Run by cloud-init at the first boot.
echo "LAB-DISK 77aa" > /dev/console
lsblk -bnr -o NAME,TYPE,SIZE,MOUNTPOINT > /dev/console
swapon --noheadings --show=NAME,SIZE --bytes > /dev/console
echo LAB-END > /dev/console
"""


def test_the_disks_are_those_of_the_flavor_and_of_the_volumes() -> None:
    assert play(DISKS_SH.encode(), FULL) == [
        "LAB-DISK 77aa",
        "vda disk 10737418240",
        "vda1 part 10736369664 /",
        "vdb disk 1073741824 /mnt",
        "vdc disk 268435456 [SWAP]",
        "vdd disk 2147483648",
        "/dev/vdc 268431360",
        "LAB-END",
    ]


def test_a_flavor_without_more_has_one_disk_and_no_swap() -> None:
    assert play(DISKS_SH.encode(), PLAIN) == [
        "LAB-DISK 77aa",
        "vda disk 10737418240",
        "vda1 part 10736369664 /",
        "LAB-END",
    ]


@pytest.mark.parametrize(
    ("user_data", "printed"),
    [
        ('#cloud-config\nruncmd:\n  - echo "LAB-MARK 77aa" > /dev/console\n', ["LAB-MARK 77aa"]),
        ("#cloud-config\nruncmd:\n  - [echo, LAB-MARK, 77aa]\n", ["LAB-MARK 77aa"]),
        ("#cloud-config\nruncmd:\n  - |\n    echo one\n    echo two\n", ["one", "two"]),
        ("#!/bin/bash\n{ echo one; echo two; } > /dev/console\n", ["one", "two"]),
        ("#!/bin/bash\necho one | tee /dev/console; echo two 2>&1 >/dev/ttyS0\n", ["one", "two"]),
        ("#!/bin/bash\nexec > /dev/console 2>&1\necho one && echo two || echo three\n", ["one", "two"]),
        ("#!/bin/bash\necho 'a > b'\n", ["a > b"]),
    ],
)
def test_what_is_echoed_is_printed(user_data: str, printed: list[str]) -> None:
    assert play(user_data.encode(), PLAIN) == printed


@pytest.mark.parametrize(
    "user_data",
    [
        "",
        "echo no first line that cloud-init knows\n",
        "#cloud-config\nhostname: app\n",
        "#cloud-config\nruncmd: echo\n",
        "#cloud-config\n: [broken\n",
        "#!/bin/sh\necho 'LAB-PAGE 77aa' > index.html\n",
        "#!/bin/sh\n{ echo one; echo two; } > /tmp/seen\n",
        "#!/bin/sh\necho $(hostname)\n",
        "#!/bin/sh\npython=$(command -v python3 || echo /usr/bin/python)\n",
        "#!/bin/sh\nrm -rf / && reboot\n",
        "#!/bin/sh\nlsblk\n",
        "#!/bin/sh\necho 'a quotation that goes on\n",
        "\x00\x01\x02",
    ],
)
def test_everything_else_is_silent(user_data: str) -> None:
    assert play(user_data.encode(), FULL) == []
