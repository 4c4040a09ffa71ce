from tables import TODAY, grid, load, resident, sources

from huibao_xl.rosters.collect import collect

DISABLED, AID, HERO, FARMER = "持证残疾人", "医疗救助对象", "优抚对象", "生活困难农户"
IDS = [resident(f"310112198501019{n:02}") for n in range(1, 7)]


def _read(*sheets):
    """Per file {name: (rosters, whether he is held)} as collected in one go."""
    lists = collect(sources(*sheets), load("2024"), {}, TODAY, complete=False)
    asked = {*lists.readings.loc[lists.readings["asked"] & (lists.readings["letters"] == ""), "file"]}
    entries = lists.entries.astype("str")
    read = {}
    for one in sheets:
        file = str(one.path)
        here = entries[entries["file"] == file]
        read[file] = ({name: "、".join(sorted(rows["role"])) for name, rows in here.groupby("name")}, file in asked)
    return read, lists


def _of_cells(file, header, cells, **others):
    rows = [[name, number, "七宝镇", cell] for name, number, cell in zip("甲乙丙丁戊己", IDS, cells, strict=False)]
    return grid([["姓名", "身份证号", "街镇", header], *([f"样{row[0]}", *row[1:]] for row in rows)], file, **others)


def _of_marks(file, headers, marks):
    rows = [[f"样{name}", number, *cells] for name, number, cells in zip("甲乙丙丁戊己", IDS, marks, strict=False)]
    return grid([["姓名", "身份证号", *headers], *rows], file)


def test_a_sheet_of_several_categories_is_read_by_the_column_that_says_which():
    cases = [
        (
            _of_cells("四类对象汇总表.xlsx", "人员类别", ["残疾", "低保边缘", "参战退役", "农"]),
            [DISABLED, AID, HERO, FARMER],
            False,
        ),
        (_of_cells("虹桥镇上报.xlsx", "对象类别", [DISABLED, AID, HERO, FARMER]), [DISABLED, AID, HERO, FARMER], False),
        (_of_cells("残疾军人等.xlsx", "类别", ["残疾军人", "重残无业", "持证残疾人"], sheet="汇总"), None, None),
        (
            _of_cells("七宝镇2024.xlsx", "困难类别", ["低保、残疾", "三属", "特困"]),
            [f"{AID}、{DISABLED}", HERO, AID],
            False,
        ),
        (
            _of_cells("一.xlsx", "人员类别", ["低保", "残疾", "一般户", "优抚", "农户"]),
            [AID, DISABLED, None, HERO, FARMER],
            False,
        ),
        (
            _of_cells("二.xlsx", "人员类别", ["低保", "残疾", "低保（停）", "优抚", "农户"]),
            [AID, DISABLED, HERO, HERO, FARMER],
            True,
        ),
        (_of_cells("比对结果.xlsx", "对象类别", [HERO, HERO, "普通居民", HERO]), [HERO, HERO, None, HERO], False),
        (
            _of_cells("底册.xlsx", "对象类别", [HERO, "普通居民", "普通居民", HERO, "普通居民"]),
            [HERO, None, None, HERO],
            True,
        ),
        (_of_cells("三.xlsx", "人员类别", ["低保", "残疾", "", "疑似残疾", ""]), [AID, DISABLED, AID, AID, AID], True),
        (_of_cells("居民花名册.xlsx", "人员类别", ["低保", "残疾"]), [AID, DISABLED], True),
        (_of_cells("四.xlsx", "人员类别", ["退休", "在职"]), [], None),
        (_of_cells("五.xlsx", "健康状况", ["残疾", "残疾"]), [], None),
        (_of_cells("低保名册.xlsx", "人员类别", ["残疾", "优抚"]), [AID, AID], None),
        (
            _of_marks(
                "六.xlsx", [AID, DISABLED, HERO, FARMER], [["√", "", "", ""], ["", "√", "", "√"], ["", "", "√", ""]]
            ),
            [AID, f"{DISABLED}、{FARMER}", HERO],
            False,
        ),
        (_of_marks("七.xlsx", ["是否低保", "是否残疾"], [["是", "否"], ["否", "是"]]), [AID, DISABLED], False),
        (
            _of_marks("八.xlsx", ["低保户", "残疾人"], [["√", ""], ["", "肢体三级"], ["", ""], ["", ""]]),
            [AID, DISABLED],
            True,
        ),
        (_of_marks("持证残疾人九.xlsx", ["低保", "优抚"], [["√", ""], ["", "√"]]), [DISABLED, DISABLED], None),
    ]
    read, _ = _read(*(sheet for sheet, roles, _ in cases if roles is not None))
    for sheet, roles, asked in cases:
        if roles is not None:
            names = {f"样{name}": role for name, role in zip("甲乙丙丁戊己", roles, strict=False) if role}
            assert read[str(sheet.path)][0] == names, sheet.path
            assert asked is None or read[str(sheet.path)][1] == asked, sheet.path


def test_what_stands_beside_the_rows_of_several_categories_is_said_once():
    sheet = grid(
        [
            ["2024年四类对象汇总"],
            ["姓名", "身份证号", "街镇", "人员类别"],
            ["样甲", IDS[0], "七宝镇", "残疾"],
            ["样乙", IDS[1], "七宝镇", "低保"],
            ["合计", "3", None, None],
            ["姓名", "身份证号", "死亡日期", None],
            ["样丙", IDS[2], "2024-05-01", None],
        ],
        "汇总.xlsx",
    )
    _, lists = _read(sheet)
    assert sorted(lists.entries["name"]) == ["样乙", "样甲"]
    codes = [*lists.findings["code"]]
    assert [codes.count(code) for code in ("I08", "I32", "I54")] == [1, 1, 0]
    assert 7 in {*lists.mentioned["row"]}
