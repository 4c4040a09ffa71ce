Function GetConfig(configKey As String, Optional default As String = "", Optional source As String = "") As Variant
    ' Settings come from the add-in's own sheet. xlwings would also ask the active workbook and its folder: then any
    ' workbook that is opened could choose the interpreter. Two settings that the sheet lacks may stand in the user's own file.
    Dim configValue As String
    If GetConfigFromSheet(ThisWorkbook).Exists(configKey) = True Then
        GetConfig = GetConfigFromSheet(ThisWorkbook).Item(configKey)
        GetConfig = ExpandEnvironmentStrings(GetConfig)
        Exit Function
    End If
    If configKey = "DEBUG UDFS" Or configKey = "SHOW CONSOLE" Then
        If FileExists(GetConfigFilePath()) = True Then
            If GetConfigFromFile(GetConfigFilePath(), configKey, configValue) Then
                GetConfig = configValue
                Exit Function
            End If
        End If
    End If
    GetConfig = default
End Function
