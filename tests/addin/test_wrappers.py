"""The wrappers of the worksheet functions, run by pyOpenVBA's interpreter with Python's answer made up: what reaches Python of a range, and what cells get of its answer."""

import re

import pytest
from pyopenvba.apps.excel import ExcelApplication, SheetView

from huibao_xl import resources
from huibao_xl.addin import wrappers
from huibao_xl.excel import udfs

_FAKE = """
Public Asked As String
Public InWizard As Boolean
Function FakeUdf(m, name, args, book, caller)
    Dim i
    Asked = name
    For i = LBound(args) To UBound(args)
        If IsObject(args(i)) Then Asked = Asked & " " & args(i).Address Else Asked = Asked & " " & args(i)
    Next i
    If name = "HB_AGE" Then
        FakeUdf = "#VALUE!"
    ElseIf name = "HB_SHARES" Then
        FakeUdf = Array("#N/A", 5)
    ElseIf name = "HB_MASK" Then
        Err.Raise 5
    Else
        Dim t(0 To 1, 0 To 1)
        t(0, 0) = "#VALUE!"
        t(0, 1) = "x"
        t(1, 0) = 3
        t(1, 1) = "#N/A"
        FakeUdf = t
    End If
End Function
Function Shown(answer) As String
    Dim cell
    Shown = Asked & ":"
    If IsArray(answer) Then
        For Each cell In answer
            If IsError(cell) Then Shown = Shown & " error" & CLng(cell) Else Shown = Shown & " " & CStr(cell)
        Next
    ElseIf IsError(answer) Then
        Shown = Shown & " error" & CLng(answer)
    Else
        Shown = Shown & " " & CStr(answer)
    End If
End Function
"""
_LIKE_EXCEL = (
    (r"^Attribute .*\n|^#Const .*\n|^ *#If .*\n|^ *#Else\n(?:.*\n)*? *#End If\n", ""),
    (r"XLPy\.CallUDF\(", "FakeUdf("),
    (r'Application\.CommandBars\("Standard"\)\.Controls\(1\)\.Enabled', "(Not InWizard)"),
    (r"If TypeOf Application\.Caller Is Range Then ", ""),
    (r"Application\.Caller", "Nothing"),
)
"""What the interpreter has not: the conditions of the compiler, the function wizard, the cell that calls."""


@pytest.fixture(scope="module")
def excel() -> ExcelApplication:
    source = wrappers.udf_module(udfs)
    for pattern, new in _LIKE_EXCEL:
        source = re.sub(pattern, new, source, flags=re.MULTILINE)
    app = ExcelApplication.open(resources.folder("workbooks") / "huibao.xlam", with_vba=False)
    sheet = SheetView(app.add_workbook().active_sheet)
    for place in ("A7", "B11", "C2"):
        sheet.set_value(place, "x")
    app.add_module(source, name="HuibaoUdfs")
    app.add_module(_FAKE, name="Fake")
    return app


CALLS = {
    'HB_AGE(ActiveSheet.Range("A:A"), ActiveSheet.Range("C3:C1048576"))': "HB_AGE $A$1:$A$7 $C$3:$C$7: error2015",
    'HB_CHECK_ID(ActiveSheet.Range("B2:B30"))': "HB_CHECK_ID $B$2:$B$30: error2015 3 x error2042",
    'HB_CHECK_ID(ActiveSheet.Range("Z:Z"))': "HB_CHECK_ID $Z$1: error2015 3 x error2042",
    'HB_DECIDE(ActiveSheet.Range("A:B"), 2024, "k", ActiveSheet.Range("D1:E9"))': "HB_DECIDE $A$1:$B$11 2024 k $D$1:$E$9: "
    "error2015 3 x error2042",
    'HB_SHARES(129, "x", 2024)': "HB_SHARES 129 x 2024: error2042 5",
    'HB_MASK("x")': "HB_MASK x: error2015",
}
"""{call: what reaches Python, and what the cells get}: whole columns end where one of them does, a list of any length keeps its ranges."""


@pytest.mark.parametrize("call", CALLS)
def test_what_reaches_python_and_what_cells_get(excel: ExcelApplication, call: str) -> None:
    name = f"Try{list(CALLS).index(call)}"
    excel.add_module(
        f"Function {name}() As String\n    Dim a\n    a = {call}\n    {name} = Shown(a)\nEnd Function\n",
        name=f"M{name}",
    )
    assert excel.run(name) == CALLS[call]


def test_nothing_is_asked_while_the_function_wizard_is_open(excel: ExcelApplication) -> None:
    """It would ask anew at each key; and no 0 stands there, which would be a sum of money."""
    lines = '    InWizard = True\n    Asked = ""\n    Wizard = Shown(HB_SUBSIDY("OK", 2024))\n    InWizard = False\n'
    excel.add_module(f"Function Wizard() As String\n{lines}End Function\n", name="MWizard")
    assert excel.run("Wizard") == ": error2042"


def test_another_way_of_writing_wrappers_stops_the_build() -> None:
    with pytest.raises(ValueError, match="writes wrappers in another way"):
        wrappers._changed("Function HB_X(a)\nEnd Function\n")


def test_no_helper_is_offered_in_a_cell() -> None:
    heads = re.findall(r"^(?:Private )?Function (\w+)", wrappers.udf_module(udfs), re.MULTILINE)
    public = re.findall(r"^Function (\w+)", wrappers.udf_module(udfs), re.MULTILINE)
    assert len(heads) > len(public) and all(name.startswith("HB_") for name in public)
