"""A browser of the page without its window: it sends the forms that stand on the pages, tokens and all."""

import io
import os
import re
import time
from pathlib import Path

import psutil
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from huibao_xl.desk import work, worker
from huibao_xl.desk.app import make_app
from huibao_xl.desk.guard import FORM_TOKEN, Guard
from huibao_xl.desk.project import Project

HOST = "127.0.0.1:8123"


class Browser:
    """A browser of the page: it follows forms as they stand there, tokens and all."""

    def __init__(self, project: Project) -> None:
        self.project, self.guard = project, Guard((HOST,))
        self.app = make_app(project, self.guard)
        self.client: FlaskClient = self.app.test_client()

    def enter(self) -> "Browser":
        assert self.get("/open", query_string={"token": self.guard.token}).status_code == 302
        return self

    def get(self, path: str, **more: object) -> TestResponse:
        return self.client.get(path, base_url=f"http://{HOST}", **more)  # type: ignore[arg-type]

    def text(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    def token(self, page: str = "/lists") -> str:
        found = re.search(rf'name="{FORM_TOKEN}" value="([^"]+)"', self.text(page))
        assert found
        return found[1]

    def post(self, path: str, data: dict[str, object], page: str = "/lists") -> TestResponse:
        form = {FORM_TOKEN: self.token(page), **data}
        return self.client.post(path, data=form, base_url=f"http://{HOST}", headers={"Origin": f"http://{HOST}"})

    def give(self, folder: Path) -> str:
        """Give all files of a folder at once, and return what the page says."""
        files = [
            (io.BytesIO(path.read_bytes()), path.relative_to(folder).as_posix())
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        ]
        return self.told("/lists", {"files": files})

    def decide(self) -> str:
        """Do the main job here, as its process would, and return how it ended. (test_work.py starts the process.)"""
        work.store(self.project, work.Work(work.RUNNING, pid=os.getpid(), born=psutil.Process().create_time()))
        worker.main(self.project.folder)
        return work.work_of(self.project).state

    def decide_apart(self) -> str:
        """Start the main job in its process, wait for its end, and return how it ended."""
        assert self.post("/decide", {}).status_code == 303
        while (state := self.get("/progress").get_json()["state"]) == work.RUNNING:
            time.sleep(0.05)
        return str(state)

    def told(self, path: str, data: dict[str, object], page: str = "/lists") -> str:
        """What the page says after a form was sent."""
        return re.sub(r"<[^>]+>", "\n", self.post(path, data, page).get_data(as_text=True))
