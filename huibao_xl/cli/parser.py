"""The registry as click commands that speak Chinese: parameters, help, and what is called."""

import gc
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from huibao_xl import __version__
from huibao_xl.cli.memory import use_system_memory
from huibao_xl.cli.outcomes import WORDS
from huibao_xl.commands import GROUPS, CommandLine, Given, Parameter, line_numbers, lines
from huibao_xl.commands.examples import EXAMPLES, Example
from huibao_xl.reasons.shown import visible

if TYPE_CHECKING:
    from huibao_xl.reasons.outcomes import Outcome

NAME = "huibao"
REFUSED = 2
"""The exit status of what was refused, be it one thing of several."""
DOUBTFUL = 3
"""The exit status of what was done and left something doubtful (存疑) that a person has to settle."""
_ABOUT = "沪惠保补贴：比对名单、认定资格、分摊资金、生成银行代发和预算表。一个不落，一分不少。"
_EXAMPLE = "示例：huibao run 今年的名单/ --policy 2024 --out 结果"
_KINDS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "path": Path,
    "day": lambda text: date.fromisoformat(half_width(text)),
    "line": line_numbers.parse_one,
    "lines": line_numbers.parse,
    "batch": str,
}
_WANTED = {"day": "日期，应如 2024-07-01", "line": "一个行号，应如 6", "lines": line_numbers.EXAMPLE}


def _login() -> str:
    """Return the account of the system without its domain; the environment, which anybody sets, is not asked."""
    from huibao_xl.payments.ledger import origin

    return origin.account().rpartition("\\")[2]


GIVEN: dict[Given, Callable[[], Any]] = {Given.TODAY: date.today, Given.LOGIN: _login}


class Value(click.ParamType):
    """The text of a parameter, turned into what its function takes."""

    def __init__(self, parameter: Parameter) -> None:
        self.name = parameter.kind
        self.choices = parameter.choices

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the value. Raises click.BadParameter with a Chinese message."""
        if not isinstance(value, str):
            return value
        if not value.strip() and _was_typed(param, ctx):
            self.fail("不能是空的", param, ctx)
        folded = half_width(value)
        if self.choices and folded in self.choices:
            return folded
        if self.choices:
            self.fail(f"“{value}”不对，应为 {'、'.join(self.choices)}", param, ctx)
        try:
            return _KINDS[self.name](value)
        except ValueError:
            self.fail(f"“{value}”不是{_WANTED[self.name]}", param, ctx)


def _was_typed(param: click.Parameter | None, ctx: click.Context | None) -> bool:
    """Whether a value stands on the command line: an empty one there is a slip (a variable that is not set), never a default."""
    source = ctx.get_parameter_source(param.name) if param and param.name and ctx else None
    return source is ParameterSource.COMMANDLINE


class _Speaking(click.Command):
    """A command whose help is Chinese, and that takes several texts after one option as well as the option again."""

    parameters: tuple[Parameter, ...] = ()
    example: Example | None = None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments. Raises click.UsageError."""
        try:
            arguments = spread(plain(args, self.parameters), self.parameters)
            if again := twice(arguments, self.parameters):
                raise click.UsageError(f"参数 {again} 写了两次，只能写一次", ctx)
            rest = super().parse_args(ctx, arguments)
        except click.UsageError as wrong:
            wrong.ctx = wrong.ctx or ctx
            raise
        if rest and not isinstance(self, click.Group):
            raise click.UsageError(f"不认识的参数：{' '.join(rest)}", ctx)
        return rest

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows what is typed."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the parameters that are known by their place."""
        if rows := [(parameter.shown, parameter.help) for parameter in self.parameters if not parameter.option]:
            with formatter.section("参数"):
                formatter.write_dl(rows)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        options = [option for option in self.get_params(ctx) if isinstance(option, click.Option)]
        with formatter.section("选项"):
            formatter.write_dl([(" ".join([", ".join(o.opts), o.metavar or ""]), o.help or "") for o in options])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command leaves behind, and an example on a line of its own, however long it is."""
        super().format_epilog(ctx, formatter)
        if self.example:
            formatter.write(f"\n写出：{self.example.writes}\n示例：{self.example.typed}\n")


class _Group(_Speaking, click.Group):
    """Several commands under one word."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the registry."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then a line for each command, whole, however long it is."""
        super().format_options(ctx, formatter)
        with formatter.section("命令"):
            formatter.write_dl([(name, command.short_help or "") for name, command in self.commands.items()])


def program() -> click.Group:
    """Return ``huibao`` with every command of the registry."""
    root = _group(NAME, "", _ABOUT, epilog=_EXAMPLE)
    root.params.insert(0, _answering("--version", text="显示版本号", answer=lambda ctx: f"{NAME} {__version__}"))
    for line in lines():
        first, _, second = line.name.partition(" ")
        if second and first not in root.commands:
            root.add_command(_group(first, *GROUPS[first]))
        owner = root.commands[first] if second else root
        assert isinstance(owner, click.Group)
        owner.add_command(_command(line, second or first))
    return root


def _group(name: str, help: str, description: str, epilog: str | None = None) -> click.Group:
    def missing(**_: object) -> None:
        context = click.get_current_context()
        if context.invoked_subcommand is None:
            raise click.UsageError("缺少参数：命令", context)

    return _Group(
        name,
        callback=missing,
        invoke_without_command=True,
        short_help=help,
        help=description,
        epilog=epilog,
        options_metavar="[选项]",
        subcommand_metavar="命令 …",
        add_help_option=False,
        params=[_help_option()],
    )


def _command(line: CommandLine, name: str) -> click.Command:
    command = _Speaking(
        name,
        callback=lambda **values: show(call(line, values)),
        short_help=line.help,
        help=line.description or f"{line.help}。",
        options_metavar="[选项]",
        add_help_option=False,
        context_settings={"allow_extra_args": True},
        params=[*map(_parameter, line.parameters), _help_option()],
    )
    command.parameters, command.example = line.parameters, EXAMPLES[line.name]
    return command


def _parameter(parameter: Parameter) -> click.Parameter:
    shown = parameter.shown + ("…" if parameter.many == "following" else "")
    settings: dict[str, Any] = {"type": Value(parameter), "required": parameter.required}
    if parameter.default is not None and not isinstance(parameter.default, Given):
        settings["default"] = parameter.default  # None would count as given, and nothing would be missed
    if not parameter.option:
        shown = shown if parameter.required else f"[{shown}]"
        return click.Argument([parameter.name], metavar=shown, nargs=-1 if parameter.many else 1, **settings)
    names = [parameter.option, parameter.name]
    if parameter.kind == "flag":
        return click.Option(names, is_flag=True, help=parameter.help)
    help = f"{parameter.help}（必填）" if parameter.required else parameter.help
    return click.Option(names, metavar=shown, multiple=bool(parameter.many), help=help, **settings)


def _help_option() -> click.Option:
    return _answering("-h", "--help", text="显示这个说明", answer=lambda ctx: ctx.get_help())


def _answering(*names: str, text: str, answer: Callable[[click.Context], str]) -> click.Option:
    """An option that prints something and ends the program, whatever else is written."""

    def end(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
        if wanted:
            print(answer(ctx))
            ctx.exit()

    return click.Option(list(names), is_flag=True, is_eager=True, expose_value=False, help=text, callback=end)


def half_width(text: str) -> str:
    """Return a value as a Chinese keyboard may write it in half width, with plain hyphens and without blanks around it.

    >>> half_width("　２０２４－０７－０１ "), half_width("街镇")
    ('2024-07-01', '街镇')
    """
    return _DASH.sub("-", unicodedata.normalize("NFKC", text)).strip()


_DASH = re.compile(r"[‐‑‒–—―−﹘﹣]")
_OPTION = re.compile(
    r"[-－‐‑–—―−﹣]{1,2}(?P<name>[a-zａ-ｚ][a-zａ-ｚ－-]*)(?P<mark>[=＝\s]?)(?P<value>.*)", re.IGNORECASE
)
"""An option as keyboards and word processors may make it of ``--by=…``: full-width letters and signs, a long dash, a blank that is none for the shell."""
_NUMBER = re.compile(r"[0-9A-Za-z]+|[0-9.,:/-]+")


def plain(arguments: Sequence[str], parameters: Iterable[Parameter]) -> list[str]:
    """Return the arguments with their options in half width, and what is nothing but full-width letters and digits too; other values stay as they
    are: a name and a path are what they are.

    >>> by = Parameter(name="by", shown="", help="", option="--by")
    >>> plain(["２０２４", "——by", "李四", "－－ｂｙ＝王五", "--by　赵六", "甲－乙"], [by])
    ['2024', '--by', '李四', '--by=王五', '--by', '赵六', '甲－乙']
    """
    options = {parameter.option for parameter in parameters if parameter.option} | {"--help"}
    result: list[str] = []
    for argument in arguments:
        found, folded = _OPTION.fullmatch(argument), half_width(argument)
        name = "--" + half_width(found["name"]) if found else ""
        if found and name in options and (found["mark"] or not found["value"]):
            equals = found["mark"] in ("=", "＝")
            result += [f"{name}={found['value']}"] if equals else [name, *([found["value"]] if found["value"] else [])]
        else:
            number = _NUMBER.fullmatch(folded) and not Path(argument).exists()
            result.append(folded if number else argument)
    return result


def spread(arguments: Sequence[str], parameters: Iterable[Parameter]) -> list[str]:
    """Return the arguments with an option that takes all texts that follow it repeated before each of them, as click reads them.

    Raises click.BadOptionUsage if an option that needs a text is followed by another option: click would take that for the text.

    >>> before = Parameter(name="before", shown="", help="", option="--before", many="following")
    >>> spread(["名单", "--before", "甲", "乙", "--force"], [before])
    ['名单', '--before', '甲', '--before', '乙', '--force']
    """
    many = {
        parameter.option: parameter.many for parameter in parameters if parameter.option and parameter.kind != "flag"
    }
    result: list[str] = []
    option = ""
    for index, argument in enumerate(arguments):
        if argument.startswith("-") and argument != "-":
            if result and result[-1] in many and index and arguments[index - 1] == result[-1]:
                raise click.BadOptionUsage(result[-1], "")
            if argument == "--":
                return [*result, *arguments[index:]]
            option = argument if many.get(argument) == "following" else ""
            result.append(argument)
        else:
            result += [option, argument] if option and arguments[index - 1] != option else [argument]
    return result


def twice(arguments: Iterable[str], parameters: Iterable[Parameter]) -> str:
    """Return the first option that is given twice although it takes one value, "" if there is none: click would take the last without a word.

    >>> policy = Parameter(name="policy", shown="", help="", option="--policy")
    >>> twice(["名单", "--policy", "2024", "--policy=2023"], [policy]), twice(["--policy", "--policy"], [policy])
    ('--policy', '')
    """
    options = {parameter.option: parameter for parameter in parameters if parameter.option}
    seen, is_value = set(), False
    for argument in arguments:
        name, mark, _ = argument.partition("=")
        if is_value or name not in options:
            if argument == "--" and not is_value:
                break
            is_value = False
            continue
        if name in seen and not options[name].many:
            return name
        seen.add(name)
        is_value = options[name].kind != "flag" and not mark
    return ""


def call(line: CommandLine, values: Mapping[str, Any]) -> Any:
    """Return what the function of a command answers. Its module is imported only now."""
    module, _, name = line.function.partition(":")
    given = completed(line, values)
    typed = next((given[each.name] for each in line.parameters if each.kind == "batch"), "")
    if typed:
        given["number"] = _loaded("huibao_xl.payments.batch_names").meant(given["ledger_path"], typed, line.name)
    answer = getattr(_loaded(module), name)(**given, **line.constants)
    if not typed or isinstance(answer, str | list | None) or given["number"] == half_width(typed):
        return answer
    from huibao_xl.reasons.outcomes import Done, done

    return done(Done.BATCH_MEANT, typed=typed, batch=given["number"]) + answer


def _loaded(name: str) -> ModuleType:
    """The module. What modules consist of stays until the program ends: to look for garbage in it, while they load and ever after, would take
    a tenth of a small run."""
    if name in sys.modules:
        return sys.modules[name]
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.freeze()
        gc.enable()
        use_system_memory()


def completed(line: CommandLine, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters as the function takes them: several values as a list, a default that is only known now."""
    result = dict(values)
    for parameter in line.parameters:
        if parameter.many:
            given = list(result[parameter.name])
            result[parameter.name] = [line for lines in given for line in lines] if parameter.kind == "lines" else given
        elif result[parameter.name] is None and isinstance(parameter.default, Given):
            result[parameter.name] = GIVEN[parameter.default]()
    return result


def show(answer: "str | list[str] | Outcome | None") -> None:
    """Print what a command answers, an outcome in the words of the command line; nothing for a command that shows it itself.

    Raises click.exceptions.Exit with DOUBTFUL if the outcome needs a person, with REFUSED if something of several things was refused.
    """
    if answer is None:
        return
    lines = [answer] if isinstance(answer, str) else answer if isinstance(answer, list) else answer.lines(WORDS)
    print("\n".join(map(visible, lines)) if not isinstance(answer, str) else answer)
    if not isinstance(answer, str | list) and (answer.needs_a_person or answer.is_partly_refused):
        raise click.exceptions.Exit(DOUBTFUL if answer.needs_a_person else REFUSED)
