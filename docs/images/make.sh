#!/bin/sh
# Makes the pictures of this folder from the demo archive: docs/images/make.sh, from the top of the repository, after `cargo build`.
# Needs Chromium (CHROMIUM=… where it is called otherwise). The day is fixed, so that ages do not change from run to run.
set -e
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
annals=${ANNALS:-target/debug/annals}

# picture NAME PAGE WIDTH HEIGHT [FLAG]
picture() {
    "${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update \
        --no-first-run --user-data-dir="$site/profile" --hide-scrollbars $5 --window-size="$3,$4" \
        --screenshot="docs/images/$1.png" "file://$site/$2" 2>/dev/null
}

build() {
    ANNALS_OUTPUT__HTML__THEME=$1 "$annals" build . --quiet --no-cache --as-of 2026-11-27 -d "$site/$1"
}

build default
build console
incident=$(cd "$site" && ls -d default/incidents/2025-02-14-*)
picture home default/index.html 1200 860
picture incident "$incident/index.html" 1200 900
picture actions default/actions/index.html 1200 760
picture console console/index.html 1200 760 --force-dark-mode
ls -l docs/images/*.png
