# What ends a process: kill -9, a stop under load, a process that stands still, a ledger that does not answer.

slow='{"rules":[{"endpoint":"*","fault":"latency","minimum":200,"maximum":500,"probability":1}]}'
quick='{"profile":"none"}'
under_way() { [ "$(shop tally | cut -d' ' -f4)" -gt "$1" ]; }

restarts="$(property NRestarts)"
shop ask faults "${slow}" >/dev/null
made="$(shop tally | cut -d' ' -f4)"
shop orders 12 >/dev/null
await 60 "some shipments" under_way "${made}"
inside systemctl kill -s KILL --kill-who=main "${unit}"
shop orders 3 >/dev/null
await 60 "the restart" restarted_after "${restarts}"
shop ask faults "${quick}" >/dev/null
await 90 "all parcels" settled
ok "kill -9 in the middle: started again, orders from before and after are shipped once: $(shop tally)"

shop ask faults "${slow}" >/dev/null
made="$(shop tally | cut -d' ' -f4)"
shop orders 40 >/dev/null
await 60 "some shipments" under_way "${made}"
inside systemctl stop "${unit}"
same "after the stop" "inactive 0 success" "$(property ActiveState) $(property ExecMainStatus) $(property Result)"
stopped="$(shop tally)"
! settled || fail "nothing was left to do at the stop, so it shows nothing"
shop ask faults "${quick}" >/dev/null
inside systemctl start "${unit}"
await 90 "all parcels" settled
ok "a stop under load (${stopped}) ends with 0; after the start all are shipped once: $(shop tally)"

told() { inside journalctl --no-pager -u "${unit}" -o cat | grep -c -- "$1" || true; }
doubts="$(told 'create in doubt')" finds="$(told 'shipment found')"
shop ask faults '{"rules":[{"service":"post","endpoint":"POST shipment-groups/{g}/shipments","fault":"hangAfterEffect","from":1,"count":1}]}' >/dev/null
shop orders 3 >/dev/null
await 90 "all parcels" settled
shop ask log '{"last":100000}' | grep -q hangAfterEffect || fail "the fault was not played"
shop ask faults "${quick}" >/dev/null
[ "$(told 'create in doubt')" -gt "${doubts}" ] && [ "$(told 'shipment found')" -gt "${finds}" ] \
  || fail "the journal does not tell of the create in doubt and of its shipment"
is_active
ok "an answer that never comes runs into its time-out; the shipment is found, not made again: $(shop tally)"

before="$(told 'Watchdog timeout')"
drop_in watchdog WatchdogSec=5
inside systemctl restart "${unit}"
restarts="$(property NRestarts)"
inside systemctl kill -s STOP --kill-who=main "${unit}"
await 60 "the restart" restarted_after "${restarts}"
[ "$(told 'Watchdog timeout')" -gt "${before}" ] || fail "the watchdog did not end it"
shop orders 3 >/dev/null
await 60 "parcels after the watchdog's restart" settled
ok "a process that stands still is restarted by the watchdog"

restarts="$(property NRestarts)"
before="$(told 'Watchdog timeout')"
barked() { [ "$(told 'Watchdog timeout')" -gt "${before}" ]; }
shell 'touch /run/testbed-stall'
shop orders 3 >/dev/null
await 60 "the watchdog" barked
shell 'rm /run/testbed-stall'
await 60 "the restart" restarted_after "${restarts}"
await 60 "parcels after the ledger answers again" settled
ok "a ledger that does not answer keeps the ping back; the watchdog restarts, and nothing is made twice: $(shop tally)"
without watchdog
