"""``huibao desk``: serves the page of one project to one browser on this computer, until it is stopped."""

import socket
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from waitress.server import BaseWSGIServer, create_server

from huibao_xl.desk.app import make_app
from huibao_xl.desk.guard import LARGEST, Guard
from huibao_xl.desk.project import Project
from huibao_xl.files.writing.workplace import private, reason_of
from huibao_xl.reasons import Stop

_HOST, _THREADS = "127.0.0.1", 6


def desk(*, folder: Path, quiet: bool) -> None:
    """Open the page of a project, whose folder is made if there is none. ``quiet``: say the address, open no browser.

    Raises Stop(S07) if the folder is a file, S08 if it cannot be made.
    """
    if folder.exists() and not folder.is_dir():
        raise Stop("S07", why=f"“{folder.name}”不是文件夹", advice="请写一个文件夹的路径，没有的会新建")
    with serving(Project(folder.absolute())) as (server, address):
        print(f"沪惠保网页已打开，项目文件夹：{folder.absolute()}")
        print(f"浏览器没有自己打开的，请把这个地址复制到本机的浏览器（只能用一次）：\n{address}")
        print("做完了，在这里按 Ctrl+C 关闭；所做的都已存在项目文件夹里。")
        sys.stdout.flush()
        if not quiet:
            webbrowser.open(address)
        server.run()


@contextmanager
def serving(project: Project) -> Iterator[tuple[BaseWSGIServer, str]]:
    """Give a server of a project, which listens already and answers once it runs, and the address that opens it once. Raises Stop(S08) if the folder
    cannot be made."""
    try:
        with private():
            project.lists.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop("S08", folder=project.folder, why=reason_of(error)) from None
    with socket.socket() as listening:
        listening.bind((_HOST, 0))
        listening.listen()
        port = listening.getsockname()[1]
        guard = Guard((f"{_HOST}:{port}", f"localhost:{port}"))
        app = make_app(project, guard)
        server = create_server(app, sockets=[listening], threads=_THREADS, max_request_body_size=LARGEST, ident="")
        try:
            yield server, f"http://{_HOST}:{port}/open?token={guard.token}"
        finally:
            server.close()
