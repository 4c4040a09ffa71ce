import pytest
from tables import resident

from huibao_xl.identifiers import disability_card

OWN = resident("31011219850101901")


@pytest.mark.parametrize("number", [OWN + "11", OWN + "74", OWN + "43B1", OWN + "43B9"])
def test_the_id_inside_a_card_number(number):
    assert disability_card.holder(number) == OWN


@pytest.mark.parametrize(
    "number",
    [
        OWN,
        OWN + "4",
        OWN + "04",
        OWN + "84",
        OWN + "45",
        OWN + "40",
        OWN + "43B",
        OWN + "43C1",
        OWN + "43B12",
        "",
        OWN[:17] + str((int(OWN[17]) + 1) % 10) + "43",
        "残疾人证" + OWN + "43",
    ],
)
def test_what_is_no_card_number(number):
    assert disability_card.holder(number) is None
