import time
import zipfile

import pytest
from source_samples import table

from huibao_xl.files.reading import read_file
from huibao_xl.reasons import Stop

NAMES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "style")
)
HEAD = (
    f'<?xml version="1.0"?><office:document-content{NAMES} xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:automatic-styles>'
    '<style:style style:name="ta2" style:family="table"><style:table-properties t:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)


def read(tmp_path, tables, manifest="<m/>"):
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", HEAD + tables + "</office:spreadsheet></office:body></office:document-content>")
    return read_file(tmp_path / "a.ods").grids


def number(value):
    return f'<t:table-cell office:value-type="float" office:value="{value}"/>'


def test_repeats_spans_and_what_is_hidden(tmp_path):
    shown, hidden = read(
        tmp_path,
        f"""<t:table t:name="一"><t:table-column/>
        <t:table-column t:visibility="collapse" t:number-columns-repeated="2"/>
        <t:table-header-rows><t:table-row><t:table-cell t:number-columns-spanned="2" t:number-rows-spanned="3"
          office:value-type="string">
        <text:p>题<text:s text:c="2"/>x<text:line-break/>y</text:p><text:p>二</text:p></t:table-cell>
        <t:covered-table-cell/>{number(1)}</t:table-row></t:table-header-rows>
        <t:table-row t:number-rows-repeated="2"><t:table-cell/></t:table-row>
        <t:table-row t:visibility="filter" t:number-rows-repeated="2">{number("3.1011219850101E+017")}
        <t:table-cell t:number-columns-repeated="2" office:value-type="boolean"
          office:boolean-value="true"/></t:table-row>
        <t:table-row><t:table-cell calcext:value-type="error" office:value-type="string">
        <text:p>#N/A</text:p></t:table-cell>
        <t:table-cell office:value-type="time" office:time-value="PT13H05M06S"/></t:table-row>
        <t:table-row t:number-rows-repeated="1048570" t:visibility="collapse"><t:table-cell
          t:number-columns-repeated="16384"/></t:table-row></t:table>
        <t:table t:name="二" t:style-name="ta2"/>""",
    )
    assert table(shown) == [
        ["题  x\ny\n二", "", "1"],
        ["", "", ""],
        ["", "", ""],
        ["310112198501010000", "true", "true"],
        ["310112198501010000", "true", "true"],
        ["#N/A", "13:05:06", ""],
    ]
    assert shown.numbers == {(3, 0): "3.1011219850101E+017", (4, 0): "3.1011219850101E+017"}
    assert shown.merged == [(0, 0, 2, 1)] and shown.hidden_rows == {3, 4} and shown.hidden_columns == {1, 2}
    assert hidden.hidden and hidden.sheet == "二" and hidden.n_rows == 0


def test_notes_in_a_cell_are_not_its_text(tmp_path):
    (grid,) = read(
        tmp_path,
        """<t:table t:name="一"><t:table-row><t:table-cell office:value-type="string">
        <office:annotation><text:p>批注</text:p></office:annotation><text:p>值</text:p></t:table-cell></t:table-row></t:table>""",
    )
    assert table(grid) == [["值"]]


@pytest.mark.parametrize(("rows", "columns"), [(1048576, 16384), (99999999999, 1), (1, 99999999999), (20000, 9000)])
def test_a_repeated_value_cannot_exhaust_memory(tmp_path, rows, columns):
    started = time.perf_counter()
    with pytest.raises(Stop, match="过大"):
        read(
            tmp_path,
            f"""<t:table t:name="一"><t:table-row t:number-rows-repeated="{rows}">
            <t:table-cell
            t:number-columns-repeated="{columns}" office:value-type="float"
            office:value="1"/></t:table-row></t:table>""",
        )
    assert time.perf_counter() - started < 2


def test_an_encrypted_ods_says_so(tmp_path):
    with pytest.raises(Stop, match="有打开密码"):
        read(tmp_path, "", "<manifest><encryption-data/></manifest>")


def test_what_is_printed_above_and_below_the_pages_stands_beside_every_sheet(tmp_path):
    styles = (
        f"<office:document-styles{NAMES}><office:master-styles><style:master-page><style:header><text:p>七宝镇<text:span>退出</text:span>名单"
        "<text:sheet-name>???</text:sheet-name></text:p></style:header><style:footer><text:p>第<text:page-number>1</text:page-number>页</text:p>"
        "</style:footer></style:master-page></office:master-styles></office:document-styles>"
    )
    cell = '<t:table-row><t:table-cell office:value-type="string"><text:p>x</text:p></t:table-cell></t:table-row>'
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<m/>")
        package.writestr("styles.xml", styles)
        tables = "".join(f'<t:table t:name="{name}">{cell}</t:table>' for name in "一二")
        package.writestr("content.xml", f"{HEAD}{tables}</office:spreadsheet></office:body></office:document-content>")
    printed = (("页眉或页脚", "七宝镇退出名单"), ("页眉或页脚", "第页"))
    assert [grid.beside for grid in read_file(tmp_path / "a.ods").grids] == [printed, printed]
