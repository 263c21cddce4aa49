# Several CRM accounts on one machine: two instances of the template beside the plain unit.

open_shop 8471 11 north
open_shop 8472 12 south
north=ukrposhta-syncd@north.service south=ukrposhta-syncd@south.service
inside systemctl start "${north}" "${south}"
same "both instances" "active active" "$(property ActiveState "${north}") $(property ActiveState "${south}")"
for at in 8471 8472; do
  follows() { [ "$(inside python3 /root/shop.py "${at}" reads)" -ge 5 ]; }
  await 30 "the first look at the history on ${at}" follows
  inside python3 /root/shop.py "${at}" orders 3 >/dev/null
  await 60 "parcels of the shop on ${at}" inside python3 /root/shop.py "${at}" settled
done
shell 'ukrposhta-syncd status --json --config /etc/ukrposhta-syncd/north.yaml | grep -q "\"isLive\" : true"
  [ "$(ukrposhta-syncd list --json --config /etc/ukrposhta-syncd/south.yaml | grep -c 05[0-9]*)" -ge 3 ]'
ok "two instances ship the orders of two accounts, each with its own ledger; the verbs find it by the configuration"

user() { inside ps -o user:32= -p "$(property MainPID "$1")"; }
[ "$(user "${north}")" != "$(user "${south}")" ] && [ "$(user "${north}")" != "$(user "${unit}")" ] || fail "they share a user"
shell "! setpriv --reuid=\$(stat -c %u /proc/\$(systemctl show --value -p MainPID ${north})) --regid=ukrposhta --clear-groups \
  cat /run/credentials/${south}/credentials_crm-api-key 2>/dev/null"
ok "they are different users ($(user "${north}" | tr -d ' '), $(user "${south}" | tr -d ' ')), and cannot read each other's secrets"
inside systemctl stop "${south}"
