# The journal of a real journald: an order's life by its fields, the same as in the ledger and in explain; texts of the
# catalogue.

"${tool}" put "${bed}" "${here}/life.py" /root/life.py
listed="$(inside ukrposhta-syncd list --json)"
barcode="$(sed -n 's/.*"barcode" : "\([0-9]*\)".*/\1/p;T;q' <<<"${listed}")"
order="$(sed -n 's/.*"order" : \([0-9]*\).*/\1/p;T;q' <<<"${listed}")"
[ -n "${barcode}" ] && [ -n "${order}" ] || fail "list shows no order with a barcode"
for event in 10100:1 41000:1; do
  shop ask post/event "{\"barcode\":\"${barcode}\",\"code\":${event%:*},\"reason\":${event#*:}}" >/dev/null
  sleep 1
done
at_its_end() { grep -q 'parcel is at its end' <<<"$(inside journalctl --no-pager -o cat "BARCODE=${barcode}")"; }
await 60 "the parcel to be at its end" at_its_end
# A record is written just before or just after the commit of its line.
same_life() { told="$(inside python3 /root/life.py "${barcode}")"; }
for _ in 1 2 3 4 5 6 7 8 9 10; do
  if same_life; then break; fi
  sleep 2
done
same_life || fail "journal, explain and ledger differ: ${told}"
ok "journalctl ORDER_ID=, explain and the ledger tell the same: ${told}"

for field in "ORDER_ID=${order}" "BARCODE=${barcode}" CABINET=company; do
  [ -n "$(inside journalctl --no-pager -q -o cat "${field}")" ] || fail "the journal has nothing of ${field}"
done
ok "the journal is found by ORDER_ID, BARCODE and CABINET"
