"""Invented people as lists, and the real main job run on them: what the tests of paying start from."""

import os
import shutil
from pathlib import Path

import pandas as pd
from bank_batch import with_check_digit
from stdnum.cn import ric

from huibao_xl import policy
from huibao_xl.rosters.sources import Sources
from huibao_xl.subsidy import run

TOWNS = [town.name for town in policy.load("2024").townships]
_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "一二三四五六七八九十百千万"


def number(index: int) -> str:
    """A valid id number; the sequence part (500 on) is hardly ever given out."""
    sequence = 501 + (place := index // 336 % 396) + place // 99  # no hundreds: ids that end in 000 pass for destroyed
    body = f"310112{1940 + index // 365_000 % 60}{1 + index // 28 % 12:02d}{1 + index % 28:02d}{sequence:03d}"
    return body + ric.calc_check_digit(body + "0")


def name(index: int) -> str:
    return _SURNAMES[index % 16] + "样" + _GIVEN[index // 16 % 13]


def account(index: int, renewed: int = 0) -> str:
    """The first ends in 1, for one that ends in 0000 passes for destroyed; a later one has its check digit, for its prefix may be a bank's."""
    body = f"62{renewed:02d}{index:014d}"
    return with_check_digit(body) if renewed else f"{body}1"


def lists(folder: Path, count: int, towns: list[str] = TOWNS) -> Path:
    """An insurer's list, a roster and accounts of ``count`` people spread over the 街镇 in turn."""
    folder.mkdir(parents=True)
    people = pd.DataFrame({"姓名": [name(at) for at in range(count)], "证件号码": [number(at) for at in range(count)]})
    people.to_csv(folder / "承保名单.csv", index=False)
    people.assign(街镇=[towns[at % len(towns)] for at in range(count)]).to_csv(folder / "持证残疾人.csv", index=False)
    accounts = people.assign(银行账号=[account(at) for at in range(count)], 户名=people["姓名"], 开户行="样例银行")
    accounts.to_csv(folder / "银行账户.csv", index=False)
    return folder


def result(folder: Path, count: int, towns: list[str] = TOWNS, rules: str = "2024") -> Path:
    """The result folder of ``count`` people, all of whom are paid; ``rules``: the policy, by name or path."""
    sources = Sources.parse([str(lists(folder / "名单", count, towns))])
    run.run(sources, rules, folder / "结果")
    return folder / "结果"


def put_back(place: Path, copy: Path) -> Path:
    """Make a folder again what it was, from a copy of it, and return it: a ledger and a result have to stay in their places. The user's folder
    forgets what it saw of the ledger since."""
    shutil.rmtree(place)
    shutil.rmtree(os.environ["HUIBAO_STATE"], ignore_errors=True)
    shutil.copytree(copy, place)
    return place
