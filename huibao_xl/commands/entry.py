"""What an entry of the registry of commands says: :class:`Command`, with its two entrances :class:`CommandLine` and :class:`Button`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

Kind = Literal["text", "path", "day", "line", "lines", "flag", "batch"]
"""What a parameter's text is turned into: str, Path, date, the number of a line, several of them (:mod:`line_numbers`), bool, the number of the batch that
is meant by a short name (``payments.batch_names``)."""
Many = Literal["", "following", "repeated"]
"""How a parameter takes several values: not; all texts that follow (``--before 甲 乙``); the option again (``--line 3 --line 5``)."""


class Given(Enum):
    """A default that is only known when the command runs."""

    TODAY = "今天"
    LOGIN = "电脑的登录名"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One thing that a command asks for.

    ``name``: the keyword of the function; ``shown``: what stands for the value in help and tables (``年度``, ``文件夹``);
    ``option``: how the command line spells it (``--out``), "" for an argument that is known by its place.
    ``default``: what the function gets if nobody says anything; of a parameter with several values always none at all.
    """

    name: str
    shown: str
    help: str
    option: str = ""
    kind: Kind = "text"
    many: Many = ""
    required: bool = False
    default: str | bool | Given | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CommandLine:
    """A command of ``huibao``.

    ``name``: what is typed, with a blank in a command of a group (``ledger verify``); ``help``: its line in lists of commands;
    ``description``: the first paragraph of its own help, by default the same. ``function``: ``module:name`` of what runs, called with the
    parameters and the ``constants`` by keyword; what it returns is printed. A module is imported only when its command runs.
    """

    name: str
    help: str
    function: str
    parameters: tuple[Parameter, ...] = ()
    description: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button of the ribbon, which ``huibao press`` presses too.

    ``id``: ASCII, dotted, what Excel hands back; ``icon``: a name of :data:`huibao_xl.addin.ribbon.ICONS`; ``screentip`` and ``supertip``:
    the short and the long text of its tip. ``function``: ``module:name``, called with the Desk, returns the message.
    ``saves``: the workbook changes; ``step``: 撤销上一步 takes it back and 运行记录 lists it; ``makes``: the path that ``press`` is given does
    not exist yet, and the command makes it. ``size``: ``large`` for what is used every year, ``menu`` for the rest of its group.
    """

    id: str
    label: str
    group: str
    icon: str
    screentip: str
    supertip: str
    function: str = ""
    size: Literal["large", "menu"] = "large"
    saves: bool = True
    step: bool = True
    makes: bool = False


@dataclass(frozen=True, kw_only=True)
class Command:
    """One thing that staff can do, and by which entrances.

    ``sheets``: every sheet that it may fill in a workbook. No sheet of these names is ever read as a list
    (``rosters.fields.guide_sheets``), and no button can fill a sheet that stands nowhere here (``excel.sheets.prepare``).
    """

    line: CommandLine | None = None
    button: Button | None = None
    sheets: tuple[str, ...] = ()
