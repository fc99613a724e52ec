"""`python -m benchmarks`: all of them; `python -m benchmarks bank latency`: those."""

import argparse

from benchmarks import (
    bank,
    durability,
    latency,
    nlu,
    parse,
    pii,
    retrieval_squad,
    retrieval_vectors,
    values,
    web,
    widget,
)

ALL = {
    "bank": bank.main,
    "latency": latency.main,
    "durability": durability.main,
    "nlu": nlu.main,
    "parse": parse.main,
    "pii": pii.main,
    "squad": retrieval_squad.main,
    "vectors": retrieval_vectors.main,
    "values": values.main,
    "web": web.main,
    "widget": widget.main,
}

parser = argparse.ArgumentParser(description="Measure botkit.")
parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}; all by default")
for name in parser.parse_args().names or ALL:
    if name not in ALL:
        parser.error(f"no benchmark '{name}'; there are {', '.join(ALL)}")
    print(f"\n## {name}\n", flush=True)
    ALL[name]()
