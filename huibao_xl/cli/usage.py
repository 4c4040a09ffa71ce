"""What is wrong with the arguments, in one Chinese sentence made of the fields of click's exceptions."""

import click


def sentence(error: click.UsageError) -> str:
    """Return what is wrong and where the usage stands, without 错误： before it."""
    path = error.ctx.command_path if error.ctx else "huibao"
    return f"{_fault(error)}。写法见 {path} --help"


def _fault(error: click.UsageError) -> str:
    match error:
        case click.MissingParameter(param=param):
            return f"缺少参数：{'、'.join(_missing(error, param))}"
        case click.BadParameter(param=param):
            return f"参数 {_shown(param)}：{error.message}"
        case click.NoSuchOption(option_name=name) if name[1:2].isdigit() or name[1:2] == ".":
            return f"“{name}”前面的减号读作参数：金额只写数字，减少的按这个命令的说明写文字（如 减129.00、付129.00）"
        case click.NoSuchOption(option_name=name, possibilities=near):
            return f"不认识的参数：{name}" + (f"，是不是 {'、'.join(sorted(near))}" if near else "")
        case click.exceptions.NoSuchCommand(command_name=name, possibilities=near):
            return f"没有“{name}”这个命令" + (f"，是不是 {'、'.join(sorted(near))}" if near else "")
        case click.BadOptionUsage(option_name=name):
            option = _option(error, name)
            return (
                f"参数 {name} 后面不写内容"
                if option and option.is_flag
                else f"参数 {name} 后面要写内容，不能以减号开头"
            )
    return error.message


def _missing(error: click.UsageError, first: click.Parameter | None) -> list[str]:
    """Every parameter that must be given and was not, the one that was noticed first included."""
    given = error.ctx.params if error.ctx else {}
    required = [param for param in (error.ctx.command.params if error.ctx else []) if param.required]
    return [_shown(param) for param in required if param is first or not given.get(param.name or "")]


def _shown(param: click.Parameter | None) -> str:
    if param is None:
        return ""
    return param.opts[0] if isinstance(param, click.Option) else str(param.metavar)


def _option(error: click.UsageError, name: str) -> click.Option | None:
    options = (param for param in (error.ctx.command.params if error.ctx else []) if isinstance(param, click.Option))
    return next((option for option in options if name in option.opts), None)
