import time, pickle, sys
import pytest, time_machine
from collections import Counter
from tests.reports.shown.city import City, TODAY
from tests.reports.shown import page as P
pytestmark = pytest.mark.django_db
PAGES = ["/dashboard/?month=2018-07","/dashboard/","/dashboard/?month=2018-03","/dashboard/?month=2018-03&vintage=first","/dashboard/?month=2018-04&vintage=adjustments","/dashboard/31.74.01/?month=2018-04&vintage=adjustments",
"/dashboard/?month=2018-03&as_of=20","/dashboard/31.74.01/?month=2018-05","/dashboard/31.73.05/","/dashboard/where/","/dashboard/where/?month=2018-03&metric=trained&span=through&order=lag","/dashboard/where/?month=2018-04&vintage=adjustments",
"/dashboard/when/","/dashboard/when/?month=2018-04&rung=trained","/planner/","/planner/?month=2018-06&kecamatan=31.74.01","/dashboard/money/","/dashboard/money/?month=2018-05&as_of=22","/dashboard/facilitators/","/dashboard/facilitators/?month=2018-03",
"/months/","/months/2018-02/","/months/2018-07/","/months/revisions/","/records/?metric=licensed&month=2018-05","/records/?definition=2018-P4&month=2018-08&span=through&kecamatan=31.74.01","/records/?metric=spending&month=2018-05&span=year","/records/?metric=registered&month=2018-02&vintage=first","/records/?metric=registered&month=2018-06&vintage=adjustments","/public/","/reports/","/reports/exports/"]
def test_x(signed_in):
    t=time.time()
    city = City().live()
    print("lived", time.time()-t)
    with time_machine.travel(TODAY, tick=False):
        b = signed_in(city.staff)
        for lang in sys_lang:
          for p in PAGES:
            t=time.time()
            r = b.get(p, headers={"accept-language": lang})
            el=time.time()-t
            if r.status_code!=200:
                print("##", p, r.status_code, r.headers.get("location")); continue
            main = P.main_of(r.content.decode())
            t=time.time()
            ps = P.pieces_of(main)
            print("##", lang, p, f"{el:.2f}", f"{time.time()-t:.2f}", len(ps), sum(bool(x.link) for x in ps))
            seen=set()
            for x in ps:
                if x.link: continue
                k=(x.column, x.text)
                if k in seen: continue
                seen.add(k)
                print("   ", x.element.tag, "|", x.row[:30], "|", x.column[:40], "|", x.text[:220])
sys_lang=["en"]
