# From an empty machine to a service that works: installation, what a start without a good configuration does, READY.

shell 'dpkg -i /root/older.deb' >/dev/null
same "after the installation it is" "inactive disabled" "$(property ActiveState) $(property UnitFileState)"
shell 'getent group ukrposhta' >/dev/null
ok "the package installs; the service is neither started nor enabled, the group for the control socket exists"

ends_for_good() {
  refuses 1 inside systemctl start "${unit}"
  same "state, exit code, restarts" "failed failed 78 0" \
    "$(property ActiveState) $(property SubState) $(property ExecMainStatus) $(property NRestarts)"
  inside systemctl reset-failed "${unit}"
}
ends_for_good
open_shop "${port}" 3 config
shell 'sed "s/^language: .*/language: tlh/" /etc/ukrposhta-syncd/config.yaml >/root/broken.yaml
  cp /etc/ukrposhta-syncd/config.yaml /root/good.yaml; cp /root/broken.yaml /etc/ukrposhta-syncd/config.yaml'
ends_for_good
in_journal 'config.yaml:.*language'
ok "a missing and a broken configuration end the service with 78, the journal says where, nothing is tried again"

shell 'cp /root/good.yaml /etc/ukrposhta-syncd/config.yaml; mv /etc/ukrposhta-syncd/credentials/crm-api-key /root/'
ends_for_good
in_journal 'put it into /etc/ukrposhta-syncd/credentials/crm-api-key'
shell 'mv /root/crm-api-key /etc/ukrposhta-syncd/credentials/'
ok "so does a secret that is missing, and the journal says where to put it"

drop_in stall Environment=LD_PRELOAD=/usr/local/lib/stall.so
drop_in quick RestartSec=1
shell 'touch /run/testbed-stall; systemctl start --no-block ukrposhta-syncd'
await 20 "the process" is SubState start
sleep 1
same "without READY it is" "activating start" "$(property ActiveState) $(property SubState)"
shell 'rm /run/testbed-stall'
await 20 "READY" is_active
ok "while the ledger cannot be written it is activating; active only after READY"

shell "systemctl status --no-pager ${unit}" | grep -q '^ *Status: "..*"'
ok "systemctl status shows the line: $(property StatusText)"

await 30 "the first look at the history" followed
shop orders 6 >/dev/null
await 60 "six parcels" settled
ok "orders become parcels: $(shop tally)"
