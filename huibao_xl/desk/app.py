"""The pages and what is done on them. Every rule is that of the job or act that is called; a Stop is a sentence on the page."""

import getpass
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, g, render_template, request, send_file
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from huibao_xl import explain, policy
from huibao_xl.desk import answering, paying, steps, work
from huibao_xl.desk.guard import FORM_TOKEN, Guard
from huibao_xl.desk.project import Project, day_shown
from huibao_xl.desk.sheets import sheet_of, sheets_of
from huibao_xl.desk.tables import Wanted, choices, masked, page_of
from huibao_xl.desk.words import WORDS
from huibao_xl.files.results import names
from huibao_xl.files.writing.workplace import private, reason_of
from huibao_xl.reasons import Stop
from huibao_xl.reasons.shown import where
from huibao_xl.screen import next_steps
from huibao_xl.subsidy.result import Result

_UNMASKED = 10 * 60
"""Seconds for which whole numbers are shown after somebody asked for them."""
_REFUSED = {
    403: "不能打开：请用打开网页时给出的地址（只能用一次）；放着半小时没有用的，请关闭后重新打开。",
    404: "没有这一页。",
    405: "没有这一页。",
    409: "这一页已经用过一次，或放得太久了。请回到上一页，刷新后再做。",
    413: "文件太大。一次放不下的，请分几次放，或直接复制到项目文件夹的“收到的名单”里。",
}


@dataclass
class State:
    """One server. ``read``: the last result that was opened, by its folder."""

    project: Project
    guard: Guard
    read: dict[Path, Result] = field(default_factory=dict)

    def result(self) -> Result | None:
        """Return the last result; it is opened once."""
        folder = self.project.result_folder()
        if folder is None:
            return None
        if folder not in self.read:
            self.read.clear()
            found = self.project.result()
            if found is not None:
                self.read[folder] = found
        return self.read.get(folder)


def make_app(project: Project, guard: Guard) -> Flask:
    """Return the app of a project."""
    app = Flask("huibao_xl.desk")
    state = State(project, guard)
    guard.protect(app)
    app.jinja_env.globals |= {"form_token": lambda: g.session.new_form(), "FORM_TOKEN": FORM_TOKEN}
    app.context_processor(lambda: _common(state))
    for error in _REFUSED:
        app.register_error_handler(error, _refused)
    app.register_error_handler(Stop, lambda stop: _sentence(stop.text(WORDS), 400))
    app.register_error_handler(
        OSError, lambda error: _sentence(f"不能读写文件（{reason_of(error)}）。请检查磁盘和权限后重试。", 500)
    )
    app.register_error_handler(Exception, _defect)
    _add_pages(app, state)
    paying.add_pages(app, state.project, _back)
    return app


def _common(state: State) -> dict[str, Any]:
    unmasked = "session" in g and time.monotonic() < g.session.unmasked
    return {"project_name": state.project.folder.name, "unmasked": unmasked, "pages": _PAGES}


_PAGES = {
    "start": "总览",
    "lists": "收名单",
    "decide": "认定",
    "columns": "列对应",
    "pairs": "比对决定",
    "person": "查某人",
    "money": "测算",
    "pay": "发放",
}


def _refused(error: HTTPException) -> AnyResponse:
    return _sentence(_REFUSED[error.code or 403], error.code or 403)


def _defect(error: Exception) -> AnyResponse:
    if isinstance(error, HTTPException):
        return _sentence("不能这样做，请回到上一页。", error.code or 400)
    return _sentence(f"程序内部出错（{where(error)}）。请把这一行发给维护人员。", 500)


def _sentence(sentence: str, status: int = 200, lines: list[str] | None = None) -> AnyResponse:
    page = render_template("message.html", sentence=sentence, lines=lines or [], page="", has_session="session" in g)
    return Response(page, status)


def _back(endpoint: str, lines: list[str]) -> AnyResponse:
    """Show what was done, with the way back to a page."""
    return Response(render_template("done.html", lines=lines, back=endpoint, page=endpoint))


def _add_pages(app: Flask, state: State) -> None:
    project = state.project

    @app.get("/")
    def start() -> str:
        result = state.result()
        path = steps.path_of(project, result, work.is_current(project))
        to_do = next_steps(result) if result is not None else []
        return render_template("start.html", path=path, to_do=to_do, page="start")

    @app.get("/lists")
    def lists() -> str:
        files = [
            (path.relative_to(project.lists).as_posix(), path.stat().st_size, day_shown(path))
            for path in project.files()
        ]
        result = state.result()
        read = [] if result is None else result.inputs.astype(object).to_dict("records")
        chosen, years = project.settings(), sorted(policy.policies(), reverse=True)
        return render_template("lists.html", files=files, read=read, chosen=chosen, years=years, page="lists")

    @app.post("/lists")
    def add_lists() -> AnyResponse:
        given = [each for each in request.files.getlist("files") if each.filename]
        if not given:
            raise Stop("S07", why="没有选文件", advice="请选好文件再放")
        lines = []
        for each in given:
            try:
                lines.append(f"已收到：{project.add(each.filename or '', each.stream).name}")
            except Stop as stop:
                lines.append(stop.text(WORDS))
        return _back("lists", lines)

    @app.post("/lists/out")
    def take_out() -> AnyResponse:
        name = project.take_out(_number(request.form.get("file", "")))
        return _back("lists", [f"“{name}”已移到“移走的名单”文件夹，没有删除。"])

    @app.post("/settings")
    def set_project() -> AnyResponse:
        form = request.form
        project.set(form.get("policy", ""), form.get("name", "").strip(), form.get("as_of", "").strip())
        return _back("lists", ["设置已保存，下次认定按它做。"])

    @app.get("/decide")
    def decide() -> str:
        result = state.result()
        sheets = [] if result is None else [(name, len(sheet.rows)) for name, sheet in sheets_of(result).items()]
        current = work.is_current(project)
        return render_template(
            "decide.html", work=work.work_of(project), sheets=sheets, result=result, current=current, page="decide"
        )

    @app.post("/decide")
    def begin() -> AnyResponse:
        work.start(project)
        return Response(status=303, headers={"Location": "/decide"})

    @app.post("/decide/cancel")
    def cancel() -> AnyResponse:
        work.cancel(project)
        return _back("decide", ["已取消，没有写出结果，名单没有改动。"])

    @app.get("/progress")
    def progress() -> dict[str, Any]:
        found = work.work_of(project)
        return {"state": found.state, "stage": found.stage, "done": found.done, "steps": found.steps}

    @app.route("/list/<name>", methods=["GET", "POST"])
    def listed(name: str) -> str:
        sheet = sheet_of(_needed(state), name)
        if sheet is None:
            abort(404)
        values = request.values
        filters = [title for title in ("级别", "代码", "街镇", "发放状态", "来源文件") if title in sheet.rows]
        only = tuple((title, values.get(title, "")) for title in filters)
        wanted = Wanted(
            request.form.get("text", "").strip(),
            only,
            values.get("order", ""),
            values.get("falling") == "1",
            _number(values.get("page", "1")),
        )
        shown = page_of(sheet, wanted, _common(state)["unmasked"])
        options = {title: choices(sheet, title) for title in filters}
        return render_template("list.html", shown=shown, wanted=wanted, only=dict(only), options=options, page="decide")

    @app.post("/whole")
    def unmask() -> AnyResponse:
        why = request.form.get("why", "").strip()
        if not why:
            raise Stop("S07", why="没有写为什么要看完整号码", advice="请写上用途，会记在项目文件夹的“查看记录”里")
        _note_asking(project, why)
        g.session.unmasked = time.monotonic() + _UNMASKED
        return _back(
            request.form.get("back", "start") if request.form.get("back") in _PAGES else "start",
            ["十分钟内显示完整号码，已记入查看记录。"],
        )

    @app.get("/columns")
    def columns() -> str:
        result = _needed(state)
        asked = [(at, row) for at, row in answering.questions(result).to_dict("index").items()]
        of_columns, of_sheets = answering.meanings(result)
        return render_template("columns.html", asked=asked, of_columns=of_columns, of_sheets=of_sheets, page="columns")

    @app.post("/columns")
    def confirm() -> AnyResponse:
        meant = _numbered("meaning-")
        line = answering.confirm(project, _needed(state), meant, request.form.get("by", "").strip())
        return _back("columns", [*line.splitlines(), "请到“认定”一页再认定一次，答复才起作用。"])

    @app.get("/pairs")
    def pairs() -> str:
        result = _needed(state)
        compared = result.compared.to_dict("index")
        unmasked = _common(state)["unmasked"]
        for row in compared.values():
            for side in ("left_id", "right_id"):
                row[f"{side}_shown"] = row[side] if unmasked else masked(row[side])
        return render_template(
            "pairs.html", pairs=list(compared.items())[:_MOST], more=max(0, len(compared) - _MOST), page="pairs"
        )

    @app.post("/pairs")
    def decide_pairs() -> AnyResponse:
        answers = _numbered("answer-")
        form = request.form
        answered = {
            at: (word, form.get(f"adopted-{at}", ""), form.get(f"remark-{at}", "").strip())
            for at, word in answers.items()
        }
        line = answering.decide(project, _needed(state), answered, form.get("by", "").strip())
        return _back("pairs", [*line.splitlines(), "请到“认定”一页再认定一次，决定才起作用。"])

    @app.route("/person", methods=["GET", "POST"])
    def person() -> str:
        number, lines = request.form.get("number", "").strip(), []
        if number:
            lines = explain.explain_person(number, _needed(state)).splitlines()
        return render_template("person.html", lines=lines, page="person")

    @app.get("/money")
    def money() -> str:
        result = _needed(state)
        tables = [page_of(sheets_of(result)[name], Wanted(), True) for name in ("分摊汇总", "资金拨付")]
        balance = result.balance.to_dict("records")
        return render_template("money.html", tables=tables, balance=balance, page="money")

    @app.get("/workbook")
    def workbook() -> AnyResponse:
        folder = project.result_folder()
        if folder is None:
            abort(404)
        return send_file(folder / names.RUN_WORKBOOK, as_attachment=True)


_MOST = 200
"""Pairs on a page."""


def _needed(state: State) -> Result:
    """The last result. Raises Stop(S07) if there is none."""
    result = state.result()
    if result is None:
        raise Stop("S07", why="还没有认定", advice="请先在“认定”一页按“开始认定”")
    return result


def _number(text: str) -> int:
    """A whole number that a form names. Raises Stop(S07) if it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Stop("S07", why="这一页的数据不对", advice="请刷新后再试一次")
    return int(text)


def _numbered(prefix: str) -> dict[int, str]:
    """{number behind the prefix: what was chosen} of the fields of a form that were filled in."""
    found = {
        _number(name.removeprefix(prefix)): value for name, value in request.form.items() if name.startswith(prefix)
    }
    return {at: value for at, value in found.items() if value}


def _note_asking(project: Project, why: str) -> None:
    """Write down that somebody asked for whole numbers: when, by which account, what for."""
    line = f"{datetime.now():%Y-%m-%d %H:%M:%S}\t{getpass.getuser()}\t{' '.join(why.split())}\n"
    with private(), work.log_of(project).open("a", encoding="utf-8") as file:
        file.write(line)
