"""Runs unittest cases and says what came of it as TAP, for Meson."""

import sys
import traceback
import unittest


class Result(unittest.TestResult):
    n = 0

    def __init__(self):
        super().__init__()
        self.failed = []

    def report(self, test, ok, note=''):
        self.n += 1
        print(f'{"ok" if ok else "not ok"} {self.n} {test.id().split(".", 1)[1]}{note}', flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.report(test, True)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.report(test, True, f' # SKIP {reason}')

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.complain(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.complain(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        # The first that fails stands for its test; what passes is reported with it.
        if err is not None and test not in self.failed:
            self.failed.append(test)
            self.complain(subtest, err)

    def complain(self, test, err):
        self.report(test, False)
        print('# ' + '# '.join(''.join(traceback.format_exception(*err)).splitlines(True)), flush=True)


def main():
    names = sys.argv[1:]
    suite = (unittest.defaultTestLoader.loadTestsFromNames(names, sys.modules['__main__']) if names
             else unittest.defaultTestLoader.loadTestsFromModule(sys.modules['__main__']))
    print(f'1..{suite.countTestCases()}', flush=True)
    result = Result()
    suite.run(result)
    sys.exit(not result.wasSuccessful())
