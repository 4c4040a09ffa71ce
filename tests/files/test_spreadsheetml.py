import pytest
from source_samples import table

from huibao_xl.files.reading import read_file
from huibao_xl.reasons import Stop

HEAD = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
)


def read(tmp_path, sheets):
    (tmp_path / "a.xls").write_text(HEAD + sheets + "</Workbook>", encoding="utf-8")
    return read_file(tmp_path / "a.xls").grids


def test_indices_spans_merges_and_types(tmp_path):
    first, second = read(
        tmp_path,
        """<Worksheet ss:Name="一"><Table><Column ss:Index="2" ss:Hidden="1" ss:Span="1"/>
        <Row ss:Index="2"><Cell ss:Index="2" ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="String">题</Data></Cell>
        <Cell><Data ss:Type="Number">129</Data></Cell></Row>
        <Row ss:Hidden="1"><Cell><Data ss:Type="Boolean">1</Data></Cell>
        <Cell ss:Index="4"><Data ss:Type="Number">3.1011219850101E+17</Data></Cell>
        <Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>
        </Table></Worksheet><Worksheet ss:Name="二">
        <x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>
        </Worksheet>""",
    )
    assert table(first) == [
        ["", "", "", "", ""],
        ["", "题", "", "129", ""],
        ["true", "", "", "310112198501010000", "#N/A"],
    ]
    assert first.numbers == {(2, 3): "3.1011219850101E+17"} and first.merged == [(1, 1, 2, 2)]
    assert first.hidden_rows == {2} and first.hidden_columns == {1, 2}
    assert second.hidden and second.n_rows == 0


@pytest.mark.parametrize(
    "row", ['<Row ss:Index="99999999"/>', '<Row><Cell ss:Index="x"/></Row>', '<Row ss:Index="0"/>', "<Row>"]
)
def test_impossible_places_are_damage(tmp_path, row):
    with pytest.raises(Stop, match="已损坏"):
        read(tmp_path, f'<Worksheet ss:Name="一"><Table>{row}</Table></Worksheet>')


def test_entities_are_not_expanded(tmp_path):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    content = (
        HEAD.replace("?>", "?>" + bomb, 1)
        + '<Worksheet ss:Name="一"><Table><Row><Cell><Data ss:Type="String">&b;</Data>'
    )
    (tmp_path / "a.xml").write_text(content + "</Cell></Row></Table></Worksheet></Workbook>", encoding="utf-8")
    assert "aaaa" not in str(table(read_file(tmp_path / "a.xml").grids[0]))
