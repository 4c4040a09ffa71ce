// Writes the same table with SheetJS and exceljs in every format they know: node make_written.js, after npm install xlsx exceljs.
// The files are kept because a test must not need node; tests/files/test_differential.py reads them with two readers each.
const XLSX = require("xlsx"), ExcelJS = require("exceljs"), fs = require("fs"), path = require("path");
const day = new Date(Date.UTC(2024, 4, 1));
const rows = [
  ["姓名", "身份证号", "街镇", "认定日期", "金额", "备注"],
  ["样一", "310112195001019012", "七宝镇", day, 129, "00123"],
  ["样〇", "310112195001019071", null, day, 8589009.61, "=不是公式"],
  ["样·三", "31011219500101904X", "莘庄工业区", null, 0.5, " 有空格 "],
];
const sheet = XLSX.utils.aoa_to_sheet(rows, { cellDates: true, dateNF: "yyyy-mm-dd" });
sheet["F5"] = { t: "e", v: 0x2a, w: "#N/A" };
sheet["E5"] = { t: "n", v: 2, f: "1+1" };
sheet["A5"] = { t: "s", v: "样四" };
sheet["!ref"] = "A1:F5";
const book = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(book, sheet, "名册");
const kinds = { xlsx: "xlsx", xlsb: "xlsb", biff8: "xls", xlml: "xml.xls", ods: "ods", html: "htm.xls", csv: "csv" };
for (const [kind, suffix] of Object.entries(kinds)) {
  const options = { bookType: kind, type: "buffer", cellDates: false, compression: true };
  try { fs.writeFileSync(path.join(__dirname, `sheetjs-${kind}.${suffix}`), XLSX.write(book, options)); }
  catch (error) { console.log(kind, error.message); }
}
async function exceljs() {
  const book = new ExcelJS.Workbook(), page = book.addWorksheet("名册");
  rows.forEach((row) => page.addRow(row));
  page.getColumn(4).numFmt = "yyyy-mm-dd";
  page.addRow(["样四", null, null, null, { formula: "1+1", result: 2 }, { error: "#N/A" }]);
  await book.xlsx.writeFile(path.join(__dirname, "exceljs.xlsx"));
  const stream = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path.join(__dirname, "exceljs-stream.xlsx"), useSharedStrings: false, useStyles: true });
  const other = stream.addWorksheet("名册");
  rows.forEach((row) => { const added = other.addRow(row); added.getCell(4).numFmt = "yyyy-mm-dd"; added.commit(); });
  other.addRow(["样四", null, null, null, { formula: "1+1", result: 2 }, { error: "#N/A" }]).commit();
  await stream.commit();
}
exceljs();
