# After all that has happened so far: whatever the journal has at `notice` and above is explained by journalctl -x, in the
# words of the catalogue and with the record's own fields.

cat >"${work}/unexplained.py" <<'Q'
import json
import subprocess
import sys

kinds = {}
read = subprocess.run(["journalctl", "--no-pager", "-o", "json", "-p", "notice", "-t", "ukrposhta-syncd"], capture_output=True, text=True, check=True)
for line in read.stdout.splitlines():
    record = json.loads(line)
    if "MESSAGE_ID" in record:
        kinds.setdefault(record["MESSAGE_ID"], record["MESSAGE"])
bad = []
for kind, message in kinds.items():
    shown = subprocess.run(["journalctl", "--no-pager", "--dump-catalog", kind], capture_output=True, text=True)
    if shown.returncode != 0 or "Subject: " not in shown.stdout:
        bad.append(message)
print(len(kinds), "kinds")
print(*bad, sep="\n", end="")
sys.exit(1 if bad or len(kinds) < 5 else 0)
Q
"${tool}" put "${bed}" "${work}/unexplained.py" /root/unexplained.py
told="$(inside python3 /root/unexplained.py)" || fail "records without a text in the catalogue: ${told}"
id="$(sed -n 's/.*"shipment found": "\([0-9a-f]*\)".*/\1/p' "${root}/Sources/SystemdHost/LogMessages.swift")"
shown="$(inside journalctl --no-pager -x "MESSAGE_ID=${id}")"
for part in '^░░ Subject: .*[0-9]' '^░░ Defined-By: ukrposhta-syncd' '^░░ Cause: ' '^░░ What to do:'; do
  grep -q "${part}" <<<"${shown}" || fail "journalctl -x lacks ${part}: ${shown}"
done
! grep -q '@[A-Z_]*@' <<<"${shown}" || fail "journalctl -x leaves a field open: ${shown}"
ok "journalctl -x tells cause and remedy of all that was recorded: ${told}"
