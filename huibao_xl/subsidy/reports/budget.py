"""预算表: the form of the project description (三、1) with live formulas over the named parameters of the sheet 参数.

The form is templates/预算表.xlsx; its formulas stay, and the values computed here in fen are what they show until Excel
recalculates. A test recalculates them with LibreOffice and compares.
"""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pandas as pd

from huibao_xl.files.writing import template
from huibao_xl.files.writing.template import Value
from huibao_xl.files.writing.workbook import Book, yuan
from huibao_xl.money import district_share
from huibao_xl.policy import Policy
from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.templates import read_form

TEMPLATE = "预算表.xlsx"
_PREFIX = "预算_"
_RATIO = {"街道": "街道区级比例", "镇": "镇区级比例"}


def budget_values(policy: Policy, shares: pd.DataFrame) -> dict[str, int | Decimal | None]:
    """Return every figure of 预算表 by the template's name without its prefix: heads as int, the rest as Decimal.

    The estimate knows only 街道 and 镇 heads, so 莘庄工业区 is estimated like a 镇; what was paid is added up by 街镇.
    """
    estimate = policy.budget or {"街道人数": 0, "镇人数": 0}
    streets, towns = estimate["街道人数"], estimate["镇人数"]
    amount, ratio = policy.amount_fen, ratios(policy)
    street_part, town_part = (district_share(amount, ratio[kind] * 100) for kind in ("街道", "镇"))
    planned = _cost(streets * amount, streets * street_part, towns * amount, towns * town_part)
    by_kind = shares.groupby("kind", observed=True)[["people", "amount_fen", "district_fen", "township_fen"]].sum()
    street = by_kind.reindex(["街道"]).sum()
    town = by_kind.reindex(["镇", "工业区"]).sum()
    paid = _cost(*(int(part[key]) for part in (street, town) for key in ("amount_fen", "district_fen")))
    people = (int(street["people"]), int(town["people"]))
    return {
        "明细金额": planned["区级"],
        "单价": yuan(amount),
        "合计": planned["区级"],
        "街道比例": Decimal(1),
        "镇级比例": 1 - ratio["镇"],
        "区级比例": ratio["镇"],
        "街道预估人数": streets,
        "镇预估人数": towns,
        "区级预估人数": towns,
        "街道预估金额": planned["街道"],
        "镇级预估金额": planned["镇级"],
        "区级预估金额": planned["区级"],
        "预估区级部分": planned["区级"],
        "街道实际人数": people[0],
        "镇实际人数": people[1],
        "区级实际人数": people[1],
        "街道实际金额": paid["街道"],
        "镇级实际金额": paid["镇级"],
        "区级实际金额": paid["区级"],
        "实际区级部分": paid["区级"],
        "全口径街道区级比例": ratio["街道"],
        "全口径镇区级比例": ratio["镇"],
        "全口径镇级比例": 1 - ratio["镇"],
        "全口径街道预估人数": streets,
        "全口径镇预估人数": towns,
        "全口径预估人数": streets + towns,
        "全口径街道区级预估": planned["街道区级"],
        "全口径镇区级预估": planned["区级"],
        "全口径区级预估": planned["全部区级"],
        "全口径镇级预估": planned["全部镇级"],
        "全口径预估": planned["全部"],
        "全口径预估核对": yuan((streets + towns) * amount) - planned["全部"],
        "全口径街道实际人数": people[0],
        "全口径镇实际人数": people[1],
        "全口径实际人数": sum(people),
        "全口径街道区级实际": paid["街道区级"],
        "全口径镇区级实际": paid["区级"],
        "全口径区级实际": paid["全部区级"],
        "全口径镇级实际": paid["全部镇级"],
        "全口径实际": paid["全部"],
        "全口径实际核对": yuan(sum(people) * amount) - paid["全部"],
        "执行率": paid["全部"] / planned["全部"] if planned["全部"] else None,
    }


def ratios(policy: Policy) -> dict[str, Decimal]:
    """Return the district's part of 街道 and 镇, 0 to 1, as the 参数 sheet shows it."""
    values = {parameter.name: parameter.value for parameter in policy.parameters}
    return {kind: Decimal(values[name]) for kind, name in _RATIO.items()}


def _cost(street: int, street_district: int, town: int, town_district: int) -> dict[str, Decimal]:
    """The lines of both tables, in yuan, from the fen of 街道 and 镇 people, and the district's part of each."""
    return {
        "街道": yuan(street),
        "镇级": yuan(town - town_district),
        "区级": yuan(town_district),
        "街道区级": yuan(street_district),
        "全部区级": yuan(street_district + town_district),
        "全部镇级": yuan(street + town - street_district - town_district),
        "全部": yuan(street + town),
    }


def form(templates: Path | None, names: Iterable[str]) -> template.Template:
    """Return the form that is filled: the bureau's own from the folder ``templates``, else ours. Raises Stop(S10) if it was spoilt."""
    filled = [f"{_PREFIX}{name}" for name in names]
    return read_form(templates, TEMPLATE, filled, sheet="预算表")


def write_budget(book: Book, result: Result) -> None:
    """Write 预算表; needs the sheets 分摊汇总 and 参数 in the same workbook."""
    figures = budget_values(result.policy, result.shares)
    values: dict[str, Value] = {f"{_PREFIX}{name}": value for name, value in figures.items()}
    values |= {f"{_PREFIX}年度": result.policy.year, f"{_PREFIX}批次": result.name}
    form(result.templates, figures).fill(book, "预算表", values)
