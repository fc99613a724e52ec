"""The benchmarks' command: `python -m benchmarks` runs all of them, `python -m benchmarks bank latency` those two."""

import argparse

from benchmarks import (
    bank,
    durability,
    flow_values,
    follow_ups,
    injections,
    latency,
    llama,
    nlu,
    parse,
    pii,
    planted_faults,
    retrieval_squad,
    retrieval_vectors,
    retrieval_words,
    selection_squad,
    slack_storm,
    values,
    web,
    widget,
    writer_squad,
)

ALL = {
    "bank": bank.main,
    "durability": durability.main,
    "injections": injections.main,
    "latency": latency.main,
    "llama": llama.main,
    "nlu": nlu.main,
    "parse": parse.main,
    "pii": pii.main,
    "slack": slack_storm.main,
    "squad": retrieval_squad.main,
    "selection": selection_squad.main,
    "flow-values": flow_values.main,
    "follow-ups": follow_ups.main,
    "faults": planted_faults.main,
    "vectors": retrieval_vectors.main,
    "values": values.main,
    "web": web.main,
    "words": retrieval_words.main,
    "widget": widget.main,
    "writer": writer_squad.main,
}

parser = argparse.ArgumentParser(description="Measure botkit.")
parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}; all by default")
for name in parser.parse_args().names or ALL:
    if name not in ALL:
        parser.error(f"no benchmark '{name}'; there are {', '.join(ALL)}")
    print(f"\n## {name}\n", flush=True)
    ALL[name]()
