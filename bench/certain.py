"""Count what is wrong among what is printed as certain where cells cannot be read: simulated years, cleared with unreadable cells of every kind.

    python bench/certain.py --rows 1000000 --lines 100000

In parts of 100,000 settlements and of 20,000 people who were paid, each with a seed of its own. What is wrong is printed, and ends it with status 1.
"""

import argparse
import sys
from collections.abc import Callable

from run import CHECKOUT, note

sys.path.insert(0, str(CHECKOUT / "tests" / "helpers"))

from sprinkled import Certain, medical, paid  # noqa: E402

ROWS, PEOPLE = 100_000, 20_000


def count(what: str, wanted: int, size: int, part: Callable[[int], Certain]) -> list[str]:
    """Clear parts until as many rows as are wanted were cleared; return what is wrong."""
    wrong: list[str] = []
    certain = unclear = sprinkled = 0
    for seed in range(1, -(-wanted // size) + 1):
        found = part(seed)
        wrong += found.wrong
        certain, unclear, sprinkled = certain + found.certain, unclear + found.unclear, sprinkled + found.sprinkled
        note(
            f"{what}: {certain + unclear:,} rows, {certain:,} certain, {sprinkled:,} cells unreadable, {len(wrong)} wrong"
        )
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="settlements (default 1000000)")
    parser.add_argument("--lines", type=int, default=100_000, help="paid lines (default 100000)")
    given = parser.parse_args()
    wrong = count("paid lines", given.lines, PEOPLE, lambda seed: paid(PEOPLE, seed)) if given.lines else []
    wrong += count("settlements", given.rows, ROWS, lambda seed: medical(ROWS, 7_000, seed)) if given.rows else []
    print("\n".join(wrong))
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
