"""A real SMTP server (aiosmtpd), which refuses, delays, greylists and dies as a test says."""

import asyncio
import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Office:
    """Keeps each mail that it took, and its Message-ID; `answers` are those to the recipients."""

    def __init__(self, answers=(), dies=(), delay=0):
        self.taken, self.messages, self.greeted = [], [], set()
        self.answers, self.dies, self.delay = dict(answers), list(dies), delay

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.get(address, "250 oui")
        if answer == "greylist":
            answer = "250 oui" if address in self.greeted else "450 4.7.1 revenez"
            self.greeted.add(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        death = self.dies.pop(0) if self.dies else ""
        await asyncio.sleep(self.delay)
        if death != "before":
            message = message_from_bytes(envelope.content, policy=policy.default)
            self.messages.append(message)
            self.taken.append(message["Message-ID"])
        if death:
            server.transport.abort()
        return "250 pris"


@contextmanager
def open_office(settings, **how):
    office = Office(**how)
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    try:
        yield office
    finally:
        controller.stop()
