#!/usr/bin/env python3
"""Fetches and compiles tree-sitter's core and the grammars that the manifest lists.

    build.py --manifest grammars.txt --java-home JDK --out FOLDER [--target TRIPLE]

FOLDER/language/native/OS-ARCH/LANGUAGE.so (.dylib on macOS) is a library a grammar, and
FOLDER/syntax/native/OS-ARCH/treesitter.so the core with treesitter.c, which joins it to Java. Sources
come from the manifest's packages through pip, pinned by SHA-256; nothing of a package is run.
Compiled libraries are kept in the user's cache folder, so another clone or a clean build costs a copy.

The compiler is $CC, else cc, gcc or clang, else Zig's from PyPI, which needs no root. With --target
it is always Zig's, which compiles for other machines: aarch64-linux-gnu.2.28, x86_64-macos, ...
"""
import argparse
import concurrent.futures
import hashlib
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

ZIG = "ziglang==0.13.0"
FLAGS = ["-std=c11", "-fPIC", "-shared", "-w", "-D_DEFAULT_SOURCE"]
# Faults of a grammar's own: folder, file, what it says, what it should.
PATCHES = [
    # The scanner never frees its table of tags, 24 KB a parse.
    ("svelte", "scanner.c", "za_Release(((Scanner *)payload)->A);", "free(((Scanner *)payload)->m->data); za_Release(((Scanner *)payload)->A);"),
]
BINDING = pathlib.Path(__file__).with_name("treesitter.c")
ARCHITECTURES = {"amd64": "x86_64", "arm64": "aarch64"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--manifest", type=pathlib.Path, required=True)
    arguments.add_argument("--java-home", type=pathlib.Path, required=True, help="where include/jni.h lies")
    arguments.add_argument("--out", type=pathlib.Path, required=True)
    arguments.add_argument("--target", default="")
    options = arguments.parse_args()
    packages, grammars = read(options.manifest)
    system, machine = target(options.target)
    suffix = ".dylib" if system == "macos" else ".so"
    build = Build(packages, grammars, suffix, options.target, options.java_home)
    manifest = options.manifest.read_bytes()
    for folder, compile_all, sources in (
        ("language", build.grammars, manifest),
        ("syntax", build.core, repr(packages["core"]).encode() + BINDING.read_bytes()),
    ):
        cached = cache() / folder / key(sources, options.target) / f"{system}-{machine}"
        if not (cached / "complete").exists():
            build.into(cached, compile_all)
        place(cached, options.out / folder / "native" / f"{system}-{machine}", suffix)


def read(manifest):
    packages, grammars = {}, []
    for line in manifest.read_text().splitlines():
        cells = line.split("|")
        if cells[0] == "package":
            packages[cells[1]] = {"requirement": cells[2], "sha256": cells[3]}
        elif not line.startswith("#") and cells[1] in packages:
            grammars.append({"language": cells[0], "package": cells[1], "folder": cells[2]})
    return packages, grammars


def target(triple):
    """Operating system and machine as the Java side names them."""
    system = "macos" if "macos" in triple or (not triple and sys.platform == "darwin") else "linux"
    machine = triple.split("-")[0] or platform.machine().lower()
    return system, ARCHITECTURES.get(machine, machine)


def cache():
    home = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(home) / "codestrata"


def key(sources, triple):
    digest = hashlib.sha256()
    for part in (sources, pathlib.Path(__file__).read_bytes(), triple.encode()):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:16]


class Build:
    def __init__(self, packages, grammars, suffix, triple, java_home):
        self.packages, self.listed, self.suffix, self.triple = packages, grammars, suffix, triple
        self.java_home = java_home

    def into(self, cached, compile_all):
        cached.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="codestrata-native-") as temporary:
            work = pathlib.Path(temporary)
            done = work / "done"
            done.mkdir()
            compiler = zig(work, self.triple) if self.triple else find_compiler(work)
            compile_all(compiler, work, done)
            (done / "complete").touch()
            publish(done, cached)

    def grammars(self, compiler, work, done):
        for name, package in self.packages.items():
            folders = {grammar["folder"] for grammar in self.listed if grammar["package"] == name}
            if folders:
                # PACKAGE-VERSION/parsers/FOLDER/src/...
                unpack(fetch(package, work), work / name, lambda parts: parts[0] == "parsers" and parts[1] in folders)
        for folder, file, fault, remedy in PATCHES:
            (source,) = work.glob(f"*/parsers/{folder}/src/{file}")
            text = source.read_text()
            if fault not in text:
                sys.exit(f"build.py: the patch of {folder}/{file} does not apply")
            source.write_text(text.replace(fault, remedy))
        print(f"compiling {len(self.listed)} grammars with {compiler[0]}", flush=True)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = [
                (work / grammar["package"] / "parsers" / grammar["folder"] / "src", done / (grammar["language"] + self.suffix))
                for grammar in self.listed
            ]
            # The largest first, so that no core is left alone with it at the end.
            jobs.sort(key=lambda job: -(job[0] / "parser.c").stat().st_size)
            for failure in pool.map(lambda job: compile_grammar(compiler, *job), jobs):
                if failure:
                    sys.exit(f"build.py: {failure}")

    def core(self, compiler, work, done):
        # PACKAGE-VERSION/tree_sitter/core/lib/{src,include}/...
        unpack(fetch(self.packages["core"], work), work / "core", lambda parts: parts[:3] == ("tree_sitter", "core", "lib"))
        lib = work / "core/tree_sitter/core/lib"
        jni = self.java_home / "include"
        if not (jni / "jni.h").exists():
            sys.exit(f"build.py: {self.java_home} has no include/jni.h: install a whole JDK and set JAVA_HOME to it")
        machine = [folder for folder in jni.iterdir() if (folder / "jni_md.h").exists()]
        includes = [lib / "include", lib / "src", jni, *machine]
        print(f"compiling tree-sitter with {compiler[0]}", flush=True)
        flags = ["-O2"] + [flag for folder in includes for flag in ("-I", str(folder))]
        failure = compile_one(compiler, flags, [str(BINDING), str(lib / "src/lib.c")], done / ("treesitter" + self.suffix))
        if failure:
            sys.exit(f"build.py: tree-sitter {failure}")


def fetch(package, work):
    """The package's source archive, checked. A backend of our own answers pip's question for the
    package's metadata, so that pip runs nothing of the package's."""
    name, version = package["requirement"].split("==")
    backend = work / "backend" / "setuptools"
    backend.mkdir(parents=True, exist_ok=True)
    (backend / "__init__.py").touch()
    (backend / "build_meta.py").write_text(
        "import os\n"
        "def get_requires_for_build_wheel(config_settings=None): return []\n"
        "def prepare_metadata_for_build_wheel(folder, config_settings=None):\n"
        f"  name = {name.replace('-', '_') + '-' + version + '.dist-info'!r}\n"
        "  os.mkdir(os.path.join(folder, name))\n"
        "  with open(os.path.join(folder, name, 'METADATA'), 'w') as metadata:\n"
        f"    metadata.write('Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n')\n"
        "  return name\n"
    )
    download = work / "download" / name
    pip(
        ["--no-build-isolation", "--no-binary", ":all:", package["requirement"]],
        download,
        {"PYTHONPATH": str(backend.parent)},
    )
    (archive,) = download.iterdir()
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package["sha256"]:
        sys.exit(f"build.py: {archive.name} has SHA-256 {found}, the manifest says {package['sha256']}")
    return archive


def pip(arguments, folder, environment):
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-cache-dir", "--no-deps", "-d", str(folder)]
    result = subprocess.run(
        command + arguments, env={**os.environ, **environment}, capture_output=True, text=True
    )
    if result.returncode:
        reason = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
        sys.exit(f"build.py: pip cannot fetch {arguments[-1]}: {reason} (Python 3 with pip and a package index are needed)")


def unpack(archive, to, wanted):
    """The C sources of the folders wanted, whatever else the archive holds, less its first folder."""
    with tarfile.open(archive) as tar:
        for member in tar:
            parts = pathlib.PurePosixPath(member.name).parts[1:]
            if (
                member.isfile()
                and len(parts) > 3
                and wanted(parts)
                and ".." not in parts
                and parts[-1].endswith((".c", ".h"))
            ):
                place = to.joinpath(*parts)
                place.parent.mkdir(parents=True, exist_ok=True)
                with tar.extractfile(member) as source, open(place, "wb") as copy:
                    shutil.copyfileobj(source, copy)


def find_compiler(work):
    for name in (os.environ.get("CC"), "cc", "gcc", "clang"):
        if name and shutil.which(name):
            return [name]
    return zig(work, "")


def zig(work, triple):
    """Zig's C compiler, from its wheel; it stands alone."""
    folder = work / "zig"
    pip(["--only-binary", ":all:", ZIG], folder, {})
    (wheel,) = folder.iterdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    program = folder / "ziglang" / "zig"
    program.chmod(0o755)
    os.environ["ZIG_GLOBAL_CACHE_DIR"] = str(work / "zig-cache")
    return [str(program), "cc", "-fno-sanitize=undefined"] + (["-target", triple] if triple else [])


def compile_grammar(compiler, folder, library):
    sources = sorted(str(source) for source in folder.glob("*.c"))
    failure = compile_one(compiler, ["-O1", "-I", str(folder)], sources, library)
    return failure and f"{folder.parent.name} {failure}"


def compile_one(compiler, flags, sources, library):
    result = subprocess.run(
        compiler + FLAGS + flags + ["-o", str(library)] + sources, capture_output=True, text=True
    )
    return f"does not compile: {result.stderr.strip()[:500]}" if result.returncode else None


def publish(done, cached):
    """Moves the finished folder into place; another build may have been faster."""
    staged = pathlib.Path(tempfile.mkdtemp(dir=cached.parent)) / "libraries"
    shutil.copytree(done, staged)
    try:
        staged.rename(cached)
    except OSError:
        if not (cached / "complete").exists():
            raise
    shutil.rmtree(staged.parent)


def place(cached, out, suffix):
    """Makes the output folder hold just what the cache holds."""
    stamp = out / "complete"
    if stamp.exists() and stamp.read_text() == str(cached):
        return
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for library in cached.glob("*" + suffix):
        shutil.copy(library, out)
    stamp.write_text(str(cached))


if __name__ == "__main__":
    main()
