Private Function UsedOnly(ByVal arguments As Variant) As Variant
    ' Ranges that reach down to the last row of their sheet (A:A) end at the last row in which one of them has content
    Dim i As Long, last As Long, bottom As Long
    For i = LBound(arguments) To UBound(arguments)
        If ReachesTheEnd(arguments(i)) Then
            bottom = LastUsedRow(arguments(i))
            If bottom > last Then last = bottom
        End If
    Next i
    For i = LBound(arguments) To UBound(arguments)
        If ReachesTheEnd(arguments(i)) Then Set arguments(i) = DownTo(arguments(i), last)
    Next i
    UsedOnly = arguments
End Function

Private Function ReachesTheEnd(ByVal cells As Variant) As Boolean
    ReachesTheEnd = False
    If Not IsObject(cells) Then Exit Function
    If TypeName(cells) <> "Range" Then Exit Function
    ReachesTheEnd = (cells.Row + cells.Rows.Count - 1 = cells.Worksheet.Rows.Count)
End Function

Private Function LastUsedRow(ByVal cells As Variant) As Long
    ' UsedRange also counts cells that are only formatted: halve what is below until nothing but content counts
    Dim low As Long, high As Long, middle As Long
    low = cells.Row
    high = cells.Worksheet.UsedRange.Row + cells.Worksheet.UsedRange.Rows.Count - 1
    Do While high > low
        middle = (low + high + 1) \ 2
        If Application.WorksheetFunction.CountA(cells.Resize(high - middle + 1).Offset(middle - cells.Row)) > 0 Then
            low = middle
        Else
            high = middle - 1
        End If
    Loop
    LastUsedRow = low
End Function

Private Function DownTo(ByVal cells As Variant, ByVal last As Long) As Variant
    If last < cells.Row Then last = cells.Row
    Set DownTo = cells.Resize(last - cells.Row + 1)
End Function

Private Function WithErrors(ByVal answer As Variant) As Variant
    ' Python hands over no error values: it says which, and this makes them. One row comes as a list, more as a table
    Dim i As Long, j As Long
    If Not IsArray(answer) Then
        answer = AsError(answer)
    ElseIf IsTable(answer) Then
        For i = LBound(answer, 1) To UBound(answer, 1)
            For j = LBound(answer, 2) To UBound(answer, 2)
                answer(i, j) = AsError(answer(i, j))
            Next j
        Next i
    Else
        For i = LBound(answer) To UBound(answer)
            answer(i) = AsError(answer(i))
        Next i
    End If
    WithErrors = answer
End Function

Private Function IsTable(ByVal answer As Variant) As Boolean
    On Error GoTo flat
    IsTable = (UBound(answer, 2) >= LBound(answer, 2))
    Exit Function
flat:
    IsTable = False
End Function

Private Function AsError(ByVal value As Variant) As Variant
    AsError = value
    If VarType(value) <> vbString Then Exit Function
    If value = "#VALUE!" Then AsError = CVErr(2015)
    If value = "#N/A" Then AsError = CVErr(2042)
End Function
