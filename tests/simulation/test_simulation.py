"""The save protocol, played: see play.mjs."""

import cProfile, pstats, time, os
import pytest

from tests.simulation.runner import NODE, Runner

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(NODE is None, reason="needs Node")]

def node_cpu(runner):
    f = open(f"/proc/{runner.node.pid}/stat").read().split()
    return (int(f[13]) + int(f[14])) / 100

def test_first():
    a, b = map(int, os.environ.get("SEEDS", "1-20").split("-"))
    with Runner() as runner:
        pr = cProfile.Profile()
        n0, t0 = node_cpu(runner), time.process_time()
        for seed in range(a, b+1):
            if os.environ.get("PROF"): pr.enable()
            t = time.process_time(); n=node_cpu(runner)
            result = runner.play(seed)
            if os.environ.get("TRACE"): open("/tmp/trace","w").write("\n".join(result["trace"]))
            if result["faults"] or b-a<25: print(seed, [(f["kind"], f["told"][:150]) for f in result["faults"]][:3], result["hash"][:5], list(result["figures"].values()), round(result["seconds"]), f"py {time.process_time()-t:.2f} node {node_cpu(runner)-n:.2f}")
        pr.disable()
        print("per seed", (time.process_time()-t0)/(b+1-a), (node_cpu(runner)-n0)/(b+1-a))
        if os.environ.get("PROF"): pstats.Stats(pr).sort_stats("cumtime").print_stats(70)
