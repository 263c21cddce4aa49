# An upgrade restarts what runs and migrates ledgers; a removal keeps them; a purge leaves nothing.

before="$(property MainPID) $(property MainPID ukrposhta-syncd@north.service)"
known="$(inside ukrposhta-syncd list --json | grep -o '05[0-9]\{11\}' | sort -u | wc -l)"
shell 'dpkg -i /root/current.deb' >/dev/null 2>&1
await 30 "the service after the upgrade" is_active
await 30 "the instance after the upgrade" is_active ukrposhta-syncd@north.service
same "an instance that did not run" inactive "$(property ActiveState ukrposhta-syncd@south.service)"
after="$(property MainPID) $(property MainPID ukrposhta-syncd@north.service)"
[ "${before% *}" != "${after% *}" ] && [ "${before#* }" != "${after#* }" ] || fail "the upgrade did not restart them"
shop orders 3 >/dev/null
await 60 "parcels after the upgrade" settled
ok "an upgrade restarts the service and the instances that run, and no others"

# The ledger as the first schema had it: what came later taken away again.
cat >"${work}/schema1.py" <<'P'
import sqlite3
db = sqlite3.connect("/var/lib/private/ukrposhta-syncd/ledger.sqlite")
first = {"history", "installation", "probe", "seen_records", "orders", "shipments", "recipients", "journal", "senders",
         "shipment_groups", "grdb_migrations"}
for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
    if table not in first and not table.startswith("sqlite_"):
        db.execute(f"DROP TABLE {table}")
db.execute("DROP INDEX shipments_barcode")
db.execute("DELETE FROM grdb_migrations WHERE identifier NOT LIKE '1-%'")
print(db.execute("PRAGMA user_version").fetchone()[0])
db.execute("PRAGMA user_version = 1")
db.commit()
P
"${tool}" put "${bed}" "${work}/schema1.py" /root/schema1.py
inside systemctl stop "${unit}"
schema="$(inside python3 /root/schema1.py)"
inside systemctl start "${unit}"
same "schema after the start" "${schema}" "$(shell 'python3 -c "import sqlite3
print(sqlite3.connect(\"file:/var/lib/private/ukrposhta-syncd/ledger.sqlite?mode=ro\", uri=True).execute(\"PRAGMA user_version\").fetchone()[0])"')"
shop orders 3 >/dev/null
await 60 "parcels after the migration" settled
[ "$(inside ukrposhta-syncd list --json | grep -o '05[0-9]\{11\}' | sort -u | wc -l)" -ge "${known}" ] || fail "orders were lost"
inside ukrposhta-syncd verify >/dev/null
ok "a ledger of schema 1 is migrated to ${schema} at the start, nothing is lost: $(shop tally)"

inside systemctl enable "${unit}" 2>/dev/null
shell 'dpkg -r ukrposhta-syncd >/dev/null 2>&1; test -s /var/lib/private/ukrposhta-syncd/ledger.sqlite
  test -s /etc/ukrposhta-syncd/config.yaml; ! pgrep -x ukrposhta-syncd; ! test -e /usr/bin/ukrposhta-syncd'
ok "a removal stops the service and keeps ledger, configuration and secrets"

shell 'dpkg -P ukrposhta-syncd >/dev/null 2>&1'
left="$(shell "find / -xdev \\( -path /proc -o -path /sys -o -path /var/log -o -path '*/dpkg/*' \\) -prune -o -name '*ukrposhta*' -print; find /run /tmp /dev/shm -name '*ukrposhta*'; getent group ukrposhta || true; journalctl --list-catalog 2>/dev/null | grep -i ukrposhta || true")"
same "left after the purge" "" "${left}"
ok "a purge leaves nothing"
