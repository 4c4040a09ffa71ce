"""What a command works with (the workbook as it stands, what was asked), and what it answers: a message and changes, of which none is made yet."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from huibao_xl import policy
from huibao_xl.commands.parameters import LEDGER_FILE
from huibao_xl.excel import long_answers, parameters, sheets, undo
from huibao_xl.excel.changes import Changes
from huibao_xl.excel.progress import tick
from huibao_xl.excel.sheets import START, Drawn
from huibao_xl.excel.snapshot import Snapshot
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.writing.workplace import private
from huibao_xl.matching import sheet
from huibao_xl.payments.ledger import paid
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.reasons.shown import where
from huibao_xl.rosters import column_answers
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.fields import role_book_of
from huibao_xl.rosters.lists import Lists
from huibao_xl.rosters.sources import Advance
from huibao_xl.subsidy.prior import with_ledger
from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.steps import decide_and_pay

SETTINGS = ("项目_政策年度", "项目_批次名", "项目_参考日期", "项目_导入文件")
"""Defined names of the start sheet that clerks fill in; a workbook without them gets the latest policy."""
_RUNS = 500
PLACES = 6
"""Places of a defect that are written down."""


Show = Callable[[str], None]
"""Shows a line of progress: on the status bar, or nowhere."""


@dataclass
class Desk:
    """One command on one workbook: what it reads (``snapshot``) and what was chosen.

    ``source`` and ``number``: what the command line names with --from and --id; ``show``: where progress shows; ``running``: what an examination of this computer says of the
    program behind the workbook.
    """

    snapshot: Snapshot
    label: str
    source: Path | None = None
    number: str = ""
    show: Show = lambda line: None
    running: str = "没有用 Excel"
    changed: list[str] = field(default_factory=list)
    digest: str = ""
    remembered_columns: pd.DataFrame | None = None
    _rules: Policy | None = None

    @property
    def path(self) -> Path:
        """Where the workbook stands."""
        return self.snapshot.path

    @property
    def folder(self) -> Path:
        """Where the workbook stands; Raises Stop(S07) if it was never saved."""
        if not self.path.is_absolute() or not self.path.parent.is_dir():
            raise Stop("S07", why="工作簿还没有保存到本机的文件夹", advice="请先保存工作簿，再按一次按钮")
        return self.path.parent

    @property
    def ledger(self) -> Path:
        """The ledger that belongs to the workbook: beside it, there or not."""
        return self.folder_or_here() / LEDGER_FILE

    def folder_or_here(self) -> Path:
        """Return where the workbook stands, or the current folder."""
        return self.path.absolute().parent

    @contextmanager
    def stage(self, title: str, steps: int | None = None) -> Iterator[Advance]:
        """Show a stage on the status bar, with counts where they are known (the Stage that ``run`` asks for)."""
        done = 0

        def show() -> None:
            self.show(f"沪惠保 · {self.label}：{title}" + (f" {done:,}/{steps:,}" if steps else "") + "……")

        def advance() -> None:
            nonlocal done
            done += 1
            show()

        show()
        yield advance

    def setting(self, name: str) -> str:
        """Return what a clerk filled in at a defined name of the start sheet, "" if nothing or if there is no such name.

        Raises Stop(S07) if the name leads nowhere any more: a setting that was deleted is not one that was left empty.
        """
        if name not in self.snapshot.names:
            return ""
        place = self.snapshot.place(name)
        if place is None:
            raise _lost(name)
        return self.snapshot.text(place).strip()

    def rules(self) -> Policy:
        """Return the policy that the start sheet names, or the latest, with what staff changed on the sheet 参数.

        Raises Stop(S07) if there is none of that year, Stop(S45, S46) if a value on the sheet will not do.
        """
        if self._rules is None:  # one command, one policy
            self._rules = parameters.rules(self.snapshot, self.policy_name())
            self.changed = parameters.changes(self._rules)
        return self._rules

    def policy_name(self) -> str:
        """Return which policy the start sheet names, or the latest."""
        return self.setting("项目_政策年度") or policy.latest()

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
            file = self.snapshot.source
        with self.stage("识别名单、核验单元格", None):
            found = collect([file], rules, {}, date.today(), complete, self.column_answers(rules))
        settings = [file.sha256, self.policy_name(), *self.changed, *map(self.setting, SETTINGS[1:3])]
        self.digest = hashlib.sha256(repr(settings).encode()).hexdigest()
        return file, replace(found, base=self.path.parent)

    def result(self, remembered: pd.DataFrame | None = None) -> Result:
        """Decide, pay and account, exactly as ``huibao run`` does, with what clerks filled in on 比对决定, and with the ledger
        beside the workbook if there is one.

        ``remembered``: answers from elsewhere (frames.ANSWERS) that count besides.
        """
        rules = self.rules()
        _, found = self.read(rules)
        if self.ledger.is_file():
            found = with_ledger(found, paid.ledger_facts(self.ledger, rules))
        stage: Callable[[str, int | None], AbstractContextManager[Advance]] = self.stage
        answers_so_far = [answers for answers in (remembered, self.answers()) if answers is not None]
        all_answers = pd.concat(answers_so_far, ignore_index=True) if answers_so_far else None
        name = self.path.name
        return decide_and_pay(found, rules, self.setting("项目_批次名"), self.as_of(), stage, all_answers, name)

    def column_answers(self, rules: Policy) -> pd.DataFrame | None:
        """Return what clerks filled in on the sheet 列对应, and what ``remembered_columns`` holds; None if there is neither.
        Raises Stop (S60, S61, S63) at its faults."""
        grid = self.sheet_grid(column_answers.SHEET)
        name = self.path.name
        found = [] if self.remembered_columns is None else [self.remembered_columns]
        if grid is not None and grid.n_rows:
            found.append(
                column_answers.answers_of(grid, name, date.today(), role_book_of(rules), self.remembered_columns, name)
            )
        return pd.concat(found, ignore_index=True) if found else None

    def comparison(self) -> Grid | None:
        """Return the sheet 比对决定 as it stands, None if there is none."""
        return self.sheet_grid(sheet.SHEET)

    def sheet_grid(self, name: str) -> Grid | None:
        """Return a sheet as it stands, None if there is none."""
        return self.snapshot.sheet(name)

    def answers(self) -> pd.DataFrame | None:
        """Return what clerks filled in on the sheet 比对决定, None if there is no such sheet. Raises Stop (S60 to S63) at its faults."""
        grid = self.comparison()
        if grid is None or not grid.n_rows:
            return None
        return sheet.answers(grid, self.path.name, date.today())


def _lost(name: str) -> Stop:
    title = name.removeprefix("项目_")
    return Stop(
        "S07",
        why=f"“{START}”表中“{title}”的格子被删除了（名称“{name}”已失效）",
        advice="请在“名称管理器”中让它指向填写的格子，或删除这个名称",
    )


@dataclass(frozen=True)
class Answer:
    """What a command says and does. ``note``: what 运行记录 remembers of it, the first line of the message if it is ""."""

    message: str
    changes: Changes = field(default_factory=Changes)
    note: str = ""


@dataclass(frozen=True)
class Work:
    """All that a command does, ready to be applied. ``drawn``: its sheets, in drafts; ``step``: the label of the step that can be taken back then, ""
    if this is none."""

    message: str
    changes: Changes
    drawn: list[Drawn]
    step: str


def work(desk: Desk, function: Callable[[Desk], Answer], step: bool, folder: Path) -> Work:
    """Run a command: everything that is to be applied, with what the hidden sheet remembers of it. Nothing is changed yet.

    ``step``: it is listed in 运行记录 and taken back by 撤销上一步; ``folder``: where its sheets are drawn. Raises what the command raises.
    """
    answer = function(desk)
    message = answer.message + _about_changes(desk.changed)
    changes = _with_long_message(answer.changes, message)
    sheets.require_writable(desk.snapshot, changes.sheets)
    drawn = sheets.draw(changes.sheets, folder)
    names = sheets.names_to_define(desk.snapshot, drawn)
    changes = replace(changes, names=changes.names | names)
    changes = undo.prepared(desk.snapshot, changes, desk.label if step else "")
    is_new = (changes.entries or {}).get("undo") is not desk.snapshot.entries.get("undo")
    label = desk.label if step and is_new else ""
    if step:
        changes = _recorded(desk, changes, answer.note or message.splitlines()[0])
    return Work(message, changes, drawn, label)


def _with_long_message(changes: Changes, message: str) -> Changes:
    """The changes with a sheet for the message, if no box could show it."""
    if not long_answers.is_long(message):
        return changes
    table = long_answers.on_sheet(message)
    return replace(changes, sheets=(*changes.sheets, table), shown=changes.shown or table.sheet.name)


def _about_changes(changed: list[str]) -> str:
    """What a message says of values that are not the policy file's; nobody shall be surprised by a result."""
    return f"\n按“参数”表中本工作簿改过的值：{'；'.join(changed)}。" if changed else ""


def _recorded(desk: Desk, changes: Changes, note: str) -> Changes:
    """The changes with what was run and how much; never whom it concerned."""
    entries = desk.snapshot.entries if changes.entries is None else changes.entries
    now = datetime.now().strftime("%Y-%m-%d %H:%M:%S")
    runs = [*entries.get("runs", []), [now, desk.label, note]][-_RUNS:]
    steps, cells = tick(
        desk.snapshot, entries.get("steps", {}), desk.label, f"{now[:16]} {note}", desk.digest, changes.shown
    )
    return replace(changes, entries=entries | {"runs": runs, "steps": steps}, cells=(*changes.cells, *cells))


def settings_folder() -> Path:
    """Return the folder of the user's settings; the log stands in it."""
    return Path.home() / ".huibao"


def log(label: str, defect: BaseException) -> Path | None:
    """Write kind and place of a defect, nothing that it says: a message may hold personal data. None if the disk refuses."""
    path = settings_folder() / "huibao.log"
    try:
        with private():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {label}：{where(defect, PLACES)}\n")
    except OSError:
        return None
    return path
