"""The modules of numbers have the same verbs, and the verbs agree with each other."""

import pytest
from tables import resident

from huibao_xl.identifiers import bank_card, cnaps, disability_card, resident_id

PERSON = resident("31011219850101901")
NUMBERS = {
    resident_id: (PERSON, PERSON[:17]),
    bank_card: ("6222021234567890123", "1234567"),
    cnaps: ("325290000012", "325290000013"),
    disability_card: (PERSON + "43B1", PERSON + "93"),
}


@pytest.mark.parametrize("module", NUMBERS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_compact_fault_and_is_valid_agree(module) -> None:
    valid, invalid = NUMBERS[module]
    for written in (valid, f" {valid}\u3000", f"'{valid}", "".join(chr(ord(sign) + 0xFEE0) for sign in valid)):
        assert module.compact(written) == valid and module.is_valid(written)
    assert module.fault(valid) is None
    assert module.fault(invalid) is not None and not module.is_valid(invalid)
    assert module.fault("") is not None and not module.is_valid("")


def test_each_fault_of_a_bank_s_number_has_its_words() -> None:
    found = {cnaps.fault(number) for number in ("", "32529000001a", "32529000001", "325290000013")}
    assert found == set(cnaps.FAULTS)
