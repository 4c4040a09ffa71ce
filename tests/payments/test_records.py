"""The bodies of events as records: what the first version wrote is read, goes on, and is written again as it was."""

import json
from pathlib import Path

import pytest

from huibao_xl.payments import acts, ledger_acts, terms
from huibao_xl.payments.ledger import states, witness
from huibao_xl.payments.ledger.records import Basis, Declaration, Sums
from huibao_xl.payments.ledger.store import create, opened
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done

QIBAO, CHILD, PARK = "2024-七宝镇-1", "2024-七宝镇-1.1", "2024-莘庄工业区-1"
EVENTS = json.loads(Path(__file__).with_name("first_version_events.json").read_text(encoding="utf-8"))
"""The events of a ledger of the first version, which stored policy and layout by name alone: by, kind, batch, line, body."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A ledger with these events. The keys that its approved lines hold are taken again."""
    path = tmp_path / "台账.sqlite3"
    create(path, EVENTS[0]["by"])
    with opened(path, write=True) as book:
        for event in EVENTS[1:]:
            with book.writing(event["by"]) as pen:
                if event["kind"] == "batch":
                    pen.open_batch(event["batch"], event["body"])
                else:
                    pen.write(event["kind"], event["batch"], event["body"], event["line"])
        with book.writing("甲") as pen:
            for number in (QIBAO, PARK):
                batch = states.load(book, number)
                held = batch.lines[batch.lines["state"].isin(states.HELD)]
                pen.claim(number, "沪惠保补贴", 2024, zip(held["line"].tolist(), held["id"], strict=True))
            pen.succeed(QIBAO, CHILD, [(3, 1)])
    return path


def test_an_old_ledger_is_sound_and_says_what_it_said(old: Path) -> None:
    assert ledger_acts.check(old).codes == [Done.LEDGER_SOUND]
    shown = ledger_acts.list_batches(old).set_index("batch")
    assert shown["state"].to_dict() == {
        "2024-江川路街道-1": "已退回",
        QIBAO: "已关闭",
        PARK: "已导出",
        CHILD: "草稿",
        "2024-拨付-1": "草稿",
    }
    assert shown.loc[QIBAO, ["count", "paid", "failed", "signed"]].tolist()[:3] == [3, 2, 1]
    with opened(old) as book:
        batch = states.load(book, QIBAO)
        transfer = states.declaration(book, "2024-拨付-1")
    assert [(signature.step, signature.by) for signature in batch.signed] == [("审核", "乙"), ("审批", "丙")]
    assert batch.declaration.basis == Basis(Path("不在"), batch.declaration.basis.files)
    assert batch.returns[0].classes == {"成功": 1, "失败": 1, "未决": 1} and batch.exports[0].files[0].count == 3
    assert transfer.due["七宝镇"].due_fen == 2 * 4515 and transfer.sums.amount_fen == 2 * 4515


def test_an_old_batch_goes_on_by_the_names_that_it_stores(old: Path) -> None:
    acts.sign(old, CHILD, "审核", "乙")
    acts.sign(old, CHILD, "审批", "丙")
    acts.export(old, CHILD, "甲")
    acts.export(old, PARK, "甲")  # its files are made again, with the hashes that the first version stored
    with opened(old) as book:
        assert [path.name for path in witness.folder_of_batch(book.path, PARK).glob("银行文件/*")]
        declared = states.declaration(book, CHILD)
    assert declared.policy_content is None and terms.policy_of(declared).year == 2024
    assert terms.layout_of(declared).name == "通用"
    assert ledger_acts.check(old).codes == [Done.LEDGER_SOUND]


def test_an_old_batch_by_a_policy_that_did_not_ship_says_so(old: Path) -> None:
    body = next(event["body"] for event in EVENTS if event["kind"] == "batch")
    declared = Declaration.of_body(body | {"policy": "某区2024", "layout": "本行"})
    with pytest.raises(Stop, match="没有名为“某区2024”的政策"):
        terms.policy_of(declared)
    with pytest.raises(Stop, match="没有名为“本行”的银行文件版式"):
        terms.layout_of(declared)


@pytest.mark.parametrize("body", [event["body"] for event in EVENTS if event["kind"] == "batch"])
def test_a_body_that_is_read_is_written_as_it_was(body: dict) -> None:
    written = Declaration.of_body(body).body()
    stored_since = {f"{what}_{part}" for what in ("policy", "layout") for part in ("content", "sha256")}
    assert set(written) - set(body) == stored_since and {key: written[key] for key in body} == body


@pytest.mark.parametrize("missing", ["scheme", "result", "count", "by_township", "lines_sha256"])
def test_a_body_without_its_keys_is_none(missing: str) -> None:
    body = next(event["body"] for event in EVENTS if event["kind"] == "batch")
    with pytest.raises(KeyError):
        Declaration.of_body({key: value for key, value in body.items() if key != missing})


def test_sums_are_read_from_among_other_keys() -> None:
    assert Sums.of_body({"count": 1, "amount_fen": 3, "district_fen": 1, "township_fen": 2, "kind": "发放"}) == Sums(
        1, 3, 1, 2
    )
