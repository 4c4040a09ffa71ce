"""Lines that say what a colour or a mark means: whose row has it waits, and nobody else's."""

from itertools import islice

import openpyxl
import xlwt
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from tables import codes, decide, found, grid, resident

from huibao_xl.files.reading import read_file
from huibao_xl.files.reading.colours import paints
from huibao_xl.rosters.legends import legends_in, marked_rows

HEAD = ["姓名", "证件号码", "街镇"]
MARKS = ("", "yellow", "red", "★", "grey", "bold", "slanted")
"""How the rows of each list are marked, from its first person on."""
CASES = [
    ("注：标黄人员残疾证已注销", "yellow"),
    ("黄色底纹为死亡", "yellow"),
    ("标黄、标红的均已退出", "yellow red"),
    ("红色字体为本年已退出；灰色底纹为在册", "red"),
    ("灰色填充代表已迁出", "grey"),
    ("有底色的人员已注销", "yellow grey"),
    ("带★的为本月退出人员", "★"),
    ("标黄的已注销，打★的去世", "yellow ★"),
    ("绿色为已注销", "all"),
    ("加粗的为已注销", "bold"),
    ("加粗或标黄的均已退出", "yellow bold"),
    ("斜体为已故人员", "slanted"),
    ("下划线的为已注销", "all"),
    ("无底纹的为已注销", "all"),
    ("黄色为重点走访，红字为低保", "none"),
    ("注：黄底为死亡/注销人员", "yellow"),
    ("备注：黄底的为退保客户", "yellow"),
    ("说明：1.黄底为退保；2.红字为团单。", "yellow red"),
    ("红字为已注销残疾证人员，灰底为已故人员", "red grey"),
    ("黄底红字为死亡", "yellow red"),
    ("黄底为重点对象", "none"),
]
NAMES = [f"样{one}{other}" for one in "甲乙丙丁戊己庚" for other in "子丑寅卯辰巳午未申酉戌亥"]
PEOPLE = [(name, resident(f"310112{1935 + at}0101901")) for at, name in enumerate(NAMES)]


def paint(cell, mark):
    if mark == "yellow":
        cell.fill = PatternFill("solid", fgColor="FFFF00")
    elif mark == "grey":
        cell.fill = PatternFill("solid", fgColor=Color(theme=0, tint=-0.25))
    elif mark == "red":
        cell.font = Font(color="FFFF0000")
    elif mark in ("bold", "slanted"):
        cell.font = Font(bold=mark == "bold", italic=mark == "slanted")


def roster(sheet, people):
    for name, number in people:
        sheet.append([name, number, "七宝镇", "肢体"])
    for row, mark in zip(sheet.iter_rows(min_row=2), MARKS, strict=False):
        for cell in row:
            paint(cell, mark)
        row[3].value = f"肢体{mark}" if mark == "★" else row[3].value


def of_xlsx(path, line, people):
    book = openpyxl.Workbook()
    book.active.append([*HEAD, "残疾类别"])
    roster(book.active, people)
    book.active.append([line])
    book.save(path)


def of_xls(path, line, people):
    book = xlwt.Workbook()
    sheet = book.add_sheet("残疾人")
    style = xlwt.easyxf("pattern: pattern solid, fore_colour yellow")
    for row, cells in enumerate([HEAD, *([name, number, "七宝镇"] for name, number in people), [line]]):
        for column, text in enumerate(cells):
            sheet.write(row, column, text, *([style] if row == 2 else []))
    book.save(str(path))


def with_a_guide(path, line, *lists):
    """A workbook whose marks are explained on a sheet of their own."""
    book = openpyxl.Workbook()
    book.active.title = "填表说明"
    book.active.append([line])
    for at, people in enumerate(lists):
        sheet = book.create_sheet(f"名册{at}")
        sheet.append([*HEAD, "残疾类别"])
        roster(sheet, people)
    book.save(path)


def test_which_rows_have_a_mark(tmp_path):
    of_xlsx(tmp_path / "残疾人.xlsx", "", PEOPLE[: len(MARKS)])
    (sheet,) = read_file(tmp_path / "残疾人.xlsx").grids
    for line, which in CASES:
        legends = legends_in(line)
        rows = {MARKS[row - 1] for one in legends for row in marked_rows(sheet, one, 1, -1)}
        assert rows == {*which.split()} - {"all", "none"}
        assert bool(legends) == (which != "none")


def test_only_rows_that_have_the_mark_wait(tmp_path):
    people = iter(PEOPLE)
    lists = [list(islice(people, size)) for size in (5, 3, 5, 4, 4)]
    of_xlsx(tmp_path / "残疾人.xlsx", "注：标黄人员残疾证已注销；加★的已去世；样甲子户籍已迁出", lists[0])
    of_xls(tmp_path / "残疾人a.xls", "标黄的已注销", lists[1])
    line = "灰色底纹表示注销，无底纹表示在册"
    with_a_guide(tmp_path / "残疾人b.xlsx", line, lists[2], lists[3])
    with_a_guide(tmp_path / "残疾人c.xlsx", line, lists[4])
    grids = [one for path in tmp_path.iterdir() for one in read_file(path).grids]
    insured = [[name, number, "七宝镇"] for part in lists for name, number in part]
    result = decide([grid([HEAD, *insured], "承保名单.xlsx"), *grids])
    first, grey, everybody = [1, 1, 0, 1, 0], [0, 0, 0, 0, 1], [1, 1, 1, 1]
    assert [code != "OK" for code in codes(result)] == [*first, 0, 1, 0, *grey, *grey[:4], *everybody]
    assert len(found(result.found_until_decided, "I33")) == 4


def test_a_line_filled_as_rows_are_means_them(tmp_path):
    of_xlsx(tmp_path / "残疾人.xlsx", "注销", PEOPLE[:5])
    book = openpyxl.load_workbook(tmp_path / "残疾人.xlsx")
    paint(book.active.cell(7, 2), "yellow")
    book.save(tmp_path / "残疾人.xlsx")
    insured = [[name, number, "七宝镇"] for name, number in PEOPLE[:5]]
    result = decide([grid([HEAD, *insured], "承保名单.xlsx"), *read_file(tmp_path / "残疾人.xlsx").grids])
    assert codes(result) == ["OK", "H08", "OK", "OK", "OK"]


def test_what_has_no_colours_says_none(tmp_path):
    (tmp_path / "残疾人.csv").write_text("姓名,证件号码\n", encoding="utf-8")
    assert paints(tmp_path / "残疾人.csv", "残疾人") is None and paints(tmp_path / "没有.xlsx", "残疾人") is None


def test_what_a_line_says_of_each_mark():
    (out,) = legends_in("绿色为新增，红色为注销")
    assert out.kind == "注销" and "红" in out.colours and "绿" not in out.colours
    assert [one.can_be_seen for one in legends_in("无底纹的为迁出，加粗的为注销，标黄的为死亡")] == [False, True, True]


def test_bold_letters_of_an_old_workbook(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("残疾人")
    for row, text in enumerate(["平常", "粗", "斜"]):
        sheet.write(row, 0, text, xlwt.easyxf({"粗": "font: bold on", "斜": "font: italic on"}.get(text, "")))
    book.save(str(tmp_path / "残疾人.xls"))
    seen = paints(tmp_path / "残疾人.xls", "残疾人")
    assert seen is not None and {place: one.face for place, one in seen.items()} == {(1, 0): "粗", (2, 0): "斜"}


def workbook(path, people, sheet="名册", above=(), beside=()):
    """A roster of which the rows of ``MARKS`` are marked, with cells above its header and beside its first rows, each as (text, fill)."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in above:
        book.active.append([text for text, _ in row])
        for cell, (_, fill) in zip(book.active[book.active.max_row], row, strict=False):
            paint(cell, fill)
    head = book.active.max_row + 1 if above else 1
    for at, row in enumerate(
        [[*HEAD, "残疾类别"], *([name, number, "七宝镇", "肢体"] for name, number in people)], head
    ):
        for column, text in enumerate(row, 1):
            paint(book.active.cell(at, column, text), MARKS[at - head - 1] if at > head else "")
    for at, (text, fill) in enumerate(beside, head):
        paint(book.active.cell(at, 7, text), fill)
    book.save(path)


def test_a_mark_may_be_explained_by_a_name_a_key_or_a_letter(tmp_path):
    people = iter(PEOPLE)
    lists = [list(islice(people, 5)) for _ in range(7)]
    workbook(tmp_path / "持证残疾人（黄色已注销）.xlsx", lists[0])
    workbook(tmp_path / "残疾人1.xlsx", lists[1], sheet="在册-标红的已死亡")
    workbook(
        tmp_path / "残疾人2.xlsx",
        lists[2],
        above=[[("名册", ""), ("", ""), ("", "")], [("注销", "yellow"), ("新增", "grey")]],
    )
    workbook(tmp_path / "残疾人3.xlsx", lists[3], beside=[("图例", ""), ("", ""), ("迁出", "yellow")])
    workbook(tmp_path / "残疾人四区.xlsx", lists[4])
    workbook(tmp_path / "残疾人5.xlsx", lists[5], above=[[("说明：阴影部分为已注销", "")]])
    workbook(tmp_path / "残疾人6.xlsx", lists[6])
    (tmp_path / "邮件.txt").write_text("王老师：残疾人四区里标黄的残疾证已经注销了，请注意。", encoding="utf-8")
    grids = [one for path in sorted(tmp_path.iterdir()) for one in read_file(path).grids]
    insured = [[name, number, "七宝镇"] for part in lists for name, number in part]
    waits = [code != "OK" for code in codes(decide([grid([HEAD, *insured], "承保名单.xlsx"), *grids]))]
    yellow, red, any_fill, nobody = [0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 1, 0, 0, 1], [0] * 5
    assert waits == [*yellow, *red, *yellow, *yellow, *yellow, *any_fill, *nobody]
