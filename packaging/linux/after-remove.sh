#!/bin/sh
# What people wrote stays, with remove and with purge: drafts and unsent work lie in each person's ~/.config/Liuhen and may be
# the only copy. The county's settings in /etc/liuhen are IT's own file and stay too. Whoever gives the machine away deletes
# both by hand (docs/operations.md).
set -e
case "$1" in
  remove | purge | disappear)
    rm -f /usr/bin/liuhen
    rm -rf /opt/liuhen/versions /var/spool/liuhen-updates
    rmdir /opt/liuhen 2>/dev/null || true
    if [ -d /run/systemd/system ]; then
      systemctl disable liuhen-update.path 2>/dev/null || true
      systemctl daemon-reload || true
    fi
    ;;
esac
