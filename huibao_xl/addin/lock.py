"""The locks of the offline packages: every package that goes in, by version and hash, so that tomorrow's package is today's.

    python -m huibao_xl.addin.lock            renew all locks, from what pip finds now

pip resolves for each kind of computer without downloading (``--report``). Every target gets the same versions; what only one of them needs is looked for in what the
packages themselves require there.
"""

import configparser
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from huibao_xl import strict_json
from huibao_xl.addin.targets import TARGETS, Target

MINOR = "11"
"""The Python that the packages bring: 3.11."""
_SETTINGS = Path(__file__).parents[2] / "setup.cfg"
_LINE = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\S+) --hash=sha256:(?P<sum>[0-9a-f]{64})")
_WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"}
_LINUX = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
Report = Callable[[Sequence[str]], str]
"""Runs pip and returns its report."""


def requirements() -> list[str]:
    """Return what setup.cfg says the package needs."""
    settings = configparser.ConfigParser()
    settings.read(_SETTINGS, encoding="utf-8")
    return [line.replace(" ", "") for line in settings["options"]["install_requires"].split("\n") if line.strip()]


def key(name: str) -> str:
    """Return a package's name as it is compared.

    >>> key("Et_XmlFile")
    'et-xmlfile'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(target: Target) -> dict[str, str]:
    """Return {package: version} of a lock. Raises ValueError at a line that pins nothing."""
    found = {}
    for line in target.lock.read_text(encoding="ascii").splitlines():
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"{target.lock.name}: {line}")
        found[key(match["name"])] = match["version"]
    return found


def wheels_for(target: Target, minor: str) -> list[str]:
    """Return the options by which pip looks for another computer's wheels."""
    platforms = [word for platform in target.platforms for word in ("--platform", platform)]
    return ["--only-binary=:all:", "--implementation", "cp", "--python-version", f"3.{minor}", *platforms]


def _pip(arguments: Sequence[str]) -> str:
    done = subprocess.run([sys.executable, "-m", "pip", *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def renewed(target: Target, run: Report = _pip) -> str:
    """Return a new lock for a target. Raises ValueError if something is required there that pip, on this computer, has left out."""
    resolve = ["install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-", "--target", "nowhere"]
    report = strict_json.parse(run([*resolve, *wheels_for(target, MINOR), *requirements(), *target.also]))
    packages = [entry["metadata"] for entry in report["install"]]
    names = {key(package["name"]) for package in packages}
    if missing := {name for package in packages for name in _required(package, target)} - names:
        raise ValueError(f"{target.name}: {', '.join(sorted(missing))}")
    lines = [
        f"{key(entry['metadata']['name'])}=={entry['metadata']['version']} "
        f"--hash=sha256:{entry['download_info']['archive_info']['hashes']['sha256']}"
        for entry in report["install"]
    ]
    return "\n".join([*sorted(lines), ""])


def _required(package: Mapping[str, Any], target: Target) -> Iterable[str]:
    """What a package requires on a target's computers."""
    from packaging.requirements import Requirement  # of those who make packages only

    system = _WINDOWS if target.is_windows else _LINUX | {"platform_machine": target.name.partition("-")[2]}
    there = {**system, "extra": "", "python_version": f"3.{MINOR}"}
    for line in package.get("requires_dist", []):
        required = Requirement(line)
        if required.marker is None or required.marker.evaluate(there):
            yield key(required.name)


if __name__ == "__main__":
    for each in TARGETS.values():
        each.lock.write_text(renewed(each), encoding="ascii", newline="\n")
