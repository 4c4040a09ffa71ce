import pytest

from huibao_xl.identifiers.spelling import plain


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", ""),
        ("七宝镇", "七宝镇"),
        (" 七 宝\u3000镇\n", "七宝镇"),
        ("Ａ座（２）", "A座(2)"),
        ("一\xa0村", "一村"),
        ("①", "1"),
        ("張三", "張三"),
    ],
)
def test_one_spelling(text: str, word: str) -> None:
    assert plain(text) == plain(plain(text)) == word
