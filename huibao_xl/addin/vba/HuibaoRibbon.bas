Attribute VB_Name = "HuibaoRibbon"
Option Explicit
' One callback for every button of the ribbon: the tag is the id of a command, Python does the rest.
' No helper begins with HB_, so that a cell offers nothing but worksheet functions after "=HB_".

Private Const SAFE As String = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._"

Public Sub OnAction(control As IRibbonControl)
    HuibaoDispatch control.tag
End Sub

Public Sub HuibaoDispatch(ByVal tag As String)
    On Error GoTo failed
    If Not HuibaoTagIsSafe(tag) Then Exit Sub
    If Not FileExists(GetConfig("INTERPRETER_WIN")) Then
        MsgBox GetConfig("MESSAGE NO PYTHON") & vbCrLf & GetConfig("INTERPRETER_WIN"), vbExclamation
        Exit Sub
    End If
    ' RunPython needs a workbook to speak of
    If ActiveWorkbook Is Nothing Then Workbooks.Add
    ' Python takes a while to start: say so at once; Python takes the line away when it has done
    Application.StatusBar = GetConfig("MESSAGE STARTING")
    RunPython HuibaoCommand(tag)
    Exit Sub
failed:
    Application.StatusBar = False
    MsgBox GetConfig("MESSAGE FAILED") & vbCrLf & Err.Description, vbExclamation
End Sub

Public Function HuibaoCommand(ByVal tag As String) As String
    HuibaoCommand = "import huibao_xl.excel.ribbon_press; huibao_xl.excel.ribbon_press.dispatch('" & tag & "')"
End Function

Public Function HuibaoTagIsSafe(ByVal tag As String) As Boolean
    ' The tag becomes part of a Python command
    Dim i As Integer
    HuibaoTagIsSafe = False
    If Len(tag) = 0 Or Len(tag) > 64 Then Exit Function
    For i = 1 To Len(tag)
        If InStr(1, SAFE, Mid$(tag, i, 1), vbBinaryCompare) = 0 Then Exit Function
    Next i
    HuibaoTagIsSafe = True
End Function

Public Function HuibaoCanary(ByVal x As Double) As Double
    ' Tests call this first: where a module does not compile, every call answers 0
    HuibaoCanary = x * x + 5
End Function
