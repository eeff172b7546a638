"""Counts of tokens in the rows of a corpus against the `tokenizers` library, for tokenizers made like those of
GPT-2, StarCoder2, Qwen2.5-Coder and DeepSeek-Coder, trained here on Python's own library.

tokens_test.py OYER [TOKENIZER.json…]: given files are compared, too. Needs the Python package `tokenizers`."""
import io
import json
import pathlib
import random
import subprocess
import sys
import tempfile

try:
    import tokenizers
    from tokenizers import Regex, decoders, models, normalizers, pre_tokenizers, trainers
except ImportError:
    print("skipped: the Python package tokenizers is not installed; pip install tokenizers==0.23.3")
    sys.exit(77)

LIBRARY = pathlib.Path("/usr/lib/python3.11")
QWEN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
        r"|\s+(?!\S)|\s+")
ODD = ["", "\n", "\r\n\r\n  \r", "a\u00a0b\u3000 c\u2028\n\u0085x", "don't DON'T we'LL it's",
       "e\u0301a\u030a\u1100\u1161", "\u0439 \u6f22\u5b57\uac00 123\u0664\u00bd\u2167 \U0001f468\u200d\U0001f469",
       "\t\t  x\x0b\x0c y  \n   z   ",
       "<|endoftext|>a<|endoftext|><fim_prefix> <fim", "x" * 5000 + " " * 3000 + "\n" * 1000 + "(" * 2000,
       "\u0338<tag>\u0338", "1234567 12 0x1F 1e-9"]


def splits(*patterns):
    return [pre_tokenizers.Split(Regex(one), "isolated") for one in patterns]


def kinds():
    digits = pre_tokenizers.Digits(individual_digits=True)
    bare = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    full = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    yield "gpt2", None, full
    yield "starcoder2", None, pre_tokenizers.Sequence([digits, full])
    yield "qwen2.5", normalizers.NFC(), pre_tokenizers.Sequence(splits(QWEN) + [bare])
    yield "llama3", None, pre_tokenizers.Sequence(splits(QWEN.replace(r"|\p{N}|", r"|\p{N}{1,3}|")) + [bare])
    yield "deepseek", normalizers.Sequence([]), pre_tokenizers.Sequence(
        splits(r"[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", r"\s+$", "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+")
        + [digits, bare])


def train(folder, texts):
    for name, normalizer, pieces in kinds():
        made = tokenizers.Tokenizer(models.BPE())
        if normalizer is not None:
            made.normalizer = normalizer
        made.pre_tokenizer = pieces
        made.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(vocab_size=3000, special_tokens=["<|endoftext|>", "<fim_prefix>"],
                                      initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
        made.train_from_iterator(texts[:60], trainer)
        made.add_tokens(["<tag>"])
        path = folder / (name + ".json")
        made.save(str(path))
        yield path


def git(folder, *words):
    subprocess.run(["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.com", *words],
                   check=True, capture_output=True)


def counted(oyer, repository, out, tokenizer):
    subprocess.run([oyer, "corpus", "build", f"one={repository}", "-o", str(out), "--preset", "none", "--dedup",
                    "none", "--no-redact", "--keep-vendored", "--keep-generated", "--unit", "file",
                    "--keep-non-permissive", "--tokenizer", str(tokenizer)],
                   check=True, capture_output=True)
    rows = {}
    for shard in (out / "files").iterdir():
        text = subprocess.run(["zstd", "-dc", str(shard)], check=True, capture_output=True).stdout
        for line in io.StringIO(text.decode()):
            row = json.loads(line)
            rows[row["path"]] = row["tokens"]
    return rows


def main():
    oyer, given = sys.argv[1], [pathlib.Path(one) for one in sys.argv[2:]]
    chosen = [path for path in sorted(LIBRARY.rglob("*.py")) if path.stat().st_size < 200_000]
    random.Random(5).shuffle(chosen)
    texts = []
    for path in chosen[:300]:
        try:
            texts.append(path.read_bytes().decode())
        except UnicodeDecodeError:
            continue
    texts += [one + "\n# end\n" for one in ODD]
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        repository = folder / "repository"
        repository.mkdir()
        for i, text in enumerate(texts):
            (repository / f"f{i}.py").write_bytes(text.encode())
        git(repository, "init", "-q")
        git(repository, "add", "-A")
        git(repository, "-c", "core.autocrlf=false", "commit", "-qm", "one")
        for number, path in enumerate([*train(folder, texts), *given]):
            library = tokenizers.Tokenizer.from_file(str(path))
            rows = counted(oyer, repository, folder / f"out{number}", path)
            compared = wrong = tokens = 0
            for i, text in enumerate(texts):
                if f"f{i}.py" not in rows:
                    continue
                expected = len(library.encode(text, add_special_tokens=False).ids)
                compared += 1
                tokens += expected
                if rows[f"f{i}.py"] != expected:
                    wrong += 1
                    print(f"{path.stem}: f{i}.py has {rows[f'f{i}.py']}, the library says {expected}: {text[:60]!r}")
            print(f"{path.stem}: {compared} files, {tokens} tokens, {wrong} wrong")
            failed += wrong + (compared < len(texts) - 5)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
