"""Forms that the bureau restyled: a folder with any of 银行代发.xlsx, 公示.xlsx and 预算表.xlsx, used instead of ours
(``templates/``)."""

from collections.abc import Sequence
from pathlib import Path

from huibao_xl import resources
from huibao_xl.files.writing import template
from huibao_xl.files.writing.template_formulas import require_original
from huibao_xl.reasons import Stop

NAMES = ("银行代发.xlsx", "公示.xlsx", "预算表.xlsx")


def template_file(templates: Path | None, name: str) -> Path:
    """Return the form called ``name``: in the folder ``templates`` if it has one, else the one that ships."""
    if templates is not None and (templates / name).is_file():
        return templates / name
    return resources.folder("templates") / name


def read_form(
    templates: Path | None, name: str, values: Sequence[str], lists: Sequence[str] = (), sheet: str | None = None
) -> template.Template:
    """Return the form called ``name``, with the names that it must have (see ``template.read``). Raises Stop(S10) if the
    bureau's own was spoilt: names that are gone, formulas that are not those of ours."""
    form = template.read(template_file(templates, name), values, lists, sheet)
    if templates is not None:
        require_original(form, template.read(template_file(None, name), values, lists, sheet))
    return form


def require_folder(templates: Path) -> None:
    """Raise Stop(S07) if the folder does not exist or has none of the forms: a form with another name would silently
    not be used."""
    if not any((templates / name).is_file() for name in NAMES):
        raise Stop(
            "S07",
            why=f"模板文件夹“{templates}”中没有 {'、'.join(NAMES)} 中的任何一个",
            advice="请检查路径和文件名；只改了其中一两个的，放改过的即可。",
        )
