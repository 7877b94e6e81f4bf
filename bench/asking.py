"""One database, and pages asked of it: run by the measures that compare several databases.

Fills `DATABASE_URL` for as many actions as the argument says, unless it is filled already. Then
each line of its input is who asks and the address; each line of its answer, in JSON, the status,
the milliseconds of processor and the number of queries.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from bench.filled import ACTIONS_EACH, TIMES, fill, multiply, prepare, settle  # sets Django up

# isort: split
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.costs import cost
from gtm.models import User

FIRST = 20_000  # actions made one by one, at most; the others are copies


def filled(size):
    prepare()
    if User.objects.exists():
        settle()  # indexes may be new
        return
    levels, first = 0, size
    while first > FIRST:
        levels, first = levels + 1, first // TIMES
    fill(first // ACTIONS_EACH)
    for level in range(levels):
        multiply(level + 1)
    settle()


def signed_in(who):
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(email=f"{who}@bench.example"))
    return client


def answer(client, path):
    with CaptureQueriesContext(connection) as asked:
        status = client.get(path).status_code
    queries = len(asked)  # the next request forgets them
    return [status, cost(lambda: b"".join(client.get(path))), queries]


def main():
    filled(int(sys.argv[1]))
    clients = {who: signed_in(who) for who in ("spccm", "secretary", "partner")}
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        who, path = line.split()
        print(json.dumps(answer(clients[who], path)), flush=True)


if __name__ == "__main__":
    main()
