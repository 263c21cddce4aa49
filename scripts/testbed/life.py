# An order's life in the three places that tell it: the ledger's file, `explain`, and the journal of systemd. `life.py BARCODE`
# looks at every order of the ledger, says each difference, and sees that the parcel BARCODE came to its end.
#
# What a newcomer gets wrong: some lines are the ledger's alone (questions to the post), some records the journal's alone
# (cabinets, the daemon itself); compared is what both are meant to tell. Their order within a moment may differ.
import collections
import json
import sqlite3
import subprocess
import sys

barcode = sys.argv[1]
database = sqlite3.connect("file:/var/lib/private/ukrposhta-syncd/ledger.sqlite?mode=ro", uri=True)
differences = []


def told(*command):
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def of_ledger(event, fields):
    done = fields.get("OUTCOME") == "done"
    steps = {
        "create-shipment": ("shipment created", "BARCODE"), "update-shipment": ("shipment changed", "BARCODE"),
        "delete-shipment": ("shipment withdrawn", None), "fetch-label": ("label stored", "BARCODE")}
    if event in steps:
        message, detail = steps[event]
        return (message, fields.get(detail, "")) if done else None
    events = {
        "seen": ("order seen", None), "parked": ("order parked", "PROBLEMS"), "problems gone": ("problems gone", None),
        "tracking": ("parcel moved", "STATE"), "shown": ("order card written", "STATUS"),
        "order status set": ("order status set", "STATUS"), "decided": ("order judged", "DECISION"),
        "notice": ("notice for the manager", "NOTICE")}
    if event in events:
        message, detail = events[event]
        return message, fields.get(detail, "")
    intended = {"create intended": "create-shipment", "change intended": "update-shipment"}
    return ("step intended", intended[event]) if event in intended else None


def of_journal(record):
    details = {
        "order seen": None, "problems gone": None, "shipment withdrawn": None, "order parked": "PROBLEMS",
        "step intended": "STEP", "shipment created": "BARCODE", "shipment changed": "BARCODE", "label stored": "BARCODE",
        "parcel moved": "STATE", "order card written": "STATUS", "order status set": "STATUS", "order judged": "DECISION",
        "notice for the manager": "NOTICE"}
    message = record["MESSAGE"]
    return (message, record.get(details[message], "")) if message in details else None


def compare(order, what, one, other):
    if one != other:
        differences.append(f"order {order}: {what}: {one} and {other}")


def life(order, entry):
    rows = database.execute("SELECT event, fields FROM journal WHERE order_id = ? ORDER BY line", (order,)).fetchall()
    lines = [(event, json.loads(fields)) for event, fields in rows]
    story = json.loads(told("ukrposhta-syncd", "explain", f"id:{order}", "--json"))
    compare(order, "lines of ledger and explain", lines, [(line["event"], line["fields"]) for line in story["journal"]])
    live = database.execute("SELECT barcode FROM shipments WHERE order_id = ? AND state = 'live'", (order,)).fetchall()
    compare(order, "TTN of ledger and explain", [row[0] for row in live], [story["entry"]["barcode"]])
    compare(order, "number of ledger and explain", json.loads(entry).get("number"), story["entry"]["number"])
    records = [json.loads(line) for line in told("journalctl", "--no-pager", "-o", "json", f"ORDER_ID={order}").splitlines()]
    ledger = collections.Counter(filter(None, (of_ledger(*line) for line in lines)))
    journal = collections.Counter(filter(None, (of_journal(record) for record in records)))
    compare(order, "only in ledger, only in journal", sorted((ledger - journal).elements()), [])
    compare(order, "only in journal, only in ledger", sorted((journal - ledger).elements()), [])
    created = [record.get("BARCODE") for record in records if record["MESSAGE"] == "shipment created"]
    compare(order, "TTN of journal and explain", created, [story["entry"]["barcode"]])
    if story["entry"]["barcode"] == barcode:
        compare(order, "its end", (story["entry"]["phase"], story["entry"]["state"]), ("done", "delivered"))
        states = [record["STATE"] for record in records if record["MESSAGE"] == "parcel moved"]
        compare(order, "its end in the journal", states[-1:], ["delivered"])
    return len(records)


orders = database.execute("SELECT order_id, entry FROM orders WHERE entry IS NOT NULL ORDER BY order_id").fetchall()
records = [life(*order) for order in orders]
if barcode not in (row[0] for row in database.execute("SELECT barcode FROM shipments")):
    differences.append(f"no order has the TTN {barcode}")
print(f"{len(orders)} orders, {sum(records)} records")
print(*differences, sep="\n", end="")
sys.exit(1 if differences or not all(records) else 0)
