"""The door of the live server: open while a test runs, shut before its database is emptied."""

import threading


class Door:
    """WSGI: passes requests on to `app` while it is open, answers 503 while it is shut.

    A browser that closes does not take back what it sent. A request that still writes while the
    tables are emptied leaves a row that points to nothing, and the next test another's database.
    """

    PATIENCE = 20  # seconds

    def __init__(self, app):
        self.app, self.is_open, self.inside = app, False, 0
        self.moved = threading.Condition()

    def __call__(self, environ, start_response):
        if not self._entered():
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return
        try:
            answer = self.app(environ, start_response)
            try:
                yield from answer
            finally:
                answer.close()
        finally:
            self._left()

    def open(self):
        with self.moved:
            self.is_open = True

    def shut(self):
        """Let nobody in any more, and wait until whoever is inside has left."""
        with self.moved:
            self.is_open = False
            everybody_left = self.moved.wait_for(lambda: not self.inside, self.PATIENCE)
        assert everybody_left, f"{self.inside} requests did not end"

    def _entered(self):
        with self.moved:
            self.inside += self.is_open
            return self.is_open

    def _left(self):
        with self.moved:
            self.inside -= 1
            self.moved.notify_all()
