# A ledger from a backup: what was shipped after it was taken is found again, on this machine as on another.

shell 'rm -f /root/ledger.sqlite; ukrposhta-syncd backup /root/ledger.sqlite' >/dev/null
shop orders 6 >/dev/null
await 60 "parcels after the backup" settled
inside systemctl stop "${unit}"
# As the manual says: the whole folder is root's, and the service manager gives it to the service.
shell 'cd /var/lib/private/ukrposhta-syncd; rm -f ledger.sqlite-wal ledger.sqlite-shm; cp /root/ledger.sqlite ledger.sqlite
  chown root: .; chown root: ledger.sqlite'
inside systemctl start "${unit}"
shop orders 3 >/dev/null
await 90 "parcels after the restored ledger" settled
# The sweep looks through the groups of the day; nothing may come of it.
swept="$(shop ask post/audit '{}' | grep -o '"GET shipment-groups/{g}/shipments": [0-9]*' | tr -dc 0-9)"
sweeps() { [ "$(shop ask post/audit '{}' | grep -o '"GET shipment-groups/{g}/shipments": [0-9]*' | tr -dc 0-9)" -gt "$((${swept:-0} + 2))" ]; }
await 90 "the sweep" sweeps
settled || fail "after the sweep: $(shop tally)"
inside ukrposhta-syncd verify >/dev/null
ok "with a ledger from before six of its orders nothing is made twice: $(shop tally)"
