#!/usr/bin/env bash
# Brings what the browser journeys need on Debian: Chromium's shell without a window and a Chinese font. Does nothing where both are there
# or CHROMIUM names another; makes do with the whole browser where the shell cannot be had (it takes twice the time).
set -euo pipefail
cd "$(dirname "$0")"

has_font() { fc-list :lang=zh 2>/dev/null | grep -q .; }
has_any() { node --input-type=module -e 'import { findChromium } from "./find-chromium.mjs"; findChromium()' 2>/dev/null; }

if [ -x "${CHROMIUM:-/usr/bin/chromium-headless-shell}" ] && has_font; then
  exit 0
fi
bring() {
  apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell fontconfig fonts-noto-cjk
}
if command -v apt-get >/dev/null && bring; then
  exit 0
fi
if has_any && has_font; then
  exit 0
fi
echo 'No Chromium or no Chinese font, and they could not be brought: install both, or set CHROMIUM.' >&2
exit 1
