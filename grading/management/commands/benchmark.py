"""`manage.py benchmark`: the grading engine under trouble and under a stop-watch, on the practice cloud."""

import json
import logging
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from grading.bench import fault_runs, kill_runs, scratch, speed, telling, together

Figures = dict[str, Any]


@dataclass(frozen=True)
class Benchmark:
    """`place`: the classroom it runs in; `limits`: variables of that classroom; `good`: whether promises are kept."""

    place: Callable[[], AbstractContextManager[None]]
    limits: Mapping[str, str]
    measure: Callable[[scratch.Described, Mapping[str, Any]], Figures]
    tell: Callable[[Figures], str]
    good: Callable[[Figures], bool]


BENCHMARKS = {
    "faults": Benchmark(
        scratch.data_and_broker,
        fault_runs.LIMITS,
        lambda cloud, given: fault_runs.run_with_faults(cloud, runs=given["runs"], seed=given["seed"]),
        telling.tell_faults,
        lambda figures: not figures["false"],
    ),
    "kills": Benchmark(
        scratch.whole_classroom,
        kill_runs.LIMITS,
        lambda cloud, given: kill_runs.run_with_kills(cloud, runs=given["runs"], seed=given["seed"]),
        telling.tell_kills,
        lambda figures: not figures["false"],
    ),
    "grading": Benchmark(
        scratch.data_and_broker,
        speed.LIMITS,
        lambda cloud, given: speed.measure_grading(cloud, repeat=given["repeat"], with_client=given["client"]),
        telling.tell_grading,
        speed.keeps_promises,
    ),
    "together": Benchmark(
        scratch.data_and_broker,
        speed.LIMITS,
        lambda cloud, given: together.measure_together(cloud, students=given["students"]),
        telling.tell_together,
        together.keeps_promises,
    ),
}


class Command(BaseCommand):
    help = "Measure grading in a classroom of its own that is gone afterwards; exit code 1 when a promise is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        faults = what.add_parser("faults", help="spoil the cloud's answers: no run may say what is not so")
        kills = what.add_parser("kills", help="kill workers: every run ends, once, and says what is so")
        grading = what.add_parser("grading", help="calls and seconds of a run, beside the `openstack` command")
        classes = what.add_parser("together", help="a class with one look, beside one student at a time")
        faults.add_argument("--runs", type=int, default=1000)
        kills.add_argument("--runs", type=int, default=200)
        grading.add_argument("--repeat", type=int, default=5)
        grading.add_argument("--without-client", dest="client", action="store_false")
        classes.add_argument("--students", type=int, default=30)
        for each in (faults, kills):
            each.add_argument("--seed", type=int, default=1)
        for each in (faults, kills, grading, classes):
            each.add_argument("--json", action="store_true", help="print figures for programs")
            each.add_argument("--cloud", type=Path, help="folder with a practice cloud's clouds.yaml and site.json")
            each.add_argument(
                "--inside", action="store_true", help="in this very classroom, which must be an empty one"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        benchmark = BENCHMARKS[options["what"]]
        folder = (options["cloud"] or settings.CLASSROOM_HOME / "practice").absolute()
        try:
            described = scratch.read_cloud(folder)
        except scratch.NoCloud as error:
            raise CommandError(str(error)) from error
        scratch.end_in_order()
        if not options["inside"]:
            again = [*sys.argv[1:], "--cloud", str(folder), "--inside"]
            sys.exit(scratch.run_elsewhere(again, benchmark.limits))
        self.measure(benchmark, described, options)

    def measure(self, benchmark: Benchmark, described: scratch.Described, options: dict[str, Any]) -> None:
        logging.disable(logging.ERROR)  # what a spoiled cloud makes a worker say is not news here
        where = telling.machine()
        with benchmark.place():
            figures = benchmark.measure(described, options)
        told = json.dumps(figures) if options["json"] else f"{where}\n\n{benchmark.tell(figures)}"
        self.stdout.write(told)
        sys.exit(0 if benchmark.good(figures) else 1)
