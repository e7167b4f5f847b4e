#!/bin/sh
# /opt/liuhen belongs to root, and so do its programs; chrome-sandbox is setuid in the package itself (dpkg-statoverride holds).
# Menus, kinds of files and icons are taken up by the triggers of desktop-file-utils, shared-mime-info and the icon theme.
set -e
ln -sfn /opt/liuhen/liuhen-start /usr/bin/liuhen
install -d -o root -g root -m 755 /opt/liuhen/versions
install -d -o root -g root -m 1733 /var/spool/liuhen-updates
# what was brought beside an older package and is no newer than this one is not used any more
own=$(cat /opt/liuhen/program-version)
for version in $(ls /opt/liuhen/versions | grep -E '^[0-9]+\.[0-9]+\.[0-9]+$' || true); do
  [ "$(printf '%s\n%s\n' "$version" "$own" | sort -V | tail -n 1)" = "$own" ] && rm -rf "/opt/liuhen/versions/${version:?}"
done
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload || true
  systemctl enable --now liuhen-update.path || true
fi
