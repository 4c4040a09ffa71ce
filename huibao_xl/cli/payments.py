"""``huibao batch``, ``review``, ``approve``, ``reject``, ``release``, ``export``, ``return``, ``resolve``, ``reissue``, ``transfer``,
``execution``, ``papers`` and ``ledger``: from decision to money. Imports wait until a command is called."""

import argparse
import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

LEDGER = Path("台账.sqlite3")


def add_commands(commands: Any) -> None:
    """Add the parsers of these commands to the command line's subparsers."""
    _add_making(commands)
    _add_signing(commands)
    _add_sending(commands)
    _add_accounting(commands)
    _add_ledger(commands)


def _ledger(parser: argparse.ArgumentParser, by: Literal["named", "login", ""] = "named") -> None:
    """``by``: whether the person must be named, is else the one who is logged in, or is not asked for."""
    parser.add_argument("--ledger", type=Path, default=LEDGER, metavar="台账", help=f"台账文件（默认 {LEDGER}）")
    if by == "named":
        parser.add_argument("--by", required=True, metavar="姓名", help="经手人的姓名，记入台账")
    elif by == "login":
        told = "经手人的姓名，记入台账；不写则记电脑的登录名"
        parser.add_argument("--by", metavar="姓名", help=told)


def _command(
    commands: Any, name: str, help: str, act: Any, batch: bool = True, by: Literal["named", "login"] = "named"
) -> Any:
    """A command on a batch: its parser, with the ledger and who does it."""
    parser = commands.add_parser(name, help=help, description=f"{help}。")
    if batch:
        parser.add_argument("batch", metavar="批次号", help="如 2024-七宝镇-1")
    _ledger(parser, by)
    parser.set_defaults(act=act)
    return parser


def _add_making(commands: Any) -> None:
    batch = commands.add_parser(
        "batch",
        help="制单：从结果文件夹制作待审批的批次",
        description="制单：从 huibao run 的结果文件夹制作待审批的批次。",
    )
    batch.add_argument("folder", type=Path, metavar="结果文件夹", help="huibao run 写出的文件夹")
    batch.add_argument(
        "--payer", required=True, choices=("街镇", "区"), metavar="街镇|区", help="由各街镇发放，或由区统一发放"
    )
    batch.add_argument(
        "--layout", default="通用", metavar="版式", help="付款银行的文件版式（默认 通用），或版式文件的路径"
    )
    batch.add_argument("--policy", default="", metavar="年度", help="政策文件的路径，只在结果不是用自带政策算出时需要")
    _ledger(batch)
    batch.set_defaults(act=_batch)


def _add_signing(commands: Any) -> None:
    for name, help, step in (("review", "审核一个批次", "审核"), ("approve", "审批一个批次", "审批")):
        parser = commands.add_parser(name, help=help, description=f"{help}；可以剔除单笔，退回待核。")
        parser.add_argument("batch", metavar="批次号", help="如 2024-七宝镇-1")
        _ledger(parser)
        parser.add_argument(
            "--strike", type=int, action="append", default=[], metavar="行号", help="剔除审批单明细的这一行，可写多次"
        )
        parser.add_argument("--why", default="", metavar="原因", help="剔除的原因")
        parser.add_argument(
            "--seal", default="", metavar="校验码", help="所签审批单的明细校验码（前几位即可），不同则不签"
        )
        parser.set_defaults(act=_signer(step))
    reject = _command(commands, "reject", "退回一个未批准的批次", _reject)
    reject.add_argument("--why", required=True, metavar="原因", help="退回的原因")
    release = commands.add_parser(
        "release", help="解除一笔剔除，下次照常认定", description="解除一笔剔除：查明后，此人下次照常认定。"
    )
    release.add_argument("batch", metavar="批次号", help="如 2024-七宝镇-1")
    release.add_argument("line", type=int, metavar="行号", help="审批单明细的行号")
    release.add_argument("--why", required=True, metavar="原因", help="查明的情况")
    _ledger(release)
    release.set_defaults(act=_release)


def _add_sending(commands: Any) -> None:
    export = commands.add_parser(
        "export", help="导出已批准批次的银行文件", description="导出已批准批次的银行文件，写出后读回核对笔数和金额。"
    )
    export.add_argument("batch", metavar="批次号", help="如 2024-七宝镇-1")
    export.add_argument("--layout", default="", metavar="版式", help="换一种文件版式（默认用制单时的）")
    export.add_argument("--again", default="", metavar="原因", help="银行整批退回文件时，写明原因后重新导出")
    _ledger(export, by="login")
    export.set_defaults(act=_export)
    answer = commands.add_parser(
        "return", help="登记银行的回盘文件", description="登记银行的回盘文件：逐行归类，失败的可以重发。"
    )
    answer.add_argument("batch", metavar="批次号", help="如 2024-七宝镇-1")
    answer.add_argument("file", type=Path, metavar="回盘文件", help="银行返回的文件")
    answer.add_argument("--layout", default="", metavar="版式", help="回盘文件的版式（默认用导出时的）")
    _ledger(answer, by="login")
    answer.set_defaults(act=_return)
    resolve = _command(commands, "resolve", "人工确认没有回盘的明细", _resolve)
    resolve.add_argument(
        "--as",
        dest="state",
        required=True,
        choices=("成功", "失败", "退票"),
        metavar="成功|失败|退票",
        help="银行的最后结果",
    )
    resolve.add_argument("--why", required=True, metavar="依据", help="凭证号、银行书面答复等")
    resolve.add_argument(
        "--line",
        type=int,
        action="append",
        default=[],
        metavar="行号",
        help="只改这一行，可写多次；不写则是全部未完成的",
    )
    reissue = _command(commands, "reissue", "重发失败和退票的明细", _reissue, by="login")
    reissue.add_argument(
        "--accounts", nargs="+", default=[], metavar="文件", help="新的银行账户（.xlsx、.csv 等，列同银行账户名单）"
    )


def _add_accounting(commands: Any) -> None:
    transfer = _command(commands, "transfer", "资金拨付：制作区级拨给各街镇的批次", _transfer, batch=False)
    transfer.add_argument("--policy", required=True, metavar="年度", help="政策年度，或政策文件的路径")
    execution = commands.add_parser(
        "execution",
        help="执行情况：预算、实付、结余和三个率",
        description="执行情况：预算、实付、结余，和应补尽补率、准确率、及时率。",
    )
    execution.add_argument("--policy", required=True, metavar="年度", help="政策年度，或政策文件的路径")
    execution.add_argument(
        "--result", type=Path, metavar="结果文件夹", help="把其中还不在批次中的人（如待补账户）也计入应补"
    )
    execution.add_argument(
        "--out", type=Path, default=Path("执行情况.xlsx"), metavar="文件", help="写到这里（默认 执行情况.xlsx）"
    )
    _ledger(execution, by="")
    execution.set_defaults(act=_execution)
    papers = commands.add_parser(
        "papers", help="重新写出一个批次的审批单", description="重新写出一个批次的审批单或拨付通知。"
    )
    papers.add_argument("batch", metavar="批次号", help="如 2024-七宝镇-1")
    _ledger(papers, by="")
    papers.set_defaults(act=_papers)


def _add_ledger(commands: Any) -> None:
    ledger = commands.add_parser("ledger", help="查看、核对和导出台账", description="查看、核对和导出台账。")
    acts = ledger.add_subparsers(title="操作", dest="ledger_command", required=True, metavar="操作")
    verify = acts.add_parser(
        "verify", help="重算校验链、状态和合计", description="重算校验链、状态和合计，找出任何改动、删除和调换。"
    )
    verify.add_argument("path", type=Path, nargs="?", metavar="台账", help=f"台账文件（默认 {LEDGER}）")
    verify.add_argument("--seal", default="", metavar="校验码", help="单据上所印的台账校验码（前几位即可），必须在链中")
    show = acts.add_parser("show", help="某人历年的付款", description="某人在所有年度、批次和街镇的付款。")
    show.add_argument("id", metavar="证件号码", help="要查的证件号码")
    listing = acts.add_parser("list", help="列出全部批次", description="列出全部批次、状态和合计。")
    out = acts.add_parser("export", help="导出为工作簿", description="把整个台账导出为工作簿。")
    out.add_argument("--out", type=Path, default=Path("台账.xlsx"), metavar="文件", help="写到这里（默认 台账.xlsx）")
    adopt = acts.add_parser(
        "adopt",
        help="台账移动后，认定这一份是唯一使用的",
        description="台账移动到别的文件夹或电脑后，认定这一份是唯一使用的。",
    )
    for parser, act in ((verify, _verify), (show, _show), (listing, _list), (out, _export_ledger), (adopt, _adopt)):
        _ledger(parser, by="named" if act is _adopt else "")
        parser.set_defaults(act=act)


def _acting(act: Callable[[Any, argparse.Namespace], list[str]]) -> Callable[[argparse.Namespace], None]:
    """Return what a parser calls: the act, given the module of acts (imported only then) and the options, and its lines printed."""

    def run(options: argparse.Namespace) -> None:
        from huibao_xl.payments import acts

        if getattr(options, "by", "") is None:
            options.by = getpass.getuser()
        print("\n".join(act(acts, options)))

    return run


def _signer(step: str) -> Callable[[argparse.Namespace], None]:
    return _acting(lambda acts, o: acts.sign(o.ledger, o.batch, step, o.by, o.strike, o.why, o.seal))


@_acting
def _batch(acts: Any, options: argparse.Namespace) -> list[str]:
    from huibao_xl import policy

    rules = policy.load(options.policy) if options.policy else None
    return acts.make(options.ledger, options.folder, options.payer, options.by, options.layout, rules)


_reject = _acting(lambda acts, o: acts.reject(o.ledger, o.batch, o.by, o.why))
_release = _acting(lambda acts, o: acts.release(o.ledger, o.batch, o.line, o.by, o.why))
_export = _acting(lambda acts, o: acts.export(o.ledger, o.batch, o.by, o.layout, o.again))
_return = _acting(lambda acts, o: acts.take_return(o.ledger, o.batch, o.file, o.by, o.layout))
_resolve = _acting(lambda acts, o: acts.resolve(o.ledger, o.batch, o.state, o.by, o.why, o.line))
_reissue = _acting(lambda acts, o: acts.reissue(o.ledger, o.batch, o.by, o.accounts))
_transfer = _acting(lambda acts, o: acts.transfer(o.ledger, o.policy, o.by))
_execution = _acting(lambda acts, o: acts.report_execution(o.ledger, o.policy, o.out, o.result))
_papers = _acting(lambda acts, o: acts.renew_papers(o.ledger, o.batch))
_verify = _acting(lambda acts, o: acts.check(o.path or o.ledger, o.seal))
_show = _acting(lambda acts, o: acts.show_person(o.ledger, o.id))
_list = _acting(lambda acts, o: acts.list_batches(o.ledger))
_export_ledger = _acting(lambda acts, o: acts.export_ledger(o.ledger, o.out))
_adopt = _acting(lambda acts, o: acts.adopt(o.ledger, o.by))
