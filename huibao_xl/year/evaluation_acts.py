"""What ``huibao self-evaluation`` does: judge a year of the project by its goals and write the 绩效自评表."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from huibao_xl import equations
from huibao_xl.files.writing.atomic import new_file
from huibao_xl.money import format_yuan
from huibao_xl.payments import budgets, declared, terms
from huibao_xl.payments.execution import Execution, execution
from huibao_xl.payments.ledger.budget_changes import DISTRICT_STREETS, DISTRICT_TOWNS
from huibao_xl.payments.ledger.store import Ledger, opened
from huibao_xl.payments.papers import SEAL
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done, Outcome, done
from huibao_xl.year import evaluation, objectives
from huibao_xl.year.evaluation import PER_HEAD, Figure, Item, Material, Scored
from huibao_xl.year.evaluation_answers import Answer, read_answers
from huibao_xl.year.evaluation_book import Content, write_book
from huibao_xl.year.evaluation_figures import (
    FIRST_BUDGET,
    Evidence,
    evidence,
    figures,
    ledger_balance,
    points_balance,
)
from huibao_xl.year.evaluation_form import Head
from huibao_xl.year.objectives import Objectives
from huibao_xl.year.survey import Survey, read_survey


def write_evaluation(
    folder: Path,
    ledger_path: Path,
    out: Path,
    survey: Path | None = None,
    answers: Path | None = None,
    material: Path | None = None,
    goals: Path | None = None,
    force: bool = False,
) -> Outcome:
    """Write the 绩效自评表 of the year of a result to the workbook ``out`` and say its total, or what it lacks.

    ``folder``: the result, whose people count as entitled; ``survey``: a file of answers; ``answers``: a 绩效自评表 whose 填报 was filled in; ``material``, ``goals``: weights and goals, by default
    those that ship. Raises Stop(S32, S90) for a result that was edited, S93 if the ledger's batches were made by another policy, S100 for material, S60 and S61 for files of answers, S09 (exit
    status 1) if an equation does not hold, S14 and S15 for a file that must stay.
    """
    inputs = [path for path in (folder, ledger_path, survey, answers, material, goals) if path is not None]
    with new_file(out, force, inputs) as work:
        rules = declared.read(folder).rules
        words = objectives.load(rules, goals)
        settings = evaluation.load(rules, words, material)
        items = evaluation.items(settings, words, rules)
        answered = read_survey(survey, items) if survey else Survey()
        written = read_answers(answers, rules.year, items, answered.names) if answers else {}
        decided = declared.decided(folder)
        with opened(ledger_path) as ledger:
            terms.require_no_other(ledger, rules)
            content = _content(ledger, rules, words, settings, items, answered, written, decided)
        equations.require(content.balance)
        write_book(work, content)
    return _outcome(content) + done(Done.EVALUATION_AT, path=out)


def _content(
    ledger: Ledger,
    rules: Policy,
    words: Objectives,
    material: Material,
    items: Sequence[Item],
    survey: Survey,
    written: dict[str, Answer],
    decided: pd.DataFrame,
) -> Content:
    year = execution(ledger, rules, decided)
    rows = evidence(year, terms.first_policy(ledger, rules), words.declared)
    scored = _scored(items, figures(items, rows, ledger.path.name), survey, written)
    budget = budgets.of_year(ledger, rules)
    of_ledger = ledger_balance(rows, year, words.declared, decided, budget)
    balance = equations.join([points_balance(material, scored), of_ledger])
    given = {name: Scored(items[0], answer.figure, answer.reason) for name, answer in written.items() if answer.figure}
    head = _head(ledger, rules, words, material, year, rows)
    return Content(material, head, scored, rows, survey, balance, given, _left_out(words, year))


def _left_out(words: Objectives, year: Execution) -> dict[str, int]:
    executed = dict(zip(year.by_bearer["bearer"], year.by_bearer["executed_fen"].tolist(), strict=True))
    of_district = (DISTRICT_STREETS, DISTRICT_TOWNS)
    return {name: executed[name] for name in of_district if name not in words.declared and executed[name]}


def _scored(
    items: Sequence[Item], found: dict[str, Figure], survey: Survey, written: dict[str, Answer]
) -> list[Scored]:
    """Each item with its figure: the ledger's, the survey's, or what a person wrote. Raises Stop(S07) if the ledger cannot tell one that it should."""
    scored = []
    for item in items:
        answer = written.get(item.name, Answer())
        figure = answer.figure if item.typed else found.get(item.name)
        if item.name in survey.names:
            above, below = survey.counts(item.name)
            figure = Figure(above, below, f"调查“{survey.file}”，有效回答 {below:,} 份")
        if figure is None and not item.typed:
            why = f"算不出“{item.name}”：政策没有写明发放的期限"
            raise Stop("S07", why=why, advice="请在政策文件写明期限（deadline），或在自评材料里把它改为填报")
        scored.append(Scored(item, figure, answer.reason))
    return scored


def _head(
    ledger: Ledger, rules: Policy, words: Objectives, material: Material, year: Execution, rows: Evidence
) -> Head:
    first = rows.budget.loc[rows.budget["what"] == FIRST_BUDGET, "fen"].sum()
    people, paid = int(year.by_township["paid_people"].sum()), int(year.by_township["amount_fen"].sum())
    counted = int(rows.paid["counted_fen"].sum())
    seq, hash = ledger.head()
    notes = [
        f"执行数为{'、'.join(words.declared)}的实付（减追回）；各项数字取自台账（第 {seq:,} 号记录，校验码 {hash[:SEAL]}）和认定结果，见“得分计算”和各明细表。",
        f"分值和等级{'未核定' if material.unsettled else '有原文'}（{material.checked_on} 核对），见“依据”。",
        "项目负责人：　　　　　　　　填表人：　　　　　　　　联系电话：　　　　　　　　填表日期：　　　　年　　月　　日",
    ]
    reached = f"向 {people:,} 名符合条件的困难群众发放补贴 {format_yuan(paid)} 元，其中列入本项目预算的 {format_yuan(counted)} 元。"
    return Head(
        title=material.title,
        year_title=f"（{material.year} 年度）",
        project=words.project,
        department=material.department,
        unit=words.unit,
        goal=objectives.overall_goal(words, rules),
        reached=reached,
        first_fen=int(first),
        budget_fen=int(rows.budget["fen"].sum()),
        notes=notes,
    )


def _outcome(content: Content) -> Outcome:
    points, material = evaluation.total(content.scored), content.material
    if points is None:
        open_ones = [each.item.name for each in content.scored if each.points is None]
        unexplained = [each.item.name for each in content.scored if each.unexplained]
        parts = [f"待填 {'、'.join(open_ones)}"] if open_ones else []
        parts += [f"缺偏差原因 {'、'.join(unexplained)}"] if unexplained else []
        outcome = done(Done.EVALUATION_OPEN, year=material.year, why="；".join(parts))
    else:
        word = evaluation.grade(material.grades, points)
        outcome = done(Done.EVALUATED, year=material.year, points=_two_decimals(points), grade=word)
    for each in content.scored:
        shown = f"{_two_decimals(each.points)}/{each.item.score} 分" if each.points is not None else "没有得分"
        item = {"name": each.item.name, "value": _value_shown(each), "target": each.item.shown}
        outcome += done(Done.EVALUATION_ITEM, **item, points=shown)
    for bearer, fen in content.left_out.items():
        outcome += done(Done.EVALUATION_LACKS, bearer=bearer, amount_fen=fen)
    if material.unsettled:
        outcome += done(Done.EVALUATION_UNSETTLED, on=material.checked_on.isoformat())
    return outcome


def _value_shown(each: Scored) -> str:
    if each.value is None:
        return "待填"
    number = _two_decimals(each.value)
    return f"{number} 元/人" if each.item.by == PER_HEAD else f"{number}%"


def _two_decimals(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"
