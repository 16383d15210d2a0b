"""Measures the finders on the labelled texts, writes the table of docs/privacy.md and lifts the floors.

python -m tests.privacy            # prints recall and precision per part, language and kind
python -m tests.privacy --misses   # and what was missed or wrongly found, of the part that is tuned on
"""

import sys

from tests.privacy import table
from tests.privacy.measuring import measure

if __name__ == "__main__":
    print(table.table())
    if "--misses" in sys.argv:
        for (language, kind), tally in sorted(measure("tuned on").items()):
            for missed in tally.missed:
                print(f"missed {language} {kind}: {missed}")
            for wrong in tally.wrong:
                print(f"wrong  {language} {kind}: {wrong}")
    else:
        table.write()
