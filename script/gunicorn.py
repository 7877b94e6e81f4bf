"""How gunicorn serves the application: `gunicorn --config script/gunicorn.py gtm.wsgi`."""

import os

# A request takes a thread once all of it is here, and leaves it before its answer has all gone: a
# slow link holds memory, no thread. Threads wait for the database and for PDFs.
worker_class = "gtm.serving.Buffering"
workers = 2
threads = 8
worker_connections = 800  # files open at once: 1,024 is what a process usually may have
# On 2G each new connection costs seconds.
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
# What is uploaded, and the database, are for nobody else on this machine.
os.umask(0o077)
