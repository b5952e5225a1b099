"""A city of people with names as they are in Jakarta, a thousand of whom are there twice, and some who only look like it.

Nobody of them exists. The names are common ones, so that chance makes people alike too; what is planted is remembered
by its keys, so that what is found can be told apart.
"""

import datetime
import io
import random
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace


def listed(text: str) -> list[str]:
    return text.split()


WOMEN = listed("""
Siti Sri Dewi Nur Rina Fitri Ani Endang Yuliana Ratna Lestari Wulan Indah Putri Ayu Dian Eka Maya Nurul Aisyah Fatimah
Khadijah Aminah Halimah Rohani Sumiati Suryani Kartini Yanti Lilis Euis Neneng Tuti Iis Imas Mimin Nining Titin Wati
Yeni Yulia Novi Rini Desi Tri Dwi Evi Heni Ika Lina Mega Nia Oktavia Purwanti Retno Santi Tika Umi Vina Wiwik Zahra
""")
MEN = listed("""
Muhammad Ahmad Abdul Agus Budi Eko Dedi Hendra Joko Slamet Sutrisno Bambang Wahyu Rizki Fajar Andi Asep Ujang Dadang
Cecep Hasan Husein Ibrahim Ismail Yusuf Umar Ali Usman Rahmat Hidayat Arif Irfan Iwan Rudi Teguh Tono Supri Sugeng Heri
Indra Yanto Wawan Yayan Zaenal Syamsul Saiful Mulyadi Nurdin Parto Ridwan Rohman Samsudin Soleh Sukardi Taufik Untung
""")
LAST = listed("""
Aminah Rahayu Lestari Wati Sari Handayani Hasanah Rahmawati Kusuma Anggraini Puspita Maharani Safitri Permata Hidayah
Santoso Wijaya Kurniawan Setiawan Saputra Nugroho Pratama Hidayat Gunawan Susanto Hartono Wibowo Purnomo Siregar
Nasution Harahap Lubis Simanjuntak Sitorus Pasaribu Tanjung Batubara Firmansyah Ramadhan Maulana Akbar Fauzi Hakim
Rahman Karim Salim Basri Anwar Saputri Utami Astuti Mulyani Suhartini Yulianti Nurhayati Marlina Susilawati Herawati
Rosdiana Kurniasih Sulastri Suprihatin Purwaningsih Setyaningsih Widyastuti Nuraini Khasanah Fadilah Azizah Salamah
Iskandar Suharto Sukarno Prasetyo Budiman Darmawan Suryadi Supriyadi Mulyono Sudirman Kartono Suparman Wahyudi Haryanto
""")
Pair = frozenset[uuid.UUID]
# Days between the oldest and the youngest.
DAYS = 18_600


@dataclass(frozen=True)
class Somebody:
    key: uuid.UUID
    name: str
    phone: str
    sex: str
    born: datetime.date | None
    # The end of an identity number; empty without one.
    tail: str
    place: str

    @property
    def words(self) -> list[str]:
        return self.name.split()


@dataclass
class City:
    """Everybody, and of whom two rows are one or only look like it: the way -> the pairs."""

    people: list[Somebody]
    twice: dict[str, list[Pair]]
    nearly: dict[str, list[Pair]]


def city(size: int, places: list[str]) -> City:
    """The same one each time."""
    dice = random.Random(size)
    people = [anybody(dice, places) for _ in range(size)]
    made = City(people, {}, {})
    chosen = iter(dice.sample([one for one in people if one.born and len(one.words) > 1], 5_000))
    for way, (many, again) in WAYS.items():
        made.twice[way] = list(planted(made, dice, chosen, again, many))
    for way, (many, beside) in NEARLY.items():
        made.nearly[way] = list(planted(made, dice, chosen, beside, many))
    return made


def planted(made: City, dice: random.Random, chosen: Iterator[Somebody], again: Callable, many: int) -> Iterator[Pair]:
    """Rows beside those of people of whom one can be made; whoever it cannot be made of is passed over."""
    while many:
        one = next(chosen)
        if other := again(dice, one, made):
            made.people.append(other)
            many -= 1
            yield frozenset([one.key, other.key])


def anybody(dice: random.Random, places: list[str]) -> Somebody:
    """Four in five have a number; a date of birth is missing of some who have none, and of one in 33 it is the first of January."""
    sex = dice.choice(["female", "female", "male"])
    born = datetime.date(1955, 1, 1) + datetime.timedelta(days=dice.randrange(DAYS))
    born = born.replace(month=1, day=1) if dice.random() < 0.03 else born
    tail = numbered(dice) if dice.random() < 0.8 else ""
    return Somebody(
        key=uuid.UUID(int=dice.getrandbits(128), version=4),
        name=" ".join(called(dice, WOMEN if sex == "female" else MEN)),
        phone=phoned(dice) if dice.random() < 0.85 else "",
        sex=sex,
        born=born if tail or dice.random() < 0.5 else None,
        tail=tail,
        place=dice.choice(places),
    )


def called(dice: random.Random, first: list[str]) -> list[str]:
    """One word of a name in twenty, three in a third of them; the first of a list are many times as common as its last."""
    many = dice.choices([1, 2, 3], [5, 62, 33])[0]
    return [first[int(len(first) * dice.random() ** 1.5)], *(common(dice, LAST) for _ in range(many - 1))]


def common(dice: random.Random, words: list[str]) -> str:
    return words[int(len(words) * dice.random() ** 1.5)]


def phoned(dice: random.Random) -> str:
    return f"628{dice.randrange(10**9, 10**10)}"


def numbered(dice: random.Random) -> str:
    """Serials are small: whoever of one day and place is registered first has 0001."""
    return f"{1 + int(dice.expovariate(1 / 12)):04}"


# How somebody comes to be there twice.


def again(dice: random.Random, one: Somebody, made: City, **said) -> Somebody:
    """The second row: mostly without a number, else with one mistyped; another phone or none; three in ten elsewhere."""
    tail = ""
    if one.tail and dice.random() < 0.3:
        at = dice.randrange(4)
        tail = dice.choice([one.tail, one.tail[:at] + dice.choice("0123456789") + one.tail[at + 1 :]])
    somewhere = dice.choice(made.people).place
    told = {
        "key": uuid.UUID(int=dice.getrandbits(128), version=4),
        "tail": tail,
        "phone": phoned(dice) if dice.random() < 0.6 else "",
        "sex": one.sex if dice.random() < 0.9 else "unknown",
        "place": somewhere if dice.random() < 0.3 else one.place,
    }
    return replace(one, **told | said)


def by_phone(dice, one, made):
    """Called by one word of the name, the date of birth not asked for."""
    return (
        again(dice, one, made, name=dice.choice(one.words), born=None, tail="", phone=one.phone) if one.phone else None
    )


def by_phone_alone(dice, one, made):
    """Called as nobody is called on a card."""
    called = dice.choice(["Mpok ", "Bang ", "Mama ", "Bu ", "Pak "]) + dice.choice(
        ["Nung", "Dul", "Ipeh", "Jali", "Odah"]
    )
    return again(dice, one, made, name=called, born=None, tail="", phone=one.phone) if one.phone else None


def otherwise_ordered(dice, one, made):
    last, *rest = reversed(one.words)
    name = dice.choice([f"{last}, {' '.join(reversed(rest))}", f"{last} {' '.join(reversed(rest))}", one.name.upper()])
    return again(dice, one, made, name=name)


def mistyped(dice, one, made):
    """One letter of one word wrong, missing, twice, or turned round with the next."""
    words = one.words
    at = dice.randrange(len(words))
    words[at] = slipped(dice, words[at])
    return again(dice, one, made, name=" ".join(words)) if words != one.words else None


def slipped(dice: random.Random, word: str) -> str:
    at = dice.randrange(len(word))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    beside = dice.choice("abcdefghijklmnopqrstuvwxyz")
    return dice.choice(
        [
            before + beside + after,
            before + after,
            word[:at] + letter * 2 + after,
            before + after[:1] + letter + after[1:],
        ]
    )


def mistyped_twice(dice, one, made):
    """A letter wrong in each of two words."""
    words = [*(slipped(dice, word) for word in one.words[:2]), *one.words[2:]]
    return again(dice, one, made, name=" ".join(words)) if words != one.words else None


SPELLINGS = [
    ("u", "oe"), ("j", "dj"), ("y", "j"), ("c", "tj"), ("kh", "ch"), ("z", "dz"), ("f", "p"), ("i", "ie"), ("y", "i"),
    ("i", "y"), ("d", "dh"), ("h", ""), ("s", "sh"), ("q", "k"), ("sy", "s"), ("ai", "ae"),
]  # fmt: skip


def spelled(dice, one, made):
    """As one spelled before 1972, or as one hears it: in one or two words."""
    name = one.name.lower()
    for old, new in dice.sample([pair for pair in SPELLINGS if pair[0] in name], k=1):
        name = name.replace(old, new)
    return again(dice, one, made, name=name.title())


TITLES = [
    "H. {}",
    "Hj. {}",
    "Hj {}",
    "H.{}",
    "{}, SE",
    "{} S.Pd",
    "{} bin Sanusi",
    "{} binti Saman",
    "Dra. {}",
    "Ny. {}",
    "Alm. {}",
]


def titled(dice, one, made):
    """With what is no part of the name on the card; of somebody called Muhammad, with one of its short forms."""
    first, *rest = one.words
    if first == "Muhammad":
        name = " ".join([dice.choice(["M.", "Muh.", "Moh.", "Mohammad", "Mochamad", "Mohamad", "Moch", "Md"]), *rest])
    elif one.sex == "male" and dice.random() < 0.4:
        name = dice.choice(["M. ", "Muh. ", "Muhammad "]) + one.name
    else:
        name = dice.choice(TITLES).format(one.name)
    return again(dice, one, made, name=name)


def shortened(dice, one, made):
    """A word left out, or its first letter alone."""
    words = one.words
    if len(words) < 3 or dice.random() < 0.5:
        words[-1] = words[-1][0] + "."
    else:
        words.pop(dice.randrange(1, len(words)))
    return again(dice, one, made, name=" ".join(words))


def joined(dice, one, made):
    """Two words written as one."""
    return again(dice, one, made, name="".join([one.words[0], one.words[1].lower()]) + " " + " ".join(one.words[2:]))


def turned(dice, one, made):
    """Day and month of birth the other way round."""
    born = one.born
    if born.day > 12 or born.day == born.month:
        return None
    return again(dice, one, made, born=born.replace(month=born.day, day=born.month))


def misdated(dice, one, made):
    """One part of the date of birth is another."""
    part = dice.choice(["day", "month", "year"])
    other = {
        "day": 1 + dice.randrange(28),
        "month": 1 + dice.randrange(12),
        "year": one.born.year + dice.choice([-10, -1, 1, 10]),
    }
    born = one.born.replace(day=min(28, one.born.day)).replace(**{part: other[part]})
    return again(dice, one, made, born=born) if born != one.born else None


def undated(dice, one, made):
    """The date of birth not known, in one kecamatan."""
    return again(dice, one, made, born=None, tail="", place=one.place)


WAYS: dict[str, tuple[int, Callable]] = {
    "one phone, and a word of the name": (90, by_phone),
    "one phone, and another name": (30, by_phone_alone),
    "the words in another order": (80, otherwise_ordered),
    "a slip in one word": (160, mistyped),
    "a slip in two words": (60, mistyped_twice),
    "spelled otherwise": (100, spelled),
    "a title, or Muhammad in short": (120, titled),
    "a word in short or left out": (80, shortened),
    "two words as one": (40, joined),
    "day and month turned round": (80, turned),
    "another part of the date of birth": (60, misdated),
    "no date of birth, one kecamatan": (100, undated),
}


# Who only looks like one.


def twin(dice, one, made):
    """Of one day and house: another first word or a letter of it, and the next number."""
    if not one.tail:
        return None
    first, *rest = one.words
    rhymed = first[:-1] + ("a" if first[-1] != "a" else "i")
    first = dice.choice([rhymed, dice.choice(WOMEN if one.sex == "female" else MEN)])
    phone = one.phone if dice.random() < 0.5 else phoned(dice)
    name = " ".join([first, *rest])
    tail = f"{int(one.tail) + 1:04}"
    return (
        again(dice, one, made, name=name, tail=tail, phone=phone, sex=one.sex, place=one.place)
        if name != one.name
        else None
    )


def namesake(dice, one, made):
    """Of one name in one kecamatan, both dates known."""
    born = one.born + datetime.timedelta(days=dice.randrange(400, 9_000))
    return again(dice, one, made, born=born, tail=numbered(dice), place=one.place)


def family(dice, one, made):
    """One phone for a mother and a daughter, a husband and a wife."""
    if not one.phone:
        return None
    sex = dice.choice(["female", "male"])
    name = " ".join([dice.choice(WOMEN if sex == "female" else MEN), *one.words[1:]])
    born = one.born + datetime.timedelta(days=dice.randrange(-9_000, 9_000))
    known = dice.random() < 0.7
    return again(
        dice, one, made, name=name, sex=sex, born=born if known else None, tail=numbered(dice) if known else "",
        phone=one.phone, place=one.place,
    )  # fmt: skip


def colleague(dice, one, made):
    """Of one date of birth, with one common word of the name."""
    return (
        again(dice, one, made, name=f"{one.words[0]} {common(dice, LAST)}", tail=numbered(dice)) if one.tail else None
    )


NEARLY: dict[str, tuple[int, Callable]] = {
    "twins": (150, twin),
    "namesakes of one kecamatan": (150, namesake),
    "a family with one phone": (150, family),
    "one date of birth and one word": (150, colleague),
}

COLUMNS = [
    "id", "name", "phone", "sex", "birth_date", "birth_year", "nik_sealed", "nik_fingerprint", "nik_tail", "ktp_seen",
    "registered_on", "consent_version", "baseline", "baseline_workers", "registered_in_id", "registered_by_id",
    "facilitator_id", "created_at",
]  # fmt: skip


def put(connection, people: Iterable[Somebody], by: int, day: datetime.date) -> None:
    """Everybody into the database, over a superuser's connection on which no trigger fires."""
    rows = io.StringIO()
    for one in people:
        number = "\\\\x" + uuid.uuid5(one.key, "number").hex * 2 if one.tail else "\\N"
        born, year = (one.born, one.born.year) if one.born else ("\\N", "\\N")
        registered = [day, "2026-11", "no_business"] if one.tail else ["\\N", "", ""]
        told = [one.key, one.name, one.phone, one.sex, born, year, number, number, one.tail, "f", *registered]
        rows.write("\t".join(map(str, [*told, 0, one.place, by, by, day])) + "\n")
    rows.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY participants_participant ({', '.join(COLUMNS)}) FROM STDIN", rows)
        cursor.execute(
            "INSERT INTO participants_residence (participant_id, kecamatan_id, since, recorded_by_id)"
            " SELECT id, registered_in_id, %s, %s FROM participants_participant person WHERE NOT EXISTS"
            " (SELECT FROM participants_residence WHERE participant_id = person.id)",
            [day, by],
        )
