"""A peer's side of bench/dedup_bench.py, run by the environment of bench/dedup_peers.lock.

    dedup_peer.py TOOL < LIST

TOOL: datasketch, rensa, rensa-c, datatrove, datatrove-shipped for speed; bigcode for quality. Prints one line of JSON:
CPU seconds (one thread), and for bigcode the groups of files it holds to be the same.
"""

import json
import re
import sys
import time

SEPARATOR = re.compile(r"\W")


def shingles(text):
    """BigCode's, and Oyer's: five words in a row, lower-case, split at each character that is part of no word."""
    words = SEPARATOR.split(text.lower())
    return {" ".join(words[i:i + 5]) for i in range(len(words) - 4)}


def datasketch(texts):
    from datasketch import MinHash, MinHashLSH
    index = MinHashLSH(num_perm=256, params=(32, 8))
    for number, text in enumerate(texts):
        minhash = MinHash(num_perm=256, seed=1)
        minhash.update_batch([s.encode() for s in shingles(text)])
        index.query(minhash)
        index.insert(number, minhash)


def rensa(texts):
    from rensa import RMinHash, RMinHashLSH
    index = RMinHashLSH(threshold=0.7, num_perm=256, num_bands=32)
    for number, text in enumerate(texts):
        minhash = RMinHash(num_perm=256, seed=1)
        minhash.update(list(shingles(text)))
        index.query(minhash)
        index.insert(number, minhash)


def rensa_c(texts):
    from rensa import CMinHash
    for text in texts:
        minhash = CMinHash(num_perm=256, seed=1)
        minhash.update(list(shingles(text)))
        minhash.digest()


def datatrove_step(buckets):
    import tempfile
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
    folder = tempfile.mkdtemp()
    step = MinhashDedupSignature(folder, MinhashConfig(num_buckets=buckets))
    # The xxhash it is installed with takes no strings any more.
    step._hash_func = lambda shingle, hashed=step._hash_func: hashed(shingle.encode())
    return step


def datatrove(texts):
    """Its signature of 256 hashes over the shingles above; its own words cost ten times that."""
    import numpy
    step = datatrove_step(32)
    for text in texts:
        hashes = [step._hash_func(s) for s in shingles(text)]
        if hashes:
            step.get_signature(numpy.array(hashes, dtype=numpy.uint64).reshape((-1, 1)))


def datatrove_shipped(texts):
    """Its signatures as they come: spaCy's words, 14 buckets of 8."""
    step = datatrove_step(14)
    for text in texts:
        found = step.get_shingles(text)
        if found.size:
            step.get_signature(found)


def bigcode(texts):
    """BigCode's parameters for The Stack v2 through datasketch: 5-grams, 250 permutations, 25 bands of 10, connected
    components, no check of the Jaccard. Files under five words are alone (in BigCode's own code they share a
    signature)."""
    from datasketch import MinHash, MinHashLSH
    index = MinHashLSH(num_perm=250, params=(25, 10))
    parent = list(range(len(texts)))

    def root(i):
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for number, text in enumerate(texts):
        own = shingles(text)
        if not own:
            continue
        minhash = MinHash(num_perm=250, seed=1)
        minhash.update_batch([s.encode() for s in own])
        for other in index.query(minhash):
            parent[root(number)] = root(other)
        index.insert(number, minhash)
    groups = {}
    for number in range(len(texts)):
        groups.setdefault(root(number), []).append(number)
    return [group for group in groups.values() if len(group) > 1]


def main():
    texts = []
    size = 0
    for line in sys.stdin:
        with open(line.rstrip("\n").split("\t")[0], "rb") as file:
            data = file.read()
        size += len(data)
        texts.append(data.decode("utf-8", "replace"))
    tool = globals()[sys.argv[1].replace("-", "_")]
    tool(texts[:3])  # imports and first use are not counted
    start = time.process_time()
    groups = tool(texts)
    print(json.dumps({"files": len(texts), "bytes": size, "seconds": time.process_time() - start, "groups": groups}))


if __name__ == "__main__":
    main()
