"""Draws the pictures of the handbook from a run on the sample workbooks: soffice to PDF, pdftoppm to PNG.

    python docs/make_pictures.py
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

import openpyxl

from huibao_xl import resources
from huibao_xl.cli import main

IMAGES = Path(__file__).parent / "images"
SHEETS = ["总览", "待核名单", "问题清单", "预算表", "平衡表"]


def draw(workbook: Path, sheet: str, picture: Path, work: Path) -> None:
    """Draw the first page of one sheet: the other sheets are hidden, so that they are not printed."""
    alone = work / f"{picture.stem}.xlsx"
    book = openpyxl.load_workbook(workbook)
    book.active = book[sheet]
    for other in book.worksheets:
        other.sheet_state = "visible" if other.title == sheet else "hidden"
        other.sheet_view.tabSelected = other.title == sheet
    book.save(alone)
    profile = f"-env:UserInstallation=file://{work}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(work), str(alone)],
        check=True,
        capture_output=True,
    )
    target = str(picture.with_suffix(""))
    pdf = str(alone.with_suffix(".pdf"))
    subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", pdf, target], check=True)


def draw_all() -> None:
    """Run the job and the check on the samples, and draw every picture anew."""
    IMAGES.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp())
    try:
        result, checked = work / "结果", work / "核验结果"
        assert main(["demo", "--out", str(result)]) == 0
        assert main(["check", str(resources.folder("workbooks") / "样例"), "--out", str(checked)]) == 0
        for sheet in SHEETS:
            draw(result / "沪惠保补贴结果.xlsx", sheet, IMAGES / f"{sheet}.png", work)
        copy = next(path for path in sorted(checked.rglob("*-核验.xlsx")) if "承保" in path.name)
        draw(copy, openpyxl.load_workbook(copy).sheetnames[0], IMAGES / "核验副本.png", work)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    draw_all()
