"""The main job, from files to the result folder: the steps by name, in order."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from huibao_xl import findings, policy
from huibao_xl.equations import require
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.frames import DECISIONS
from huibao_xl.matching import apply
from huibao_xl.matching import table as comparison
from huibao_xl.matching.apply import Confirmed
from huibao_xl.matching.record import read_answers
from huibao_xl.policy import Policy
from huibao_xl.rosters.collect import Forced, Lists, collect
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent
from huibao_xl.subsidy import balance, categories, outreach, review, shares
from huibao_xl.subsidy.decide import Evidence, decide, dispositions, gather
from huibao_xl.subsidy.explanations import explain
from huibao_xl.subsidy.reports import bank, write_result
from huibao_xl.subsidy.reports.forms import require_forms
from huibao_xl.subsidy.result import Recipe, Result

Know = Callable[[Lists, Policy], Lists]
"""Called with the lists and the policy; gives the lists with what else is known about their people."""


def run(
    sources: Sources,
    policy_name: str,
    out: Path,
    name: str = "",
    as_of: date | None = None,
    passwords: Sequence[str] = (),
    force: bool = False,
    stage: Stage = silent,
    answers: Path | None = None,
    know: Know | None = None,
    templates: Path | None = None,
) -> Result:
    """Decide, pay and account for one year; write the folder ``out`` whole or not at all, and return what it holds.

    ``answers``: a file of what clerks said about near matches (比对决定.xlsx filled in, or what ``huibao decisions add`` keeps);
    ``know``: adds what the ledger knows to the lists: what was paid before, and who was struck out;
    ``templates``: a folder of forms that the bureau restyled. What the run was made from is stored with the result, so that ``huibao verify`` can
    make it again.

    Raises Stop: exit status 2 where the input cannot be used, 1 where the balance does not hold.
    """
    started, rules = datetime.now(), policy.load(policy_name)
    if templates is not None:
        require_forms(templates, rules)
    with atomic_folder(out, force) as folder:
        answered = read_answers(answers) if answers else None
        files, unread = open_sources(sources, passwords, stage, rules)
        lists = clean(files, unread, rules, sources.forced, started.date(), stage)
        if know is not None:
            lists = know(lists, rules)
        recipe = Recipe(
            sources=tuple((file.path.resolve(), file.sha256) for file in files),
            forced=sources.forced,
            today=started.date(),
            answers=answered,
            answers_file=answers.name if answers else "",
            prior=lists.prior if know is not None else None,
            struck=lists.struck if know is not None else None,
        )
        decided = settle(lists, rules, name, as_of, stage, answered, recipe.answers_file)
        result = replace(decided, templates=templates, started=started, recipe=recipe)
        with stage("写出结果", None):
            write_result(result, folder)
    return result


def read(sources: Sources, rules: Policy, passwords: Sequence[str] = (), stage: Stage = silent) -> Lists:
    """Read and clean every list of the sources. Raises Stop as the reading and ``rosters.collect`` do."""
    files, unread = open_sources(sources, passwords, stage, rules)
    return clean(files, unread, rules, sources.forced, date.today(), stage)


def clean(
    files: Sequence[SourceFile],
    unread: Sequence[pd.DataFrame],
    rules: Policy,
    forced: Forced,
    today: date,
    stage: Stage = silent,
) -> Lists:
    """Return the lists of files that are read. ``unread``: findings about those that were left out. Raises Stop as ``rosters.collect`` does."""
    with stage("识别名单、核验单元格", None):
        lists = collect(files, rules, forced, today)
    return replace(lists, findings=findings.concat([*unread, lists.findings]))


def settle(
    source: Lists,
    rules: Policy,
    name: str = "",
    as_of: date | None = None,
    stage: Stage = silent,
    answers: pd.DataFrame | None = None,
    answers_file: str = "",
) -> Result:
    """Decide every insured row, pay, find the missed and prove that it adds up. Touches no file. Raises Stop(S09).

    ``answers``: what clerks said about near matches (frames.ANSWERS), from ``answers_file``; Stop(S63) if it contradicts itself.
    """
    with stage("认定资格", None):
        source, unpaid = categories.named_by_policy(source, rules)
        said = apply.apply(source, answers, answers_file)
        lists = said.lists
        evidence = gather(lists.insured, lists.entries, lists.group, lists.prior, rules, as_of, said.said, lists.struck)
        decisions = _decisions(said, evidence, rules)
        compared = comparison.compare(decisions["code"], source, evidence, said)
    with stage("计算补贴、核对平衡", None):
        paid, about_accounts = shares.pay(decisions, lists.accounts, rules)
        split = shares.by_township(paid, rules)
        day = pd.Timestamp(as_of or rules.reference_date)
        missed = outreach.outreach(lists.entries, lists.insured, evidence.near, day, rules.categories)
        read_rows = int(lists.sheets.loc[lists.sheets["role"] == "承保名单", "rows"].sum())
        table = balance.balance(read_rows, decisions, paid, split, rules.amount_fen)
        table = pd.concat([table, balance.bank_equation(bank.total_fen(paid), paid)], ignore_index=True)
        require(table)
        odd = review.review(decisions, evidence.facts["roster_town"], lists)
    return Result(
        policy=rules,
        as_of=as_of,
        name=name or rules.title,
        inputs=lists.sheets,
        decisions=decisions,
        payments=paid,
        shares=split,
        outreach=missed,
        findings=findings.concat([odd, unpaid, about_accounts, said.findings, lists.findings]),
        balance=table,
        entries=lists.entries,
        base=lists.base,
        compared=compared,
    )


def _decisions(said: Confirmed, evidence: Evidence, rules: Policy) -> pd.DataFrame:
    lists, codes = said.lists, decide(evidence.facts)
    why, advice = explain(codes, lists, evidence, rules)
    why, advice = apply.explained(codes, why, advice, said, evidence.facts["unsettled"])
    facts = evidence.facts[["day", "home", "categories", "main_category", "in_roster"]]
    decided = pd.DataFrame({"disposition": dispositions(codes), "code": codes, "why": why, "advice": advice})
    return DECISIONS.check(pd.concat([lists.insured, facts, decided], axis=1))
