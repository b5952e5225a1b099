"""What is covered of a file that is shown again."""

import pytest

from participants.importing.masks import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3.199.010.101.990.001", "*****************.001"),
        ("3,199,010,101,990,001", "*****************,001"),
        ("3199 - 0101 : 9900_0001", "*******************0001"),
        ("3199\u20110101\u20139900\u20110001", "***************0001"),
        ("３１９９０１０１０１９９０００１", "************０００１"),
        ("319901O101990001", "************0001"),
        ("0812 3456 7890/Budi", "**********7890/Budi"),
    ],
)
def test_a_number_is_covered_however_it_is_grouped(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    ["05-03-2018", "2018-03-05 09:30", "09.00-12.00", "Rp 1.500.000.000.000", "1,500,000.00", "RT 001/RW 002"],
)
def test_days_hours_and_amounts_stay_open(text):
    assert masked(text) == text
