"""The process that does the main job for the page: ``python -m huibao_xl.desk.worker PROJECT``."""

import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from huibao_xl import policy
from huibao_xl.desk import work
from huibao_xl.desk.project import Project
from huibao_xl.desk.words import WORDS
from huibao_xl.payments.ledger import paid
from huibao_xl.payments.resting import batches_near
from huibao_xl.reasons import Stop
from huibao_xl.reasons.shown import where
from huibao_xl.rosters.sources import Advance, Sources
from huibao_xl.subsidy import run as main_job

_OFTEN = 0.2
"""Seconds between two notes of progress within one stage."""


def main(folder: Path) -> None:
    """Do the main job of a project and write down how it ended."""
    project = Project(folder)
    noted = _Progress(project)
    try:
        result = _run(project, noted)
    except Stop as stop:
        noted.end(work.STOPPED, stop.text(WORDS))
    except MemoryError:
        noted.end(work.STOPPED, "内存不足，没有写出结果。请关闭其他程序后重试。")
    except Exception as defect:  # a defect of ours: where, and nothing of the data
        noted.end(work.STOPPED, f"程序内部出错（{where(defect)}），没有写出结果。请把这一行发给维护人员。")
    else:
        noted.end(work.DONE, result=result.name)


def _run(project: Project, noted: "_Progress") -> Path:
    """Decide and pay, as the command line does, into the next result folder; return it. Raises Stop as ``subsidy.run.run`` does."""
    chosen, out = project.settings(), project.next_result()
    noted.basis = project.basis()
    ledger = paid.ledger_facts(project.ledger, policy.load(chosen["policy"])) if project.ledger.is_file() else None
    main_job.run(
        Sources.parse([str(project.lists)]),
        chosen["policy"],
        out,
        name=chosen["name"],
        as_of=date.fromisoformat(chosen["as_of"]) if chosen["as_of"] else None,
        stage=noted.stage,
        answers=project.decisions if project.decisions.is_file() else None,
        columns=project.columns if project.columns.is_file() else None,
        ledger=ledger,
        resting=lambda folder: batches_near(folder, project.ledger),
    )
    return out


class _Progress:
    """Writes down how far the job is."""

    def __init__(self, project: Project) -> None:
        self.project, self.basis, self._last = project, "", 0.0
        self._work = self._started()

    def _started(self) -> work.Work:
        """What the page wrote down of this process, once it has."""
        for _ in range(50):
            found = work.work_of(self.project)
            if found.state == work.RUNNING:
                return found
            time.sleep(0.1)
        return work.Work(work.RUNNING)

    def stage(self, title: str, steps: int | None = None) -> AbstractContextManager[Advance]:
        """The Stage that the job asks for."""
        return self._noted(title, steps or 0)

    @contextmanager
    def _noted(self, title: str, steps: int) -> Iterator[Advance]:
        done = 0

        def advance() -> None:
            nonlocal done
            done += 1
            if time.monotonic() - self._last > _OFTEN:
                self._note(title, done, steps)

        self._note(title, 0, steps)
        yield advance

    def _note(self, title: str, done: int, steps: int) -> None:
        self._last = time.monotonic()
        self._work = replace(self._work, stage=title, done=done, steps=steps)
        work.store(self.project, self._work)

    def end(self, state: str, text: str = "", result: str = "") -> None:
        """Write down how the job ended."""
        ended = datetime.now().isoformat(timespec="seconds")
        work.store(
            self.project, replace(self._work, state=state, text=text, basis=self.basis, result=result, ended=ended)
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
