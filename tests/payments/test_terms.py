"""A policy or a layout that was given by path is given once: every later step takes it from the ledger, when the file is gone too."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import bank
import pandas as pd
import people
import pytest
from paying import CHILD, JIANGCHUAN, QIBAO, approve, load

from huibao_xl import policy
from huibao_xl.clearing import paid_lines
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import seal_of
from huibao_xl.payments import acts, ledger_acts, terms
from huibao_xl.payments.bank import layouts
from huibao_xl.payments.declared import hashes
from huibao_xl.payments.ledger.records import content_sha256
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")

PAID_WORD, FAILED_WORD = "记账成功", "记账失败"


@pytest.fixture
def bank_layout(tmp_path: Path) -> Path:
    """A bank's layout that does not ship: 通用 under another name, with file name and words of its own."""
    content = json.loads(layouts.layouts()["通用"].read_text(encoding="utf-8"))
    content |= {"name": "本行", "file_name": "本行-{batch}-{part}.xlsx"}
    content["returns"]["words"] |= {"成功": [PAID_WORD], "失败": [FAILED_WORD]}
    path = tmp_path / "本行.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    """A policy that does not ship: 2024 under another name, with one signature."""
    content = json.loads(policy.policies()["2024"].read_text(encoding="utf-8"))
    content |= {"name": "某区2024"}
    content["approval"]["signatures"] = 1
    path = tmp_path / "某区2024.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def made(ledger: Path, result: Path, bank_layout: Path) -> Path:
    """Batches that were made by the layout's path; its file is gone."""
    acts.make(ledger, result, "街镇", "甲", str(bank_layout))
    bank_layout.unlink()
    return ledger


def test_a_layout_by_path_writes_and_reads_without_being_named_again(made: Path, tmp_path: Path) -> None:
    approve(made, QIBAO)
    acts.export(made, QIBAO, "甲")
    (file,) = bank.exported(made, QIBAO)
    assert file.name == f"本行-{QIBAO}-1.xlsx"
    answers = dict.fromkeys((1, 3, 4), (PAID_WORD, "")) | {2: (FAILED_WORD, "系统忙")}
    acts.take_return(made, QIBAO, bank.answer(made, QIBAO, tmp_path / "回盘.xlsx", answers), "甲")
    assert load(made, QIBAO).lines["state"].tolist() == ["成功", "失败", "成功", "成功"]


def test_a_lost_bank_file_comes_back_byte_for_byte(made: Path) -> None:
    approve(made, QIBAO)
    acts.export(made, QIBAO, "甲")
    (file,) = bank.exported(made, QIBAO)
    before = file.read_bytes()
    file.unlink()
    file.parent.rmdir()
    acts.export(made, QIBAO, "戊")
    assert file.read_bytes() == before


def test_a_reissue_goes_to_the_same_bank(made: Path, tmp_path: Path) -> None:
    approve(made, QIBAO)
    acts.export(made, QIBAO, "甲")
    answers = dict.fromkeys((1, 2, 3, 4), (FAILED_WORD, "系统忙"))
    acts.take_return(made, QIBAO, bank.answer(made, QIBAO, tmp_path / "一.xlsx", answers), "甲")
    acts.reissue(made, QIBAO, "甲")
    approve(made, CHILD)
    acts.export(made, CHILD, "甲")
    assert bank.exported(made, CHILD)[0].name.startswith("本行-")
    answers = dict.fromkeys((1, 2, 3, 4), (PAID_WORD, ""))
    acts.take_return(made, CHILD, bank.answer(made, CHILD, tmp_path / "二.xlsx", answers), "甲")
    assert load(made, CHILD).state == "已关闭"


def test_another_layout_may_still_be_asked_for(made: Path) -> None:
    approve(made, QIBAO)
    acts.export(made, QIBAO, "甲", layout="四列表")
    export = load(made, QIBAO).exports[0]
    assert (export.layout, terms.layout_of_export(export).name) == ("四列表", "四列表")
    assert terms.layout_of_export(export, "通用").name == "通用"
    with pytest.raises(Stop, match="没有名为“没有”的银行文件版式"):
        terms.layout_of_export(export, "没有")


def test_the_layout_that_a_batch_stores_wins_over_a_shipped_one_of_its_name(
    ledger: Path, result: Path, bank_layout: Path
) -> None:
    """A batch of a version by which 通用 was another layout."""
    content = json.loads(bank_layout.read_text(encoding="utf-8")) | {"name": "通用"}
    acts.make(ledger, result, "街镇", "甲", "通用")
    declared = replace(load(ledger, QIBAO).declaration, layout_content=content)
    assert terms.layout_of(declared, "通用").file_name == content["file_name"]


def test_a_policy_by_path_holds_to_the_end(ledger: Path, policy_file: Path, tmp_path: Path) -> None:
    towns = ["七宝镇", "江川路街道", "莘庄工业区"]
    acts.make(ledger, people.result(tmp_path / "年度", 12, towns, str(policy_file)), "街镇", "甲", "通用")
    name = load(ledger, QIBAO).declaration.policy
    policy_file.unlink()
    acts.sign(ledger, QIBAO, "审批", "丙")
    acts.export(ledger, QIBAO, "甲")
    acts.take_return(ledger, QIBAO, bank.answer(ledger, QIBAO, tmp_path / "回盘.xlsx", {1: bank.WRONG_NAME}), "甲")
    row = load(ledger, QIBAO).lines.iloc[0]
    accounts = tmp_path / "银行账户.csv"
    table = {"姓名": [row["name"]], "证件号码": [row["id"]], "银行账号": [people.account(0, 9)]}
    pd.DataFrame(table).to_csv(accounts, index=False)
    assert Done.REISSUED in acts.reissue(ledger, QIBAO, "甲", [str(accounts)]).codes
    acts.transfer(ledger, name, "甲")
    assert load(ledger, "2024-拨付-1").declaration.steps == ("审批",)
    assert ledger_acts.report_execution(ledger, name, tmp_path / "执行情况.xlsx").done[0].fields["people"] == 3
    acts.renew_papers(ledger, QIBAO)
    assert paid_lines.policy_named(name, ledger).name == name


def test_a_layout_that_does_not_exist_makes_no_ledger(ledger: Path, result: Path) -> None:
    """The warning about two ledgers belongs to the batch that makes one."""
    with pytest.raises(Stop, match="没有.json"):
        acts.make(ledger, result, "街镇", "甲", "没有.json")
    assert not ledger.exists()


def test_a_ledger_in_a_folder_that_is_missing_is_no_result_folder(result: Path, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="所在的文件夹“.*没有”不存在") as stop:
        acts.make(tmp_path / "没有" / "台账.sqlite3", result, "街镇", "甲", "通用")
    assert stop.value.code == "S30" and "结果文件夹" not in str(stop.value)


def test_a_batch_stores_content_and_hash_of_both(made: Path) -> None:
    with opened(made) as book:
        body = book.events(QIBAO, ("batch",))[0].content
    assert body["policy"] == policy.load("2024").name and body["layout"] == "本行"
    for what in ("policy", "layout"):
        assert body[f"{what}_sha256"] == content_sha256(body[f"{what}_content"])
    assert body["policy_content"] == policy.load("2024").content


def test_the_hash_of_a_content_does_not_depend_on_the_order_of_its_keys() -> None:
    assert content_sha256({"a": 1, "b": 2}) == content_sha256({"b": 2, "a": 1}) != content_sha256({"a": 2, "b": 1})


def other_policy(path: Path, name: str, yuan: str) -> Path:
    """The policy of 2024 with another name and amount."""
    content = json.loads(policy.policies()["2024"].read_text(encoding="utf-8")) | {"name": name}
    content["amount"]["yuan"] = yuan
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def of_150_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Path]]:
    """The folder of such a ledger, and copies of it: as drafted, and when both batches were approved."""
    place, copies = tmp_path_factory.mktemp("某区"), tmp_path_factory.mktemp("原样")
    ledger, file = place / "台账.sqlite3", other_policy(place / "某区2024.json", "某区2024", "150.00")
    acts.make(ledger, people.result(place / "年度", 12, ["七宝镇", "江川路街道"], str(file)), "街镇", "甲", "通用")
    file.unlink()
    shutil.copytree(place, copies / "drafted")
    for number in (QIBAO, JIANGCHUAN):
        approve(ledger, number)
    shutil.copytree(place, copies / "approved")
    return place, {name: copies / name for name in ("drafted", "approved")}


@pytest.fixture
def of_150(of_150_once: tuple[Path, dict[str, Path]]) -> Path:
    """A ledger whose batches were made by a policy of 150 yuan called 某区2024; its file is gone."""
    place, copies = of_150_once
    return people.put_back(place, copies["drafted"]) / "台账.sqlite3"


@pytest.fixture
def approved_150(of_150_once: tuple[Path, dict[str, Path]]) -> Path:
    """The ledger of ``of_150`` when both batches were approved."""
    place, copies = of_150_once
    return people.put_back(place, copies["approved"]) / "台账.sqlite3"


USES = {
    "transfer": lambda ledger, name, out: acts.transfer(ledger, name, "甲"),
    "execution": lambda ledger, name, out: ledger_acts.report_execution(ledger, name, out),
    "clear": lambda ledger, name, out: paid_lines.policy_named(name, ledger),
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize(("name", "yuan"), [("2024", ""), ("某区2024", "129.00"), ("某区2024", "150.01")])
def test_a_policy_that_contradicts_the_batches_of_its_year_is_refused(
    of_150: Path, tmp_path: Path, use: str, name: str, yuan: str
) -> None:
    asked = str(other_policy(tmp_path / "另一份.json", name, yuan)) if yuan else name
    with pytest.raises(Stop, match="某区2024") as stop:
        USES[use](of_150, asked, tmp_path / "执行情况.xlsx")
    assert stop.value.code == "S93"


def test_the_policy_of_the_batches_or_one_with_other_words_is_taken(of_150: Path, tmp_path: Path) -> None:
    file = other_policy(tmp_path / "同一份.json", "某区2024", "150.00")
    file.write_text(file.read_text(encoding="utf-8").replace('"document"', ' "document"'), encoding="utf-8")
    for name in ("某区2024", str(file)):
        assert ledger_acts.report_execution(of_150, name, tmp_path / f"{Path(name).stem}.xlsx").codes
        assert paid_lines.policy_named(name, of_150).amount_fen == 150_00


CORRECTED = "某区2024更正"
ZHUANG = "2024-莘庄工业区-1"


Others = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def of_another(tmp_path_factory: pytest.TempPathFactory) -> Others:
    """A function of a policy's name and yuan: the result of other people by it, whose file is gone. It is made once; no test may change it."""

    @cache
    def made(name: str, yuan: str) -> Path:
        folder = tmp_path_factory.mktemp("另一份")
        file = other_policy(folder / "另一份.json", name, yuan)
        result = people.result(folder, 14, ["莘庄工业区"], str(file))
        file.unlink()
        return result

    return made


def as_make_up(made: Path, clearing: Path) -> Path:
    """The same result as the 补发 of a clearing, which lists it."""
    shutil.copytree(made, clearing / names.MAKE_UP)
    summary = {
        "kind": names.CLEAR.key,
        "outputs": {f"{names.MAKE_UP}/{file}": hash for file, hash in hashes(made).items()},
    }
    text = json.dumps(summary | {"seal": seal_of(summary)}, ensure_ascii=False)
    (clearing / names.CLEARING).write_text(text, encoding="utf-8")
    return clearing / names.MAKE_UP


@pytest.fixture
def drafted_anew(of_150: Path, of_another: Others) -> Path:
    """Somebody drafted a batch of other people by another policy; then the year was approved by 150 yuan."""
    acts.make(of_150, of_another(CORRECTED, "139.00"), "街镇", "甲", "通用")
    return approved(of_150)


def approved(ledger: Path) -> Path:
    for number in (QIBAO, JIANGCHUAN):
        approve(ledger, number)
    return ledger


@pytest.mark.parametrize("use", ["transfer", "execution"])
def test_a_draft_of_another_policy_opens_no_door(drafted_anew: Path, tmp_path: Path, use: str) -> None:
    with pytest.raises(Stop, match="按政策“某区2024”做的") as stop:
        USES[use](drafted_anew, CORRECTED, tmp_path / "执行情况.xlsx")
    assert stop.value.code == "S93"
    assert USES[use](drafted_anew, "某区2024", tmp_path / "执行情况.xlsx")


@pytest.mark.parametrize("step", ["审核", "审批"])
def test_a_draft_of_another_policy_is_signed_by_nobody_once_the_year_was_approved(
    of_150: Path, of_another: Others, step: str
) -> None:
    acts.make(of_150, of_another(CORRECTED, "139.00"), "街镇", "甲", "通用")
    if step == "审批":
        acts.sign(of_150, ZHUANG, "审核", "乙")
    approved(of_150)
    with pytest.raises(Stop, match="某区2024更正.*退回这一批") as stop:
        acts.sign(of_150, ZHUANG, step, "丁")
    assert stop.value.code == "S96" and stop.value.values["stored"] == "某区2024"
    acts.reject(of_150, ZHUANG, "丁", "政策不是同一份")


def test_of_two_policies_in_draft_the_first_that_is_approved_is_the_years(of_150: Path, of_another: Others) -> None:
    acts.make(of_150, of_another(CORRECTED, "139.00"), "街镇", "甲", "通用")
    approve(of_150, ZHUANG)
    with pytest.raises(Stop, match="按政策“某区2024更正”做的.*是“某区2024”") as stop:
        acts.sign(of_150, QIBAO, "审核", "乙")
    assert stop.value.code == "S96"


@pytest.mark.parametrize(
    ("name", "yuan", "said"), [(CORRECTED, "229.00", "是“某区2024更正”"), ("某区2024", "229.00", "名称相同，内容不同")]
)
def test_no_year_is_paid_by_two_policies(
    approved_150: Path, of_another: Others, name: str, yuan: str, said: str
) -> None:
    more = of_another(name, yuan)
    before = ledger_acts.list_batches(approved_150)
    with pytest.raises(Stop, match=said) as stop:
        acts.make(approved_150, more, "街镇", "甲", "通用")
    assert stop.value.code == "S96" and "按政策“某区2024”做的" in str(stop.value)
    assert ledger_acts.list_batches(approved_150).equals(before)


@pytest.mark.parametrize("change", ["amount", "shares", "categories", "date"])
def test_whatever_of_a_policy_decides_makes_it_another(approved_150: Path, tmp_path: Path, change: str) -> None:
    """The title does not: a policy whose words alone were mended pays on."""
    content = policy.load(str(other_policy(tmp_path / "某区2024.json", "某区2024", "150.00"))).content
    with opened(approved_150) as book:
        terms.require_policy_of_year(book, policy.build(content | {"title": "改了标题"}), False)
        other = policy.build(content)
        towns, categories = other.townships, other.categories
        changed = {
            "amount": replace(other, amount_fen=other.amount_fen + 1),
            "shares": replace(other, townships=(replace(towns[0], district_percent=36), *towns[1:])),
            "categories": replace(other, categories=categories[1:]),
            "date": replace(other, reference_date=other.reference_date - timedelta(days=1)),
        }[change]
        with pytest.raises(Stop, match="名称相同，内容不同"):
            terms.require_policy_of_year(book, changed, False)


def test_more_people_by_the_policy_of_the_year_are_paid(approved_150: Path, of_another: Others) -> None:
    more = of_another("某区2024", "150.00")
    acts.make(approved_150, more, "街镇", "甲", "通用")
    approve(approved_150, ZHUANG)
    assert load(approved_150, ZHUANG).totals()[0] > 0


def test_a_year_has_one_budget_also_when_it_is_made_up_by_a_corrected_policy(
    approved_150: Path, of_another: Others, tmp_path: Path
) -> None:
    """What a clearing by a corrected policy found that nobody paid is paid by it, and accounted for by the year's own."""
    made = as_make_up(of_another(CORRECTED, "139.00"), tmp_path / "清算")
    acts.make(approved_150, made, "街镇", "甲", "通用")
    approve(approved_150, ZHUANG)
    assert ledger_acts.report_execution(approved_150, "某区2024", tmp_path / "执行情况.xlsx").codes
    with pytest.raises(Stop, match="按政策“某区2024”做的"):
        ledger_acts.report_execution(approved_150, CORRECTED, tmp_path / "另一份.xlsx")


@pytest.mark.parametrize("step", ["制单", "审核", "审批"])
def test_a_make_up_waits_for_the_drafts_of_the_same_people(
    approved_150: Path, of_another: Others, tmp_path: Path, step: str
) -> None:
    """One ledger, one year, two amounts: whoever still waits for a signature is paid by the policy of the year first."""
    made = as_make_up(of_another(CORRECTED, "139.00"), tmp_path / "清算")
    theirs = of_another("某区2024", "150.00")
    first, second = (theirs, made) if step == "制单" else (made, theirs)
    acts.make(approved_150, first, "街镇", "甲", "通用")
    drafts, make_up = (ZHUANG, "") if step == "制单" else ("2024-莘庄工业区-2", ZHUANG)
    if step == "审批":
        acts.sign(approved_150, make_up, "审核", "乙")
    if step != "制单":
        acts.make(approved_150, second, "街镇", "甲", "通用")
    with pytest.raises(Stop, match="先按台账的政策付完") as stop:
        if step == "制单":
            acts.make(approved_150, second, "街镇", "甲", "通用")
        else:
            acts.sign(approved_150, make_up, step, "丙")
    assert (stop.value.code, stop.value.values["batches"]) == ("S99", drafts)
    acts.reject(approved_150, drafts, "丙", "按更正的付")
    if step == "制单":
        acts.make(approved_150, second, "街镇", "甲", "通用")
    else:
        acts.sign(approved_150, make_up, step, "丙")


def test_a_make_up_of_other_people_waits_for_no_draft(approved_150: Path, of_another: Others, tmp_path: Path) -> None:
    """And a make-up by the policy of the year itself is no second amount."""
    made = as_make_up(of_another(CORRECTED, "139.00"), tmp_path / "清算")
    same = as_make_up(of_another("某区2024", "150.00"), tmp_path / "清算二")
    acts.make(approved_150, same, "街镇", "甲", "通用")
    acts.make(approved_150, same, "街镇", "戊", "通用")
    acts.sign(approved_150, ZHUANG, "审核", "乙")
    acts.reject(approved_150, ZHUANG, "乙", "重复")
    acts.reject(approved_150, "2024-莘庄工业区-2", "乙", "重复")
    acts.make(approved_150, made, "街镇", "甲", "通用")
    approve(approved_150, "2024-莘庄工业区-3")


def test_only_what_a_clearing_lists_is_a_make_up(approved_150: Path, of_another: Others, tmp_path: Path) -> None:
    made = of_another(CORRECTED, "139.00")
    renamed = shutil.copytree(made, tmp_path / names.MAKE_UP)
    same_name = as_make_up(of_another("某区2024", "139.00"), tmp_path / "清算")
    for folder in (renamed, same_name):
        with pytest.raises(Stop) as stop:
            acts.make(approved_150, folder, "街镇", "甲", "通用")
        assert stop.value.code == "S96"


def test_what_was_paid_is_cleared_by_a_corrected_policy_with_a_name_of_its_own(of_150: Path, tmp_path: Path) -> None:
    """That the amount was wrong is what a clearing finds; nothing else may take another policy."""
    file = str(other_policy(tmp_path / "更正.json", "某区2024更正", "139.00"))
    assert paid_lines.policy_named(file, of_150).amount_fen == 139_00
    with pytest.raises(Stop, match="某区2024"):
        acts.transfer(of_150, file, "甲")


def test_another_year_does_not_contradict(of_150: Path) -> None:
    assert paid_lines.policy_named("2023", of_150).year == 2023


def test_a_batch_names_both_policies_where_they_differ(ledger: Path, result: Path) -> None:
    """That the file may have been edited was never true of it."""
    with pytest.raises(Stop, match="是“2023”") as stop:
        acts.make(ledger, result, "街镇", "甲", "通用", policy.load("2023"))
    assert stop.value.code == "S93" and "改动" not in str(stop.value)
