# What the checks are written with. A check is what it does and one `ok`; whatever fails in between ends the run, with the
# journal's tail.

readonly unit=ukrposhta-syncd.service
readonly port=8470
number=0
# Where the verdict goes, whatever a command that fails has its output redirected to.
exec 3>&1

say() { printf 'testbed: %s\n' "$*"; }
ok() {
  number=$((number + 1))
  printf 'ok %d %s\n' "${number}" "$*"
}
fail() {
  trap - ERR
  exec >&3
  printf 'not ok %d %s\n' "$((number + 1))" "$*"
  if [ -n "${bed_is_up:-}" ]; then
    printf '\ntestbed: what systemd and the journal say:\n'
    inside systemctl status --no-pager --lines=0 'ukrposhta-syncd*' 2>&1 | head -n 40 || true
    inside journalctl --no-pager -o short-monotonic -n 60 || true
    inside python3 /root/shop.py "${port}" tally || true
  fi
  exit 1
}

inside() { "${tool}" run "${bed}" -- "$@"; }
# As root, in a shell of the testbed.
shell() { inside /bin/bash -euo pipefail -c "$1"; }
shop() { inside python3 /root/shop.py "${port}" "$@"; }
property() { inside systemctl show --value -p "$1" "${2:-${unit}}"; }

# await SECONDS WHAT COMMAND...: until the command succeeds.
await() {
  local until=$((SECONDS + $1)) what="$2"
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "${SECONDS}" -lt "${until}" ] || fail "waited in vain for: ${what}"
    sleep 0.2
  done
}
# same WHAT EXPECTED ACTUAL
same() { [ "$2" = "$3" ] || fail "$1: expected “$2”, got “$3”"; }
# refuses CODE COMMAND...: the exit code is that one.
refuses() {
  local wanted="$1" code=0
  shift
  "$@" >/dev/null 2>&1 || code=$?
  [ "${code}" = "${wanted}" ] || fail "exit code ${code} instead of ${wanted}: $*"
}
is() { [ "$(property "$1" "${3:-${unit}}")" = "$2" ]; }
is_active() { is ActiveState active "${1:-${unit}}"; }
restarted_after() { [ "$(property NRestarts)" -gt "$1" ] && is_active; }
settled() { shop settled; }
in_journal() { inside journalctl --no-pager -u "${2:-${unit}}" -o cat | grep -q -- "$1"; }
followed() { [ "$(shop reads)" -ge 5 ]; }

# drop_in NAME LINE...: lines of the [Service] section.
drop_in() {
  local name="$1"
  shift
  shell "mkdir -p /etc/systemd/system/${unit}.d && printf '%s\n' '[Service]' $(printf "'%s' " "$@") >/etc/systemd/system/${unit}.d/${name}.conf && systemctl daemon-reload"
}
without() { shell "rm -f /etc/systemd/system/${unit}.d/$1.conf && systemctl daemon-reload"; }
