# The shop's side of the testbed, run inside it: enters orders, and counts by the services' own records what became of
# them. `shop.py PORT orders N`, `tally`, `settled`, `reads`, `ask VERB JSON`.
import json
import sys
import urllib.request

port, verb, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]


def ask(gesture, given):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/sandbox/{gesture}", json.dumps(given).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        told = json.load(answer)
    if not told["ok"]:
        sys.exit(f"{gesture}: {told['error']}")
    return told["value"]


def order(number):
    return {
        "lastName": "Приклад", "firstName": "Олена", "patronymic": "Іванівна", "phone": "+380501234567", "weight": 900,
        "items": [{"productName": "Книга", "initialPrice": 250, "quantity": 1}],
        "delivery": {
            "code": ["ukrposhta-company", "ukrposhta-entrepreneur", "ukrposhta-individual"][number % 3],
            "address": {"index": "01001", "region": "Київ", "city": "Київ", "street": "Хрещатик", "building": "22"}}}


def tally():
    orders = ask("crm/list", {"limit": 10000})
    post = ask("post/audit", {})
    shown = {order["trackNumber"] for order in orders if order.get("trackNumber")}
    return len(orders), post["shipments"], post["live"], len(shown)


if verb == "orders":
    made = [ask("crm/create", {"order": order(number)})["id"] for number in range(int(arguments[0]))]
    print(*made)
elif verb == "tally":
    print("orders {} shipments {} live {} shown {}".format(*tally()))
elif verb == "settled":
    # Every order has a parcel and shows it, and no parcel was ever made beyond that.
    orders, shipments, live, shown = tally()
    sys.exit(0 if orders == shipments == live == shown else 1)
elif verb == "reads":
    # Looks at the history that were answered; a first start has begun to follow it after five.
    log = ask("log", {"last": 100000})
    print(sum(call["endpoint"] == "GET orders/history" and call["status"] == 200 for call in log))
elif verb == "ask":
    print(json.dumps(ask(arguments[0], json.loads(arguments[1])), ensure_ascii=False))
else:
    sys.exit(f"no such verb: {verb}")
