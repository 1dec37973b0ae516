# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of runs through a bad network, each with a seed of its own."""
import statistics
from typing import NamedTuple, Optional


class Outcome(NamedTuple):
    problem: Optional[str]      # what was wrong
    seconds: float
    lost: bool = False          # the other end was gone by itself, so that the run says nothing about ours


def report(name, way, outcomes):
    """Prints a line about them; the problems of those that were not lost, and the median of the seconds."""
    counted = [outcome for outcome in outcomes if not outcome.lost]
    wrong = [outcome.problem for outcome in counted if outcome.problem is not None]
    times = [outcome.seconds for outcome in counted]
    if not counted:
        return ['the other end was gone in every run'], 0.0
    line = '# %-16s %-12s %d of %d right, median %.2f s, longest %.2f s' % (
        name, way, len(counted) - len(wrong), len(counted), statistics.median(times), max(times))
    if len(counted) < len(outcomes):
        line += ', %d more lost because the other end was gone' % (len(outcomes) - len(counted))
    print(line, flush=True)
    for outcome in outcomes:
        if outcome.problem is not None:
            print('#   %s%s' % ('lost: ' if outcome.lost else '', outcome.problem), flush=True)
    return wrong, statistics.median(times)
