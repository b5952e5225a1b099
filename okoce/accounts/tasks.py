from celery import shared_task

from okoce.accounts import uses


@shared_task(expires=60)
def note_use():
    uses.write_down()
