"""One PDF of many certificates: ``python -m tests.bench.one_file``.

Joins files of two pages, as a run with ``--one-file`` does, and prints seconds and megabytes. Each count has a process
of its own.
"""

import resource
import subprocess
import sys
import time

import typst

from checkin.typesetting.pdf_join import FinishedPdf, join_pdfs

COUNTS = (400, 1000)
_PAGE = """#set document(title: "Certificate")
#set page(width: 297mm, height: 210mm, margin: 20mm)
#set text(size: 9pt)
#text(size: 30pt)[Certificate {number}]
#pagebreak()
#for n in range(60) [Session #n of certificate {number}, 60 min \\ ]
"""


def certificate(number: int) -> FinishedPdf:
    """A PDF of two pages with text in the typeface of typst."""
    made = typst.compile(_PAGE.format(number=number).encode(), pdf_standards=["ua-1"])
    assert isinstance(made, bytes)
    return FinishedPdf(made, f"No. {number}")


def main() -> None:
    if len(sys.argv) < 2:
        for count in COUNTS:
            subprocess.run([sys.executable, "-m", "tests.bench.one_file", str(count)], check=True)
        return
    documents = [certificate(number) for number in range(int(sys.argv[1]))]
    start = time.perf_counter()
    made = join_pdfs(documents, title="All", author="", language="en")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    took, size = time.perf_counter() - start, len(made) / 1e6
    print(f"{len(documents)} certificates: {took:.1f} s, {peak:.0f} MB, {size:.1f} MB of file")


if __name__ == "__main__":
    main()
