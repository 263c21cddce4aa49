// The page at `/`: parcels and orders of the sandbox in two tables, with a button for each thing that a post
// office, a courier or a manager could do. It only sends the gestures of ServerConsole.swift.

enum ServerPage {
  static let html = """
    <!doctype html><html lang="en"><meta charset="utf-8"><title>ukrposhta-sandbox</title>
    <style>
    body{font:15px system-ui,sans-serif;margin:2rem;max-width:75rem}
    table{border-collapse:collapse;margin:.5rem 0 1.5rem}
    td,th{border:1px solid #bbb;padding:.25rem .5rem;text-align:left}
    button{margin:.1rem}
    pre{background:#f3f3f3;padding:.5rem;max-height:20rem;overflow:auto}
    </style>
    <h1>ukrposhta-sandbox</h1>
    <p>Made-up services for rehearsals. Time: <span id="time"></span>, calls: <span id="calls"></span>.
    <button data-verb="advance" data-args='{"milliseconds":3600000}'>+1 hour</button>
    <button data-verb="advance" data-args='{"milliseconds":86400000}'>+1 day</button>
    Faults: <button data-verb="faults" data-args='{"profile":"none"}'>none</button>
    <button data-verb="faults" data-args='{"profile":"mild"}'>mild</button>
    <button data-verb="faults" data-args='{"profile":"nasty"}'>nasty</button></p>
    <h2>Shipments</h2><table id="shipments"></table>
    <h2>Orders</h2><table id="orders"></table>
    <h2>A gesture by hand</h2>
    <p><input id="verb" size="24" value="post/audit"> <input id="args" size="60" value="{}">
    <button id="send">send</button></p><pre id="answer"></pre>
    <script>
    async function gesture(verb, args) {
      const reply = await fetch('/sandbox/' + verb,
        {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(args || {})});
      return reply.json();
    }
    function show(value) { document.getElementById('answer').textContent = JSON.stringify(value, null, 1); }
    function button(text, verb, args) {
      const made = document.createElement('button');
      made.textContent = text;
      made.onclick = async () => { show(await gesture(verb, args)); refresh(); };
      return made;
    }
    function row(table, texts, buttons) {
      const line = table.insertRow();
      for (const text of texts) line.insertCell().textContent = text ?? '';
      const last = line.insertCell();
      for (const made of buttons) last.append(made);
    }
    async function refresh() {
      const over = (await gesture('overview')).value;
      document.getElementById('time').textContent = new Date(over.time).toISOString();
      document.getElementById('calls').textContent = over.calls;
      const shipments = document.getElementById('shipments');
      shipments.replaceChildren();
      for (const one of (await gesture('post/shipments')).value) {
        const key = {barcode: one.barcode};
        const ways = ['delivered', 'returned', 'failedThenDelivered', 'stored', 'cancelledAtCounter'];
        const gestures = one.lifecycle == 'CREATED'
          ? [button('accept', 'post/accept', key),
             ...ways.map(way => button(way, 'post/journey', {...key, journey: way}))] : [];
        const name = one.externalId ?? one.recipientExternalId;
        row(shipments, [one.barcode, one.counterparty, one.lifecycle, one.lastEvent, name], gestures);
      }
      const orders = await gesture('crm/list');
      const table = document.getElementById('orders');
      table.replaceChildren();
      if (!orders.ok) { row(table, [orders.error], []); return; }
      for (const one of orders.value) {
        const gestures = ['lock', 'unlock', 'cancel-delivery', 'delete']
          .map(verb => button(verb, 'crm/' + verb, {id: one.id}));
        row(table, [one.number, one.name, one.status, one.deliveryType, one.trackNumber, one.deliveryStatus,
          one.deliveryComment], one.deleted ? [] : gestures);
      }
    }
    for (const made of document.querySelectorAll('[data-verb]'))
      made.onclick = async () => {
        show(await gesture(made.dataset.verb, JSON.parse(made.dataset.args)));
        refresh();
      };
    document.getElementById('send').onclick = async () => {
      const args = JSON.parse(document.getElementById('args').value);
      show(await gesture(document.getElementById('verb').value, args));
      refresh();
    };
    refresh();
    </script>
    """
}
