"""Every published result, in the order of the table."""

from __future__ import annotations

from benchmarks.reproduction import chung, greensmith, kakade, mei, mohamed, sutton_barto

RESULTS = (*sutton_barto.RESULTS, *greensmith.RESULTS, *kakade.RESULTS, *mei.RESULTS, *mohamed.RESULTS, *chung.RESULTS)
