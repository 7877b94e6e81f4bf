"""What makes a server: scripts, units and containers, as far as they can be played without one."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
import yaml

from tests.serving import ROOT, Server

DEPLOY = ROOT / "deploy"
SCRIPTS = [
    "deploy/install",
    "deploy/upgrade",
    "deploy/rollback",
    "deploy/steps.sh",
    "script/setup",
    "script/server",
    "script/test",
]
ANALYZE, ACTIVATE = shutil.which("systemd-analyze"), shutil.which("systemd-socket-activate")
needs_systemd = pytest.mark.skipif(
    os.environ.get("CI") != "true" and not (ANALYZE and ACTIVATE), reason="systemd est absent"
)


def told(*command, **options):
    return subprocess.run(  # noqa: S603 - ours
        command, cwd=ROOT, capture_output=True, text=True, check=True, **options
    ).stdout


def steps(line):
    """What a line of shell says that uses what `deploy/install` and its neighbours share."""
    return told("bash", "-euc", f". deploy/steps.sh; {line}")


def test_the_scripts_are_sound():
    command = [str(Path(sys.executable).parent / "shellcheck"), "-x", *SCRIPTS, "deploy/gtm"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603
    assert (found.returncode, found.stdout) == (0, "")


def test_installing_asks_for_a_site_and_a_certificate():
    def refused(*arguments):
        command = ["deploy/install", *arguments]
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603
        return found.returncode, found.stderr.splitlines()[-1]

    usage = "/etc/gtm/gtm.env, les données dans /var/lib/gtm et dans PostgreSQL."
    assert refused() == refused("sans-point") == refused("gtm.example.ne", "--huh") == (2, usage)
    wanted = (
        "Il faut un certificat : --certbot ADRESSE, ou --cert et --key, deux fichiers qui existent."
    )
    assert refused("gtm.example.ne", "--cert", "/nulle/part") == (1, wanted)


def test_nginx_is_given_its_site_and_its_certificate():
    written = steps("write_nginx gtm.example.ne /c.pem /k.pem")
    left = [line for line in written.splitlines() if "gtm.example" in line and "#" not in line]
    assert {each.strip() for each in left} == {"server_name gtm.example.ne;"}
    assert re.findall(r"ssl_certificate\w* (\S+);", written) == ["/c.pem", "/k.pem"]


@needs_systemd
@pytest.mark.parametrize("unit", ["gtm-web.service", "gtm-tasks.service"])
def test_a_unit_sees_little_of_the_machine(unit, tmp_path):
    shutil.copytree(DEPLOY / "systemd", tmp_path / "etc/systemd/system")
    command = [ANALYZE, "security", "--offline=true", f"--root={tmp_path}", "--threshold=30", unit]
    found = told(*command, "--no-pager")
    exposure = re.search(r"Overall exposure level for \S+: ([0-9.]+)", found)[1]
    assert float(exposure) <= 3


@needs_systemd
@pytest.mark.xdist_group("strangers")
def test_who_asks_while_the_application_restarts_waits_and_is_answered(tmp_path):
    """The socket is systemd's: between two processes of ours, requests queue in it."""
    server = Server(tmp_path)
    server.prepare()
    listening = socket.create_server(("127.0.0.1", server.port), backlog=64)
    statuses = []

    def ask():
        asked = HTTPConnection("127.0.0.1", server.port, timeout=60)
        asked.request("GET", "/verifier/")
        answer = asked.getresponse()
        answer.read()
        statuses.append(answer.status)
        asked.close()

    for _ in range(2):
        askers = [threading.Thread(target=ask) for _ in range(5)]
        for each in askers:
            each.start()
        time.sleep(0.2)  # nobody serves yet
        process = activated(server, listening)
        for each in askers:
            each.join()
        process.terminate()
        assert process.wait(60) == 0
    listening.close()
    assert statuses == [200] * 10


def activated(server, listening):
    """gunicorn with the socket in the place where systemd puts it (sd_listen_fds)."""
    gunicorn = f"{sys.executable} -m gunicorn --config script/gunicorn.py gtm.wsgi"
    line = f"exec env LISTEN_FDS=1 LISTEN_PID=$$ {gunicorn} 3<&{listening.fileno()}"
    return subprocess.Popen(  # noqa: S603 - ours
        ["/bin/bash", "-c", line],
        cwd=ROOT,
        env=server.environment,
        pass_fds=[listening.fileno()],
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]


def test_containers_have_the_settings_of_a_server(compose):
    script = (DEPLOY / "steps.sh").read_text()
    written = script.partition("<<TEXT\nSITE_URL")[2].partition("\nTEXT")[0]
    written = f"SITE_URL{written}"
    ours = dict(line.split("=", 1) for line in written.splitlines() if not line.startswith("#"))
    theirs = compose["application"]["environment"]
    assert list(theirs) == list(ours)
    ours["BACKUP_TARGET"] = steps("printf %s $BACKUPS")
    same = {name for name, value in ours.items() if "$" not in value and value}
    assert {name: theirs[name] for name in same} == {name: ours[name] for name in same}
    assert compose["tasks"]["environment"] == compose["prepare"]["environment"] == theirs


def test_containers_prepare_a_release_as_a_server_does(compose):
    script = (DEPLOY / "steps.sh").read_text()
    listed = script.partition("for command in ")[2].partition("; do")[0].replace("\\\n", " ")
    ours = [quoted or bare for quoted, bare in re.findall(r'"([^"]+)"|(\w+)', listed)]
    theirs = compose["prepare"]["command"][-1].splitlines()
    assert [line.removeprefix("python manage.py ") for line in theirs] == [
        each.removesuffix(" --verbosity 0") for each in ours
    ]


def test_containers_have_the_packages_that_the_set_up_installs():
    script = (ROOT / "script/setup").read_text()
    ours = set(re.findall(r"\b(?:lib|fonts-)[a-z0-9.-]+", script.partition("missing_among()")[0]))
    ours -= {"libatomic1", "libreoffice-writer-nogui"}  # the tests'
    listed = (DEPLOY / "Containerfile").read_text().partition("--no-install-recommends")[2]
    theirs = set(re.findall(r"\b(?:lib|fonts-)[a-z0-9.-]+", listed.partition("&&")[0]))
    assert theirs == ours
    units = (DEPLOY / "systemd/gtm-web.service").read_text()
    assert "--config script/gunicorn.py gtm.wsgi" in units


def test_containers_run_what_the_units_run(compose):
    unit = (DEPLOY / "systemd/gtm-tasks.service").read_text()
    assert compose["tasks"]["command"] == "python manage.py run_tasks"
    assert re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE) == [
        "/opt/gtm/current/.venv/bin/python manage.py run_tasks"
    ]
