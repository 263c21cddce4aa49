# systemctl reload: applied as a whole, or not at all, and said so.

before="$(property MainPID)"
shell 'sed -i "s/^language: .*/language: en/" /etc/ukrposhta-syncd/config.yaml; systemctl reload ukrposhta-syncd'
same "process after the reload" "${before}" "$(property MainPID)"
case "$(property StatusText)" in *applied*) ;; *) fail "the status line: $(property StatusText)" ;; esac
ok "a good configuration is applied by systemctl reload: $(property StatusText)"

shell 'cp /etc/ukrposhta-syncd/config.yaml /root/good.yaml; cp /root/broken.yaml /etc/ukrposhta-syncd/config.yaml'
refuses 1 inside systemctl reload "${unit}"
same "after the refused reload" "active running ${before}" "$(property ActiveState) $(property SubState) $(property MainPID)"
case "$(property StatusText)" in *"not applied"*) ;; *) fail "the status line: $(property StatusText)" ;; esac
in_journal 'configuration problem'
shop orders 3 >/dev/null
await 60 "parcels with the old configuration" settled
shell 'cp /root/good.yaml /etc/ukrposhta-syncd/config.yaml; systemctl reload ukrposhta-syncd'
ok "a broken one is refused with exit code 1, the status line and the journal say so, the work goes on with the old one"
