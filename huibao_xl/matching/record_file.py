"""The file in which answers about near matches are remembered (JSON, ``schemas/decisions.schema.json``): it only
grows, and is written whole.

It holds id numbers and names, because an answer is known by them; it stays on the machine, and only its owner may
read it where the system knows owners.
"""

import json
from pathlib import Path
from typing import Any

import jsonschema

from huibao_xl import resources, strict_json
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.reasons import Stop

KIND, VERSION = "沪惠保比对记录", 1
NOTICE = "含姓名和证件号码，只在本机保存，不得外传。只增不删：同一对记录以日期最晚的为准，同日以后记的为准。请填写新的比对决定后记入，不要手工修改。"


def read(path: Path) -> list[dict[str, str]]:
    """Return every answer of the file, in the order added. Raises Stop(S60) if it is no such file."""
    try:
        content = strict_json.parse(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise Stop("S60", file=path.name, why="不存在或读不出来") from None
    except strict_json.Duplicate as duplicate:
        raise Stop("S60", file=path.name, why=f"的键“{duplicate.key}”写了两次") from None
    except ValueError:
        raise Stop("S60", file=path.name, why="不是完整的记录文件（JSON）") from None
    schema = strict_json.parse((resources.folder("schemas") / "decisions.schema.json").read_text(encoding="utf-8"))
    fault = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(content))
    if fault is not None:
        places = [place for place in fault.absolute_path if isinstance(place, int)]
        raise Stop("S60", file=path.name, why=f"的第 {places[0] + 1} 条写得不对" if places else "不是比对记录")
    rows: list[dict[str, str]] = content["decisions"]
    return rows


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write the file whole or not at all. Raises Stop(S08) if the disk refuses."""
    content = {"kind": KIND, "version": VERSION, "notice": NOTICE, "decisions": rows}
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    if not path.absolute().parent.is_dir():
        raise Stop("S08", folder=path, why="路径不存在")
    with atomic_file(path) as work:
        work.write_text(text, encoding="utf-8", newline="\n")
