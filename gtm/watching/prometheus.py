"""The checks as Prometheus reads them: from the database, whichever process is asked."""

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from gtm.watching.lights import Light

LIGHTS = {Light.GOOD: 0, Light.WARN: 1, Light.BAD: 2}


def text(checks, runs):
    """(bytes, their content type)"""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Measures(checks, runs))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class Measures:
    def __init__(self, checks, runs):
        self.checks, self.runs = checks, runs

    def collect(self):
        light = _gauge("check", "0 bien, 1 à surveiller, 2 à réparer", "name")
        for each in self.checks:
            light.add_metric([each.name], LIGHTS[each.light])
            for name, value in each.figures.items():
                yield GaugeMetricFamily(f"gtm_{name}", each.title, value=value)
        good = _gauge("task_good_timestamp_seconds", "dernière réussite", "task")
        took = _gauge("task_seconds", "durée du dernier passage", "task")
        for run in self.runs:
            if run.good_at:
                good.add_metric([run.name], run.good_at.timestamp())
            if run.seconds is not None:
                took.add_metric([run.name], run.seconds)
        yield from (light, good, took)


def _gauge(name, meaning, label):
    return GaugeMetricFamily(f"gtm_{name}", meaning, labels=[label])
