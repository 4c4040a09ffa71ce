"""What a command works with (the workbook, what was asked), and how every command runs: quietly, told in one message, never half done."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlwings as xw

from huibao_xl import answer_sheet, policy
from huibao_xl.excel import lists, store
from huibao_xl.excel.sheets import START, inner_link
from huibao_xl.excel.undo import Keeper
from huibao_xl.files.grid import Grid
from huibao_xl.files.reading import SourceFile
from huibao_xl.identifiers.township import Names
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.reports.result import Result
from huibao_xl.rosters.collect import Lists, collect
from huibao_xl.run import Advance, settle

SETTINGS = ("项目_政策年度", "项目_批次名", "项目_参考日期", "项目_导入文件")
"""Defined names of the start sheet that clerks fill in; a workbook without them gets the latest policy."""
_RUNS = 500
_STEP, _STATE, _LAST_STEP = 2, 4, 40
"""Of the start sheet: the columns of the steps' labels and of their state, and how far down they may go."""


@dataclass
class Desk:
    """One command on one workbook. ``source`` and ``number``: what the command line names with --from and --id."""

    book: xw.Book
    label: str
    source: Path | None = None
    number: str = ""
    note: str = ""
    keeper: Keeper = field(init=False)
    shown: xw.Sheet | None = None

    def __post_init__(self) -> None:
        self.keeper = Keeper(self.book, self.label)

    @property
    def app(self) -> xw.App:
        """The instance of Excel."""
        return self.book.app

    @property
    def folder(self) -> Path:
        """Where the workbook stands; Raises Stop(S07) if it was never saved."""
        path = Path(self.book.fullname)
        if not path.is_absolute() or not path.parent.is_dir():
            raise Stop("S07", why="工作簿还没有保存到本机的文件夹", advice="请先保存工作簿，再按一次按钮")
        return path.parent

    def folder_or_here(self) -> Path:
        """Return where the workbook stands, or the current folder."""
        return Path(self.book.fullname).absolute().parent

    @contextmanager
    def stage(self, title: str, steps: int | None = None) -> Iterator[Advance]:
        """Show a stage on the status bar, with counts where they are known (the Stage that ``run`` asks for)."""
        done = 0

        def show() -> None:
            self.app.status_bar = f"沪惠保 · {self.label}：{title}" + (f" {done:,}/{steps:,}" if steps else "") + "……"

        def advance() -> None:
            nonlocal done
            done += 1
            show()

        show()
        yield advance

    def setting(self, name: str) -> str:
        """Return what a clerk filled in at a defined name of the start sheet, "" if nothing or if there is no such name."""
        for known in self.book.names:
            if known.name == name:
                value = known.refers_to_range.value
                return _shown(value)
        return ""

    def rules(self) -> Policy:
        """Return the policy that the start sheet names, or the latest. Raises Stop(S07) if there is none of that year."""
        return policy.load(self.setting("项目_政策年度") or max(policy.policies()))

    def as_of(self) -> date | None:
        """Return the day that counts for everybody, if the start sheet names one. Raises Stop(S07) if it is no date."""
        text = self.setting("项目_参考日期")
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Stop("S07", why=f"参考日期“{text}”不是日期", advice="应如 2024-07-01；不写则用承保日期") from None

    def read(self, rules: Policy, complete: bool = True) -> tuple[SourceFile, Lists]:
        """Read and clean every list in the workbook. Raises Stop as ``rosters.collect`` does."""
        with self.stage("读取工作表", None):
            file = lists.read_book(self.book)
        with self.stage("识别名单、核验单元格", None):
            found = collect([file], Names(rules), {}, date.today(), complete)
        return file, replace(found, base=Path(self.book.fullname).parent)

    def result(self, remembered: pd.DataFrame | None = None) -> Result:
        """Decide, pay and account, exactly as ``huibao run`` does, with what clerks filled in on 比对决定.

        ``remembered``: answers from elsewhere (frames.ANSWERS) that count besides.
        """
        rules = self.rules()
        _, found = self.read(rules)
        stage: Callable[[str, int | None], AbstractContextManager[Advance]] = self.stage
        said = [answers for answers in (remembered, self.answers()) if answers is not None]
        told = pd.concat(said, ignore_index=True) if said else None
        name = Path(self.book.fullname).name
        return settle(found, rules, self.setting("项目_批次名"), self.as_of(), stage, told, name)

    def comparison(self) -> Grid | None:
        """Return the sheet 比对决定 as it stands, None if there is none."""
        if not store.has_sheet(self.book, answer_sheet.SHEET):
            return None
        return lists.read_sheet(Path(self.book.fullname), self.book.sheets[answer_sheet.SHEET])

    def answers(self) -> pd.DataFrame | None:
        """Return what clerks filled in on the sheet 比对决定, None if there is no such sheet. Raises Stop (S60 to S63) at its faults."""
        grid = self.comparison()
        if grid is None or not grid.n_rows:
            return None
        return answer_sheet.answers(grid, Path(self.book.fullname).name, date.today())


def _shown(value: Any) -> str:
    """A setting as text.

    >>> _shown(2024.0), _shown(datetime(2024, 7, 1)), _shown(None)
    ('2024', '2024-07-01', '')
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


@contextmanager
def quiet(app: xw.App) -> Iterator[None]:
    """Switch off redrawing, calculation and questions; put each back as it was, whatever happens, and the status bar too."""
    switches = {
        "screen_updating": False,
        "display_alerts": False,
        "enable_events": False,
        "calculation": "manual",
    }
    with ExitStack() as after:
        after.callback(_set, app, "status_bar", False)
        for name, off in switches.items():
            after.callback(_set, app, name, getattr(app, name))
            setattr(app, name, off)
        yield


def _set(app: xw.App, name: str, value: Any) -> None:
    """Put a switch back; one that Excel refuses must not keep the others off."""
    with suppress(Exception):
        setattr(app, name, value)


def work(desk: Desk, function: Callable[[Desk], str], step: bool) -> str:
    """Run a command whole or not at all: what it changed is put back if it fails. Raises what the command raises.

    ``step``: it is listed in 运行记录 and taken back by 撤销上一步.
    """
    active = desk.book.sheets.active
    with quiet(desk.app):
        try:
            message = function(desk)
            if step:
                desk.keeper.commit()
                _record(desk, message)
            else:
                desk.keeper.discard()
        except BaseException:
            with suppress(Exception):
                desk.keeper.roll_back()
                active.activate()
            raise
        with suppress(Exception):  # a sheet that is gone cannot be shown
            (desk.shown or active).activate()
    return message


def _record(desk: Desk, message: str) -> None:
    """Remember what was run and how much; never whom it concerned."""
    runs = store.load(desk.book).get("runs", [])
    entry = [datetime.now().strftime("%Y-%m-%d %H:%M:%S"), desk.label, desk.note or message.splitlines()[0]]
    store.save(desk.book, runs=[*runs, entry][-_RUNS:])
    tick(desk.book, desk.label, f"{entry[0][:16]} {entry[2]}", desk.shown)


def tick(book: xw.Book, label: str, text: str, shown: xw.Sheet | None = None) -> None:
    """Write the state of a step on the start sheet, if there is one, with a link to the sheet that it filled."""
    if not store.has_sheet(book, START):
        return
    sheet = book.sheets[START]
    for row, value in enumerate(sheet.range((1, _STEP), (_LAST_STEP, _STEP)).value, 1):
        if value == label:
            sheet.range((row, _STATE)).value = text
            if shown is not None:
                sheet.range((row, _STEP)).add_hyperlink(inner_link(shown.name, "A1"), label)


def settings_folder() -> Path:
    """Return the folder of the user's settings; the log stands in it."""
    return Path.home() / ".huibao"


def log(label: str, defect: BaseException) -> Path | None:
    """Write kind and place of a defect, nothing that it says: a message may hold personal data. None if the disk refuses."""
    path = settings_folder() / "huibao.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {label}：{where(defect)}\n")
    except OSError:
        return None
    return path


def where(defect: BaseException) -> str:
    """Return the kind of a defect and the places of ours that it came through.

    >>> where(ValueError("310112……"))
    'ValueError'
    """
    trace, places = defect.__traceback__, []
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        places.append(f"{file.name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return "，".join([type(defect).__name__, *places[-6:]])
