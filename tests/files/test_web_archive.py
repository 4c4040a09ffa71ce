"""Web archives, as Excel saves 单个文件网页 and some systems send under .xls."""

import base64
from email.message import EmailMessage

import pytest
from source_samples import table

from huibao_xl.files.reading import read_file
from huibao_xl.reasons import Stop

PAGE = "<html><head><meta charset='gb2312'></head><body><table><tr><th>姓名</th><th>号</th></tr><tr><td>样一</td><td>=\"0012\"</td></tr></table></body></html>"
FRAME = "<html><frameset><frame src='a.htm'></frameset></html>"


def archive(*pages: str, encoding: str = "base64") -> bytes:
    parts = []
    for page in pages:
        raw = page.encode("gb18030")
        body = base64.encodebytes(raw) if encoding == "base64" else raw
        head = f'Content-Type: text/html; charset="gb2312"\nContent-Transfer-Encoding: {encoding}\n\n'.encode()
        parts.append(b"--=_N\n" + head + body + b"\n")
    return b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="=_N"\n\n' + b"".join(parts) + b"--=_N--\n"


@pytest.mark.parametrize("encoding", ["base64", "8bit"])
def test_the_tables_of_an_archive(tmp_path, encoding):
    path = tmp_path / "名册.xls"
    path.write_bytes(archive(FRAME, PAGE, encoding=encoding))
    assert [table(grid) for grid in read_file(path).grids] == [[["姓名", "号"], ["样一", "0012"]]]


def test_an_archive_without_a_table_is_said_to_be_one(tmp_path):
    path = tmp_path / "名册.xls"
    path.write_bytes(archive(FRAME))
    with pytest.raises(Stop, match="网页存档"):
        read_file(path)


def test_a_mail_is_its_subject_its_lines_and_tables_and_names_what_is_attached(tmp_path):
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "退保客户", "a@example.com"
    mail.set_content("您好：\n样一、样二已退保\n")
    mail.add_alternative(f"<p>您好</p>{PAGE.partition('<body>')[2].partition('</body>')[0]}", subtype="html")
    mail.add_attachment(b"x", maintype="application", subtype="vnd.ms-excel", filename="名单.xls")
    (tmp_path / "通知.eml").write_bytes(b"Received: by b\n" + mail.as_bytes())
    lines, page, attached = read_file(tmp_path / "通知.eml").grids
    assert [lines.row(at)[0] for at in range(lines.n_rows)] == ["退保客户", "您好：", "样一、样二已退保"]
    assert table(page)[1] == ["样一", "0012"] and page.beside == (("网页", "您好"),)
    assert attached.sheet == "名单.xls" and attached.fault
