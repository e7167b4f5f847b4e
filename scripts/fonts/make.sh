#!/bin/sh
# Makes the bundled faces anew: scripts/fonts/make.sh [face …]   (all without one). Debian 12; see README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$here/../../src-renderer/paper/fonts
work=${LIUHEN_FONT_WORK:-$here/../../artifacts/fonts}
mkdir -p "$work" "$out"
cd "$work"
for package in texlive-lang-chinese fonts-noto-cjk fonts-lxgw-wenkai unicode-data; do
  ls "$package"_*.deb >/dev/null 2>&1 || apt-get download "$package"
  dpkg -x "$package"_*.deb "$work"
done
for face in ${*:-fangsong fangsong-bold xiaobiaosong heiti kaiti kaiti-bold songti}; do
  /usr/bin/python3 "$here/make_face.py" "$face" "$work" "$out"
done
/usr/bin/python3 "$here/coverage.py" "$out"
