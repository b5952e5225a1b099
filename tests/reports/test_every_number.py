import pytest, time_machine, sys, time
from collections import Counter
from tests.reports.shown.city import City, TODAY
from tests.reports.shown.filters import Chooser
from tests.reports.shown.numbers import Answers
from tests.reports.shown.account import faults
from tests.reports.shown.room import Room
from tests.reports.standing_rows import rolled
import re, os
pytestmark = pytest.mark.django_db

def test_x(signed_in):
    city = City().live()
    m = city.memory
    assert rolled() == m.seen
    only = os.environ.get("ONLY","")
    with time_machine.travel(TODAY, tick=False):
        b = signed_in(city.staff)
        answers = Answers(m, b)
        seen=Counter()
        first={}
        for f in Chooser(int(os.environ.get("SEED","1")), m).filters(int(os.environ.get("N","88"))):
            if only and f.page not in only.split(","): continue
            r = b.get(f.address, headers={"accept-language": f.language})
            if r.status_code != 200:
                print("##", f, r.status_code); continue
            room = Room.of(f, r.content.decode(), answers)
            try: L=list(faults(room))
            except Exception as e:
                import traceback; print('EXC', f, traceback.format_exc()[-900:]); continue
            for x in L:
                where, what = x.split("\n")
                if "not accounted" in what: key = ("C", f.page, re.sub(r"\d+","N",what.split(" | ")[1])[:60], what.split("<")[1].split(">")[0])
                else: key = ("S",)+tuple(what.split(" is ")[0].strip().split("”: ")) if "”" in what else ("L", what[:40])
                seen[key]+=1
                first.setdefault(key, []).append((where, what.split(">",1)[-1][:150] if key[0]!="L" else what))
    for k,n in sorted(seen.items(), key=lambda x: (x[0][0], x[0][1], -x[1])):
        print("==", n, k, [w for _,w in first[k][:2]], first[k][0][0][:110])
