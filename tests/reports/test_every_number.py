import time
import pytest
from collections import Counter
from tests.reports.shown.city import City, TODAY
from tests.reports.standing_rows import rolled
pytestmark = pytest.mark.django_db

def test_x():
    t=time.time()
    city = City().live()
    print("lived", time.time()-t)
    m = city.memory
    assert rolled() == m.seen
    print(len(city.people), m.revisions, m.closed_at)
    from reports.models import MonthlyCount
    from okoce.core.months import Month
    from django.db.models import Sum
    for v in ["first","adjustment","backcast"]:
        got = Counter()
        for metric, month, p, k, val in MonthlyCount.objects.filter(vintage=v).values_list("metric","month","posting_month","kecamatan","value"):
            got[metric, Month.of(month), Month.of(p), k]+=val
        mine = Counter()
        for c in m.came:
            if c.vintage == v:
                mine[c.metric,c.month,c.posted,c.kecamatan]+=c.delta
        got = {k:v for k,v in got.items() if v}
        mine = {k:v for k,v in mine.items() if v}
        print(v, len(got), len(mine))
        assert got==mine
