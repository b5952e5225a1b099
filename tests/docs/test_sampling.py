"""What docs/sampling.md promises: its lines draw the very sample that was kept."""

import subprocess
import sys

import pytest

from reports import chain
from reports.models import SampledRow
from tests import factories
from tests.docs.pages import DOCS, blocks
from tests.reports.closed import closed
from tests.reports.test_sampling import entrepreneur

pytestmark = pytest.mark.django_db


def test_the_script_of_the_page_draws_the_same_rows_by_itself(settings, tmp_path):
    settings.AUDIT_SAMPLE = 2
    for home in (factories.HOME, factories.ELSEWHERE, factories.OUTSIDE, factories.HOME):
        entrepreneur(home=home)
    closing = closed("2018-03")
    kept = list(SampledRow.objects.values_list("digest", flat=True))
    [recipe] = blocks(DOCS / "sampling.md", "python")
    (tmp_path / "draw.py").write_text(recipe)
    (tmp_path / "closing.txt").write_bytes(b"".join(chain.document(closing)))
    # Isolated: whoever runs it has neither this project nor its database.
    drawn = subprocess.run(
        [sys.executable, "-I", "draw.py", "closing.txt", "2"],
        cwd=tmp_path,
        env={},
        check=True,
        capture_output=True,
        text=True,
    )
    assert drawn.stdout.split() == [closing.digest, *kept]
    assert len(kept) == 2
