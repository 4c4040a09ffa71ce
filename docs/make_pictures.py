"""Draws the pictures of the handbook from a run on the sample workbooks: soffice to PDF, pdftoppm to PNG.

python docs/make_pictures.py
"""

import csv
import shutil
import subprocess
import tempfile
from pathlib import Path

from huibao_xl import resources
from huibao_xl.cli import main
from huibao_xl.excel.commands import press

IMAGES = Path(__file__).parent / "images"
SHEETS = {
    "总览": "总览",
    "待核名单": "待核名单",
    "比对决定": "比对决定",
    "问题清单": "问题清单",
    "预算表": "项目预算情况表",
    "平衡表": "平衡表",
}
"""{sheet: what stands at the top of its pages}"""


def to_pdf(workbook: Path, work: Path) -> Path:
    """Print a workbook, all its sheets in order."""
    profile = f"-env:UserInstallation=file://{work}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(work), str(workbook)]
    subprocess.run(command, check=True, capture_output=True)
    return work / f"{workbook.stem}.pdf"


def draw(pdf: Path, top: str, picture: Path) -> None:
    """Draw the first page that has ``top`` at its top."""
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    pages = text.split("\f")
    number = next(at for at, page in enumerate(pages, 1) if top in page.strip()[:300])
    page = ["-f", str(number), "-l", str(number)]
    subprocess.run(
        ["pdftoppm", *page, "-r", "80", "-png", "-singlefile", str(pdf), str(picture.with_suffix(""))], check=True
    )


def draw_workbook(work: Path) -> None:
    """Press the first buttons on a new project workbook, and draw its start sheet, 参数 and a validated list."""
    book = work / "2024.xlsx"
    samples = resources.folder("workbooks") / "样例"
    press("新建工作簿", book)
    for source in (samples / "名册" / "医疗救助对象名册.xlsx", samples / "承保名单" / "承保名单（一）.xlsx"):
        press("导入名册", book, source=source)
    press("核验名册", book)
    pdf = to_pdf(book, work)
    draw(pdf, "项目工作簿", IMAGES / "开始.png")
    draw(pdf, "政策文件的值", IMAGES / "参数.png")
    draw(pdf, "问题（沪惠保）", IMAGES / "核验名册.png")


def draw_approval(work: Path, result: Path) -> None:
    """Draft, review (one line struck out) and approve a batch of the samples, and draw the sheet that people sign."""
    ledger = ["--ledger", str(work / "台账.sqlite3")]
    assert main(["batch", str(result), "--payer", "街镇", "--by", "张制单", *ledger]) == 0
    number = "2024-莘庄镇-1"
    assert main(["review", number, "--by", "李审核", "--strike", "2", "--why", "姓名待核实", *ledger]) == 0
    assert main(["approve", number, "--by", "王审批", *ledger]) == 0
    draw(to_pdf(work / "批次" / number / "审批单.xlsx", work), "审批单", IMAGES / "审批单.png")


def draw_monitoring(work: Path) -> None:
    """Monitor and compare the two sample months, and draw the first sheet of each result."""
    months = resources.folder("workbooks") / "样例-监测"
    now, before = str(months / "本月"), str(months / "上月")
    assert main(["monitor", now, "--on", "2024-03-01", "--before", before, "--out", str(work / "监测")]) == 0
    assert main(["changes", before, now, "--role", "低收入家庭", "--out", str(work / "对比")]) == 0
    draw(to_pdf(work / "监测" / "低收入监测.xlsx", work), "监测总览", IMAGES / "监测总览.png")
    draw(to_pdf(work / "对比" / "名册对比.xlsx", work), "对比总览", IMAGES / "名册对比.png")


def draw_subsidy_clearing(work: Path, result: Path) -> None:
    """Clear a list of payments with a fault of each kind, made from the samples' own result, and draw its first sheets."""
    with (result / "处置全表.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    due = [row for row in rows if row["代码"] == "OK"]
    gone = [row for row in rows if row["代码"] == "X05"]
    paid = [
        [row["姓名"], row["证件号码"], "2024", "129.00", row["街镇"] or "七宝镇"] for row in [*due[2:], due[2], *gone]
    ]
    paid[1][3], paid[2][3] = "100.00", "200.00"
    paid[3][4] = "莘庄镇" if paid[3][4] != "莘庄镇" else "七宝镇"
    with (work / "发放记录.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["姓名", "证件号码", "政策年度", "金额", "街镇"], *paid])
    samples, out = resources.folder("workbooks") / "样例", work / "补贴清算"
    words = ["--paid", str(work / "发放记录.csv"), "--policy", "2024", "--out", str(out), "--before", str(result)]
    assert main(["clear", str(samples), *words]) == 0
    pdf = to_pdf(out / "清算报告.xlsx", work)
    draw(pdf, "总览", IMAGES / "补贴清算.png")
    draw(pdf, "差异清单", IMAGES / "清算差异.png")


def draw_clearing(work: Path) -> None:
    """Clear the sample settlements, and draw the overview and a person's page."""
    samples, out = resources.folder("workbooks") / "样例-清算", work / "清算"
    policy = ["--policy", str(samples / "演示参数.json")]
    capped = "310112194401019047"  # an invented person, whose second settlement passes the year's cap
    assert main(["clear-medical", str(samples), *policy, "--out", str(out), "--person", capped]) == 0
    draw(to_pdf(out / "医疗救助清算.xlsx", work), "总览", IMAGES / "医疗救助清算.png")
    draw(to_pdf(out / "个人清.xlsx", work), "年度清算 个人清", IMAGES / "个人清.png")


def draw_all() -> None:
    """Run the job and the check on the samples, and draw every picture anew."""
    IMAGES.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp())
    try:
        result, checked = work / "结果", work / "核验结果"
        assert main(["demo", "--out", str(result)]) == 0
        assert main(["check", str(resources.folder("workbooks") / "样例"), "--out", str(checked)]) == 0
        pdf = to_pdf(result / "沪惠保补贴结果.xlsx", work)
        for sheet, top in SHEETS.items():
            draw(pdf, top, IMAGES / f"{sheet}.png")
        draw(to_pdf(result / "列对应.xlsx", work), "待确认", IMAGES / "列对应.png")
        copy = next(path for path in sorted(checked.rglob("*-核验.xlsx")) if "承保" in path.name)
        draw(to_pdf(copy, work), "承保名单", IMAGES / "核验副本.png")
        draw_workbook(work)
        draw_approval(work, result)
        draw_monitoring(work)
        draw_clearing(work)
        draw_subsidy_clearing(work, result)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    draw_all()
