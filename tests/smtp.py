"""A mail server in a thread, which keeps what it takes and hangs up when the test says so."""

import socketserver
import threading
from contextlib import contextmanager


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        server = self.server
        server.connections += 1
        taken = 0
        self._say("220 essai")
        for line in self.rfile:
            word = line[:4].upper().strip()
            if word == b"MAIL" and taken == server.per_connection:
                return
            if word == b"MAIL" and server.farewell:
                self._say(server.farewell)
                return
            if word == b"DATA":
                self._say("354 dites")
                self._take()
                taken += 1
            self._say("550 non" if b"inconnu" in line else "250 oui")
            if word == b"QUIT":
                return

    def _take(self):
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.decode())
        self.server.before_yes()
        self.server.subjects += [each[9:].strip() for each in lines if each.startswith("Subject: ")]

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def serving(settings, per_connection=None, farewell="", before_yes=lambda: None):
    """Mails go to it; `subjects` and `connections` tell what came.

    It hangs up at the mail after `per_connection`; says `farewell` to each mail and hangs up;
    calls `before_yes` with a mail in hand.
    """
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.subjects, server.connections = [], 0
        server.per_connection, server.farewell = per_connection, farewell
        server.before_yes = before_yes
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
