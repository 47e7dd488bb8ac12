"""Volumes as sparse files with XFS on loop devices.

XFS, because ext4 grows while mounted only with CAP_SYS_RESOURCE, which not every machine gives. The
loop device goes by itself with the last mount, so that nothing is left when a node is killed.
"""

import os
import subprocess
from pathlib import Path

MIB = 1 << 20
LEAST_BYTES = 300 * MIB  # mkfs.xfs makes nothing smaller
_LOOP_MAJOR, _LOOPS = 7, 64


def run(*command: str) -> str:
    """Run a program and return what it printed; RuntimeError says what it complained of."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done.stdout.strip()


def make_loop_nodes() -> None:
    """Make the device files of loop devices that the kernel may hand out."""
    for number in range(_LOOPS):
        path = Path(f"/dev/loop{number}")
        if not path.exists():
            os.mknod(path, 0o600 | 0o060000, os.makedev(_LOOP_MAJOR, number))


def create(image: Path, size: int) -> int:
    """Make a volume of so many bytes, unless it is there; return its size."""
    if not image.exists():
        scratch = image.with_suffix(".new")
        scratch.unlink(missing_ok=True)
        with scratch.open("wb") as file:
            file.truncate(max(size, LEAST_BYTES))
        run("mkfs.xfs", "-q", "-f", str(scratch))
        scratch.rename(image)
    return image.stat().st_size


def grow(image: Path, size: int) -> int:
    """Make a volume's file so large, never smaller; return its size."""
    os.truncate(image, max(size, image.stat().st_size))
    return image.stat().st_size


def publish(image: Path, target: Path, *, read_only: bool) -> None:
    """Mount a volume, unless it is mounted there; a first mount lets everybody write."""
    target.mkdir(parents=True, exist_ok=True)
    if not target.is_mount():
        # What is removed in it goes from the machine's disk as well.
        run("mount", "-t", "xfs", "-o", "loop,discard", str(image), str(target))
        target.chmod(0o777)
        if read_only:
            run("mount", "-o", "remount,bind,ro", str(target))


def unpublish(target: Path) -> None:
    """Unmount a volume from a place."""
    if target.is_mount():
        run("umount", str(target))
    if target.is_dir():
        target.rmdir()


def grow_mounted(image: Path, target: Path) -> int:
    """Let the loop device and the file system that is mounted be as large as the file is."""
    device = run("losetup", "--associated", str(image), "--noheadings", "--output", "NAME")
    run("losetup", "--set-capacity", device.splitlines()[0].strip())
    run("xfs_growfs", str(target))
    return image.stat().st_size
