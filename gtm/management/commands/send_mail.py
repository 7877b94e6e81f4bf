"""Send the mails that wait; safe to run every minute, and twice at once."""

import signal
import threading
from contextlib import contextmanager

from django.utils import timezone

from gtm import notices, outbox
from gtm.management.recorded import RecordedCommand

AT_ONCE = 500


class Command(RecordedCommand):
    help = "Envoie les courriels en attente ; finit celui qui est en cours quand on l’arrête."

    def handle(self, **options):
        notices.write_mails(timezone.now())
        sent = failed = 0
        with _told_to_end() as is_over:
            while True:
                more, less = outbox.send(timezone.now, AT_ONCE, is_over)
                sent, failed = sent + more, failed + less
                if more + less < AT_ONCE or is_over():
                    break
        self.figures = {"sent": sent, "failed": failed}
        return f"Courriels : {sent} envoyé(s), {failed} à réessayer."


@contextmanager
def _told_to_end():
    """Whether the server is being stopped: what is in hand goes, and is marked, first."""
    over = threading.Event()
    if threading.current_thread() is not threading.main_thread():  # which alone hears signals
        yield over.is_set
        return

    def end(*received):
        over.set()
        if callable(former):  # of the process that runs us among others
            former(*received)

    former = signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, end)
    try:
        yield over.is_set
    finally:
        signal.signal(signal.SIGTERM, former)
