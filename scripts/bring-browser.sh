#!/usr/bin/env bash
# Brings what the browser journeys need on Debian: Chromium and a Chinese font. Does nothing where both are there.
set -euo pipefail

if [ -x "${CHROMIUM:-/usr/bin/chromium}" ] && fc-list :lang=zh 2>/dev/null | grep -q .; then
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo 'No Chromium or no Chinese font, and no apt-get to bring them: install both, or set CHROMIUM.' >&2
  exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk
