"""How gunicorn serves the application: `gunicorn --config script/gunicorn.py gtm.wsgi`."""

import os

# Threads with a long keep-alive: on 2G each new connection costs seconds, and sync workers close
# theirs after every answer.
worker_class = "gthread"
workers = 2
threads = 4
keepalive = 75
timeout = 60
max_requests = 5000
max_requests_jitter = 500
# The workers' heartbeat files must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
control_socket_disable = True
# The database and what is sent in are the application's alone; gunicorn's own setting of this name
# is for its sockets.
os.umask(0o077)
loglevel = "warning"
