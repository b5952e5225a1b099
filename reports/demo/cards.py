"""Names and identity cards of people who do not exist: their numbers are of province 99."""

import csv
import datetime
import functools
import io
import random
from collections.abc import Iterator

from participants.nik import Nik

WOMEN = (
    "Siti Dewi Rina Sri Ayu Fitri Nur Yuni Wati Lestari Indah Ratna Maya Tuti Ani Eka Endang Murni Sari Puji"
    " Desi Lilis Nining Rohana Wulan Yanti Zubaidah Heni Lina Marni"
)
MEN = (
    "Budi Agus Joko Andi Rudi Hendra Dedi Eko Bambang Wahyu Slamet Tono Iwan Yusuf Arif Fajar Rizki Doni Hasan"
    " Anton Cahyo Darma Gilang Imam Mulyadi Nanang Rahmat Sapto Teguh Zainal"
)
MIDDLE = (
    "Aji Amalia Bakti Cahya Citra Dwi Fadil Gita Hakim Intan Jaya Karim Laksmi Mega Nabila Oktavia Prima Rahma Sekar"
    " Tri Umar Vina Widya Yoga"
)
LAST = (
    "Rahayu Santoso Wijaya Hidayat Saputra Lestari Nugroho Kusuma Pratama Setiawan Utami Handayani Maulana Siregar"
    " Suryani Hartono Gunawan Permana Wulandari Firmansyah Susanti Kurniawan Anggraini Ramadhan Puspita Nasution Simanjuntak"
    " Manurung Hutapea Tanjung Chaniago Sihombing Lubis Harahap Ginting Tarigan Pohan Batubara Purnomo Suharto Wibowo Hermawan"
    " Prasetyo Yulianti Mulyani Fauzi Ismail Basri Tambunan Sitorus Panjaitan Suhendra Wardana Kartika Iskandar Halim Salim"
)
# Six in ten have a name of three words.
OF_THREE = 0.6
# Numbers that were never on a card, so that data quality has something to find: typed one below the other, by facilitators
# who have every eightieth person; and each third one of another facilitator, who rounds.
IN_A_ROW = {37: 4, 52: 3}
ROUNDS, EACH = 33, 20


def cards(people: int, seed: int, today: datetime.date) -> Iterator[list]:
    """For each person a row of the table `card`; one in twenty has shown no card yet, and says nothing but a name."""
    pick = random.Random(seed)  # noqa: S311 - the same city each time
    for number in range(people):
        sex = "female" if pick.random() < 0.58 else "male"
        born = datetime.date(today.year - pick.randint(19, 62), pick.randint(1, 12), pick.randint(1, 28))
        if _is_in_a_row(number):
            sex, born = "male", datetime.date(today.year - 31, 5, 17)
        first = WOMEN if sex == "female" else MEN
        middle = [pick.choice(MIDDLE.split())] if pick.random() < OF_THREE else []
        name = " ".join([pick.choice(first.split()), *middle, pick.choice(LAST.split())])
        phone = f"0899{pick.randrange(10**8):08}" if pick.random() < 0.8 else ""
        if number % 20 == 11:
            yield [number, name, phone, "unknown", None, None, None, ""]
            continue
        nik = Nik(digits(number, sex, born))
        yield [number, name, phone, sex, born, nik.sealed(), nik.fingerprint, nik.tail]


def digits(number: int, sex: str, born: datetime.date) -> str:
    """Province 99 does not exist; the next four and the last four count people, so that no two are alike."""
    first, last = divmod(number, 10_000)
    serial = _serials()[last]
    if _is_in_a_row(number):
        # Another district for each of the two, and for whoever rounds.
        first, serial = 9000 + number % 80, 1201 + number // 80
    elif number % EACH == ROUNDS % EACH and number // EACH % 3 == 0:
        first, serial = 9100 + number // (1000 * EACH), number // EACH % 1000 * 10
    return f"99{first:04}{born.day + (40 if sex == 'female' else 0):02}{born:%m%y}{serial:04}"


def _is_in_a_row(number: int) -> bool:
    return number // 80 < IN_A_ROW.get(number % 80, 0)


@functools.cache
def _serials() -> list[int]:
    """In no order in which anybody is entered."""
    serials = list(range(10_000))
    random.Random(99).shuffle(serials)  # noqa: S311 - the same each time
    return serials


def as_csv(rows: Iterator[list]) -> io.StringIO:
    """For COPY: nothing is empty, bytes are hexadecimal."""
    file = io.StringIO()
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([f"\\x{one.hex()}" if isinstance(one, bytes) else one for one in row])
    file.seek(0)
    return file
