"""Names and identity cards of people who do not exist: their numbers are of province 99."""

import csv
import datetime
import io
import random
from collections.abc import Iterator

from participants.nik import Nik

WOMEN = "Siti Dewi Rina Sri Ayu Fitri Nur Yuni Wati Lestari Indah Ratna Maya Tuti Ani Eka Endang Murni Sari Puji"
MEN = "Budi Agus Joko Andi Rudi Hendra Dedi Eko Bambang Wahyu Slamet Tono Iwan Yusuf Arif Fajar Rizki Doni Hasan"
LAST = (
    "Rahayu Santoso Wijaya Hidayat Saputra Lestari Nugroho Kusuma Pratama Setiawan Utami Handayani Maulana Siregar"
    " Suryani Hartono Gunawan Permana Wulandari Firmansyah Susanti Kurniawan Anggraini Ramadhan Puspita"
)


def cards(people: int, seed: int, today: datetime.date) -> Iterator[list]:
    """For each person a row of the table `card`; one in twenty has shown no card yet, and says nothing but a name."""
    pick = random.Random(seed)  # noqa: S311 - the same city each time
    for number in range(people):
        sex = "female" if pick.random() < 0.58 else "male"
        born = datetime.date(today.year - pick.randint(19, 62), pick.randint(1, 12), pick.randint(1, 28))
        first = WOMEN if sex == "female" else MEN
        name = f"{pick.choice(first.split())} {pick.choice(LAST.split())}"
        phone = f"0899{pick.randrange(10**8):08}" if pick.random() < 0.8 else ""
        if number % 20 == 11:
            yield [number, name, phone, "unknown", None, None, None, ""]
            continue
        nik = Nik(_digits(number, sex, born))
        yield [number, name, phone, sex, born, nik.sealed(), nik.fingerprint, nik.tail]


def _digits(number: int, sex: str, born: datetime.date) -> str:
    """Province 99 does not exist; the next four and the last four count people, so that no two are alike."""
    first, last = divmod(number, 10_000)
    return f"99{first:04}{born.day + (40 if sex == 'female' else 0):02}{born:%m%y}{last:04}"


def as_csv(rows: Iterator[list]) -> io.StringIO:
    """For COPY: nothing is empty, bytes are hexadecimal."""
    file = io.StringIO()
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([f"\\x{one.hex()}" if isinstance(one, bytes) else one for one in row])
    file.seek(0)
    return file
