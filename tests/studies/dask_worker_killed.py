"""A study on a Dask cluster of one worker process, which is killed after the second chunk; prints the study as JSON."""

from __future__ import annotations

import os
import signal

import dask
from distributed import Client, LocalCluster

import policyscope as ps

GRID = {"optimizer.learning_rate": [0.1, 2.0], "estimator.baseline": ["none", "running_mean"]}


def main() -> None:
    # Whoever still asks the worker that was killed waits 30 seconds otherwise.
    dask.config.set({"distributed.comm.timeouts.connect": "2s"})
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        done: list[object] = []

        def kill(_: object) -> None:
            done.append(_)
            if len(done) == 2:
                (worker,) = cluster.workers.values()
                os.kill(worker.pid, signal.SIGKILL)

        bandit = ps.experiment(preset="three_arms")
        found = ps.study(bandit, GRID, seeds=11, updates=12, every=5, chunk=2, executor=client.get_executor(), progress=kill)
    print(found.to_json())


if __name__ == "__main__":
    main()
