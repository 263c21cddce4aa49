# Who may read the secrets, and who may use the control socket. Both are the unit's promise, not the program's.

own=/run/credentials/${unit}
shell "test -f ${own}/credentials_crm-api-key"
refuses 1 inside setpriv --reuid=nobody --regid=nogroup --clear-groups cat "${own}/credentials_crm-api-key"
refuses 1 inside setpriv --reuid=nobody --regid=nogroup --clear-groups cat /etc/ukrposhta-syncd/credentials/crm-api-key
refuses 1 inside systemd-run --quiet --pipe --wait -p DynamicUser=yes cat "${own}/credentials_crm-api-key"
refuses 1 inside systemd-run --quiet --pipe --wait -p DynamicUser=yes cat /etc/ukrposhta-syncd/credentials/crm-api-key
ok "neither another user nor another service can read a secret"

# One secret encrypted on the disk instead of in the folder.
encrypted=/etc/ukrposhta-syncd/crm-api-key.cred
shell "cd /etc/ukrposhta-syncd/credentials; systemd-creds encrypt --name=crm-api-key crm-api-key ${encrypted} 2>/dev/null; mv crm-api-key /root/"
drop_in encrypted "LoadCredentialEncrypted=crm-api-key:${encrypted}"
inside systemctl restart "${unit}"
shell "! grep -q -F -f /root/crm-api-key ${encrypted}; mv /root/crm-api-key /etc/ukrposhta-syncd/credentials/"
without encrypted
inside systemctl restart "${unit}"
ok "a secret that is encrypted on the disk serves as well as one in the folder"

# Every secret of the folder, against all that could tell it.
shell 'cat /etc/ukrposhta-syncd/credentials/* >/root/secrets; [ "$(wc -l </root/secrets)" -ge 10 ]
  main="$(systemctl show --value -p MainPID ukrposhta-syncd)"
  { systemctl show ukrposhta-syncd; tr "\0" "\n" </proc/$main/environ; tr "\0" "\n" </proc/$main/cmdline; } >/root/told
  journalctl -o verbose --no-pager >>/root/told; ls -R /var/lib/private/ukrposhta-syncd >>/root/told
  ukrposhta-syncd status --json >>/root/told; ukrposhta-syncd list --json >>/root/told
  ! grep -a -F -q -f /root/secrets /root/told
  ! grep -a -F -q -r -f /root/secrets /var/lib/private/ukrposhta-syncd; rm /root/secrets /root/told'
ok "no secret in systemctl show, environment, command line, journal, ledger, labels or the verbs' output"

shell 'ukrposhta-syncd status --json | grep -q "\"isLive\" : true"; ukrposhta-syncd list --json >/dev/null'
shell 'useradd -G ukrposhta ann'
inside setpriv --reuid=ann --regid=ann --init-groups ukrposhta-syncd status --json | grep -q '"isLive" : true'
refuses 77 inside setpriv --reuid=nobody --regid=nogroup --clear-groups ukrposhta-syncd retry 1001
ok "the verbs work for root and for a member of the group ukrposhta; another user is refused with 77"

# The first order's life by one field, and the fields of its records.
order="$(inside journalctl --no-pager -u "${unit}" -o json | grep -o '"ORDER_ID":"[0-9]*"' | head -n 1 | tr -dc 0-9)"
[ -n "${order}" ] || fail "no record has an ORDER_ID"
barcode="$(inside ukrposhta-syncd list --json | grep -o '05[0-9]\{11\}' | head -n 1)"
[ -n "${barcode}" ] || fail "list shows no barcode"
shell "[ \$(journalctl --no-pager -o cat ORDER_ID=${order} | wc -l) -ge 1 ]
  [ \$(journalctl --no-pager -o cat BARCODE=${barcode} | wc -l) -ge 1 ]
  [ \$(journalctl --no-pager -o cat CABINET=company | wc -l) -ge 1 ]"
ok "the journal is found by ORDER_ID, BARCODE and CABINET"

if compgen -G "${root}/systemd/*.catalog" >/dev/null; then
  same "records without a text in the catalogue" "" "$(shell '
    for id in $(journalctl --no-pager -u ukrposhta-syncd -o json | grep -o "\"MESSAGE_ID\":\"[0-9a-f]*\"" | cut -d\" -f4 | sort -u); do
      journalctl --dump-catalog "$id" >/dev/null 2>&1 || echo "$id"; done' | tr '\n' ' ')"
  inside journalctl --no-pager -x -u "${unit}" | grep -q '^░░ Subject:' || fail "journalctl -x explains no record"
  ok "journalctl -x explains the records"
else
  say "there is no catalogue to be shown by journalctl -x"
fi
