"""``huibao desk`` serves this computer alone, on a port that is free, and ends when it is told."""

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from huibao_xl.cli import main


def _with_ctrl_c() -> None:
    """What is started in the background of a shell does not hear Ctrl+C, nor does what that starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_it_listens_on_this_computer_and_asks_for_its_link(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "huibao_xl", "desk", str(tmp_path / "项目"), "--no-browser"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, preexec_fn=_with_ctrl_c, **pipes) as server:
        assert server.stdout is not None
        address = ""
        while not address:
            line = server.stdout.readline()
            assert line, "it ended without an address"
            address = next(iter(re.findall(r"http://127\.0\.0\.1:\d+/open\?token=\S+", line)), "")
        place = address.partition("/open")[0]
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(place + "/")
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        assert "这一年做到哪里" in opener.open(address).read().decode()
        os.kill(server.pid, signal.SIGINT)
        said = server.stderr.read() if server.stderr else ""
    assert server.returncode == 0 and "Traceback" not in said and (tmp_path / "项目").stat().st_mode & 0o077 == 0


def test_a_file_is_no_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "项目").write_bytes(b"")
    assert main(["desk", str(tmp_path / "项目"), "--no-browser"]) == 2
    assert "不是文件夹" in capsys.readouterr().err
