# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the unittest cases of the calling script and prints TAP, which is what meson reads.

    import tap
    tap.need ('ipmi_sim', 'ipmitool')      # skips the whole script when a program is missing
    tap.main ()
"""
import shutil
import sys
import traceback
import unittest


def skip_all(reason):
    """Ends the script as skipped."""
    print('1..0 # SKIP ' + reason, flush=True)
    sys.exit(0)


def need(*programs):
    """Skips the whole script unless every program is there."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        skip_all('not installed: ' + ', '.join(missing))


class Result(unittest.TestResult):
    number = 0

    def line(self, ok, test, directive=''):
        self.number += 1
        name = test.id().split('.', 1)[-1].replace('#', ' ')
        print('%s %d %s%s' % ('ok' if ok else 'not ok', self.number, name, directive), flush=True)

    def explain(self, error):
        for text in traceback.format_exception(*error):
            for line in text.splitlines():
                print('# ' + line, flush=True)
                print(line, file=sys.stderr, flush=True)        # of a TAP test meson shows standard error alone

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line(True, test)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.line(False, test)
        self.explain(error)

    def addError(self, test, error):
        super().addError(test, error)
        self.line(False, test)
        self.explain(error)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self.line(False, subtest)
            self.explain(error)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line(True, test, ' # SKIP ' + reason)


def main():
    """Runs the cases, those whose name contains an argument when there are arguments; ends the script."""
    loader = unittest.TestLoader()
    if len(sys.argv) > 1:
        loader.testNamePatterns = ['*' + argument + '*' for argument in sys.argv[1:]]
    suite = loader.loadTestsFromModule(sys.modules['__main__'])
    result = Result()
    sys.stdout.reconfigure(errors='backslashreplace')
    suite.run(result)
    print('1..%d' % result.number, flush=True)
    sys.exit(0 if result.wasSuccessful() else 1)
