"""Repositories of realistic shape, made up: the input of incremental.py. The same seed gives the
same bytes."""
import math
import random
import subprocess

VERBS = "merge split parse clamp route render batch resolve index decode scale filter align".split()
NOUNS = "order invoice parcel sensor ledger tile packet column session cursor shard frame".split()
FIELDS = "total offset weight width price height depth rank delay volume ratio margin".split()
FUNCTIONS = {
    "py": '''def {verb}_{noun}_{n}({noun}, {field}):
    """{Verb} the {noun}'s {other} by its {field}."""
    {other} = {noun}.{other}({a}) + {field} * {b}
    if {other} > {c}:
        return {other} - {noun}.{field}
    return {other}
''',
    "go": """// {Verb}{Noun}{n} takes the {noun}'s {other} by its {field}.
func {Verb}{Noun}{n}({noun} *{Noun}, {field} float64) float64 {{
	{other} := {noun}.{other}({a}) + {field}*{b}
	if {other} > {c} {{
		return {other} - {noun}.{field}
	}}
	return {other}
}}
""",
    "js": """// {Verb} the {noun}'s {other} by its {field}.
export function {verb}{Noun}{n}({noun}, {field}) {{
  const {other} = {noun}.{other}({a}) + {field} * {b};
  return {other} > {c} ? {other} - {noun}.{field} : {other};
}}
""",
    "rs": """/// {Verb} the {noun}'s {other} by its {field}.
fn {verb}_{noun}_{n}({noun}: &{Noun}, {field}: f64) -> f64 {{
    let {other} = {noun}.{other}({a}) + {field} * {b}.0;
    if {other} > {c}.0 {{ {other} - {noun}.{field} }} else {{ {other} }}
}}
""",
    "md": """## {Verb} the {noun} {n}

The {noun}'s {other} follows its {field}: {a} and {b} times as much, up to {c}.
Set `{noun}.{field}` before the {other} is read.

""",
}
HEADS = {"go": "package {noun}\n\n", "md": "# {Noun} {verb}\n\n"}
# Shares of files as in the public repositories of the README, roughly.
EXTENSIONS = ["py"] * 8 + ["go"] * 4 + ["js"] * 4 + ["rs"] * 2 + ["md"] * 2
FOLDERS_A_FOLDER = 6
FILES_A_FOLDER = 12
MOST_FUNCTIONS = 40


def text(drawn, extension, number):
    """One file's text; sizes are log-normal, as those of source files are."""
    count = min(MOST_FUNCTIONS, max(1, round(drawn.lognormvariate(math.log(4), 0.9))))
    parts = []
    for n in range(count):
        field, other = drawn.sample(FIELDS, 2)
        verb, noun = drawn.choice(VERBS), drawn.choice(NOUNS)
        a, b, c = (drawn.randrange(2, most) for most in (50, 9, 5000))
        names = dict(
            n=f"{number}_{n}", a=a, b=b, c=c, verb=verb, noun=noun, field=field, other=other,
            Verb=verb.title(), Noun=noun.title(),
        )
        if n == 0:
            parts.append(HEADS.get(extension, "").format(**names))
        parts.append(FUNCTIONS[extension].format(**names))
    return "\n".join(parts)


def paths(drawn, files, top):
    """So many paths, FILES_A_FOLDER a folder on average, folders in a tree."""
    folders = [top]
    while len(folders) < max(1, files // FILES_A_FOLDER):
        parent = folders[max(0, (len(folders) - 1) // FOLDERS_A_FOLDER)]
        folders.append(f"{parent}/{drawn.choice(NOUNS)}{len(folders)}")
    for number in range(files):
        extension = drawn.choice(EXTENSIONS)
        name = f"{drawn.choice(VERBS)}_{number}.{extension}"
        yield f"{drawn.choice(folders)}/{name}", extension, number


class Repository:
    """A bare git repository, written by git fast-import: a pack, as a clone has."""

    def __init__(self, folder):
        self.folder = folder
        self.commits = 0
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", folder], check=True)

    def commit(self, changes):
        """Commits lines of fast-import's file commands; (path, text) adds or replaces a file."""
        self.commits += 1
        process = subprocess.Popen(
            ["git", "-C", self.folder, "fast-import", "--quiet"], stdin=subprocess.PIPE
        )
        write = process.stdin.write
        write(b"commit refs/heads/main\n")
        write(f"committer Made Up <made@up.invalid> {1_700_000_000 + self.commits} +0000\n".encode())
        write(b"data 1\n.\n")
        if self.commits > 1:
            write(b"from refs/heads/main^0\n")
        for change in changes:
            if isinstance(change, str):
                write(change.encode() + b"\n")
            else:
                data = change[1].encode()
                write(f"M 100644 inline {change[0]}\ndata {len(data)}\n".encode() + data + b"\n")
        process.stdin.close()
        if process.wait():
            raise SystemExit("corpus: git fast-import failed")


def generate(folder, files, seed, top="src"):
    """A repository of so many files; returns it and its paths."""
    drawn = random.Random(seed)
    repository = Repository(folder)
    listed = []

    def changes():
        for path, extension, number in paths(drawn, files, top):
            listed.append(path)
            yield path, text(drawn, extension, f"{seed}_{number}")

    repository.commit(changes())
    return repository, listed
