"""发放 on the page: the acts of a batch, each that of ``payments``, and what waits for whom."""

from collections.abc import Callable

from flask import Flask, abort, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from huibao_xl.commands import line_numbers
from huibao_xl.desk.project import BANK, Project
from huibao_xl.desk.words import WORDS
from huibao_xl.money import format_yuan
from huibao_xl.payments import acts, every_batch, ledger_acts
from huibao_xl.payments.bank.layouts import layouts
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Outcome

Back = Callable[[str, list[str]], Response]


def add_pages(app: Flask, project: Project, back: Back) -> None:
    """Add the page 发放 and its acts to the app. ``back``: shows what was done."""

    @app.get("/pay")
    def pay() -> str:
        batches = ledger_acts.list_batches(project.ledger).to_dict("records") if project.ledger.is_file() else []
        for row in batches:
            row["amount"], row["paid_yuan"] = format_yuan(row["amount_fen"]), format_yuan(row["paid_fen"])
        batches.sort(key=lambda row: "存疑" not in row["state"])  # what the bank contradicts comes first
        return render_template("pay.html", batches=batches, layouts=[*layouts()], page="pay")

    @app.post("/pay/<act>")
    def act(act: str) -> Response:
        if act not in ACTS:
            abort(404)
        by = request.form.get("by", "").strip()
        if not by and act != "verify":
            raise Stop("S07", why="没有写经手人", advice="请写上自己的姓名")
        return back("pay", ACTS[act](project, by).lines(WORDS))


def _make(project: Project, by: str) -> Outcome:
    folder = project.result_folder()
    if folder is None:
        raise Stop("S07", why="还没有认定", advice="请先在“认定”一页按“开始认定”")
    flow, layout = _one_of("payer", ("街镇", "区")), _one_of("layout", [*layouts()])
    again = acts.make_again(folder)
    return acts.make(project.ledger, folder, flow, by, layout) + again  # type: ignore[arg-type]


def _sign(step: str) -> Callable[[Project, str], Outcome]:
    def sign(project: Project, by: str) -> Outcome:
        return acts.sign(project.ledger, _text("batch"), step, by, _lines("strike"), _text("why"), _text("seal"))

    return sign


def _reject(project: Project, by: str) -> Outcome:
    return acts.reject(project.ledger, _text("batch"), by, _text("why"))


def _export(project: Project, by: str) -> Outcome:
    return acts.export(project.ledger, _text("batch"), by)


def _return(project: Project, by: str) -> Outcome:
    given: FileStorage | None = request.files.get("file")
    if given is None or not given.filename:
        raise Stop("S07", why="没有选回盘文件", advice="请选好银行给的文件")
    path = project.add(given.filename, given.stream, project.folder / BANK)
    return every_batch.take_return(project.ledger, str(path), by)


def _resolve(project: Project, by: str) -> Outcome:
    lines, amount = _lines("lines"), _text("amount")
    return acts.resolve(project.ledger, _text("batch"), _text("state"), by, _text("why"), lines, amount)


def _reissue(project: Project, by: str) -> Outcome:
    return acts.reissue(project.ledger, _text("batch"), by, [str(path) for path in project.files()])


def _verify(project: Project, by: str) -> Outcome:
    return ledger_acts.check(project.ledger)


ACTS: dict[str, Callable[[Project, str], Outcome]] = {
    "make": _make,
    "review": _sign("审核"),
    "approve": _sign("审批"),
    "reject": _reject,
    "export": _export,
    "return": _return,
    "resolve": _resolve,
    "reissue": _reissue,
    "verify": _verify,
}
"""{what stands in the address: the act}."""


def _text(name: str) -> str:
    return request.form.get(name, "").strip()


def _one_of(name: str, words: list[str] | tuple[str, ...]) -> str:
    """What a form chose of these. Raises Stop(S07) if it is none of them."""
    if (chosen := _text(name)) not in words:
        raise Stop("S07", why="这一页的数据不对", advice="请刷新后再试一次")
    return chosen


def _lines(name: str) -> list[int]:
    """The numbers of lines that a form names. Raises Stop(S07) for what is none."""
    try:
        return line_numbers.parse(text) if (text := _text(name)) else []
    except ValueError:
        raise Stop("S07", why=f"“{_text(name)}”不是{line_numbers.EXAMPLE}", advice="请改正后再做") from None
