import time
import pytest, time_machine, sys
from collections import Counter
from tests.reports.shown.city import City, TODAY
from tests.reports.shown.filters import Chooser
from tests.reports.shown.numbers import Answers
from tests.reports.shown.account import Room
from tests.reports.standing_rows import rolled
pytestmark = pytest.mark.django_db

def test_x(signed_in):
    t=time.time()
    city = City().live()
    m = city.memory
    assert rolled() == m.seen
    print("lived", time.perf_counter())
    with time_machine.travel(TODAY, tick=False):
        b = signed_in(city.staff)
        answers = Answers(m, b)
        seen=Counter()
        first={}
        for f in Chooser(1, m.revisions).filters(110):
            r = b.get(f.address, headers={"accept-language": f.language})
            if r.status_code != 200:
                print("##", f, r.status_code); continue
            room = Room.of(f, r.content.decode(), answers)
            for x in room.faults():
                where, what = x.split("\n")
                key = what.split(": <")[0].strip() if "not accounted" not in what else (f.page, what.split(" | ")[1][:30] , what.split("<")[1][:6])
                seen[key]+=1
                first.setdefault(key, x)
    for k,n in seen.most_common():
        print("==", n, k, first[k])
    print("done", time.perf_counter())
