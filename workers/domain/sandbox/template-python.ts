import type { Template } from "./templates.ts";

const MAIN = `"""Counts the words of the files named on the command line, or of standard input."""

import fileinput
import sys

from words import count_words


def main() -> None:
    lines = fileinput.input(files=sys.argv[1:] or ("-",), encoding="utf-8")
    for word, count in count_words(lines).most_common(10):
        print(f"{count:6d}  {word}")


if __name__ == "__main__":
    main()
`;

const WORDS = `import re
from collections import Counter
from collections.abc import Iterable


def count_words(lines: Iterable[str]) -> Counter[str]:
    """How often each word occurs, whatever its case."""
    return Counter(word for line in lines for word in re.findall(r"\\w+", line.lower()))
`;

const TEST = `import unittest

from words import count_words


class CountWordsTest(unittest.TestCase):
    def test_ignores_case_and_punctuation(self) -> None:
        self.assertEqual(count_words(["Hello, hello!", "world"]), {"hello": 2, "world": 1})


if __name__ == "__main__":
    unittest.main()
`;

export const pythonTemplate: Template = {
  name: "python",
  title: "Python",
  description: "A small program with a test, standard library only: python3 main.py, python3 -m unittest.",
  files: [
    { path: "main.py", content: MAIN },
    { path: "words.py", content: WORDS },
    { path: "test_words.py", content: TEST },
    { path: ".gitignore", content: "__pycache__/\n.venv/\n" },
  ],
  setup: [
    ["git", "init", "--quiet", "--initial-branch=main"],
    ["python3", "-m", "unittest", "--quiet"],
  ],
  command: null,
};
