// Every statement that steady work runs, in one place, so that a test can ask SQLite for the plan of each:
// all of them go through an index, and none reads more rows than it answers with. Partial indexes are used
// only when the query repeats their condition, which is why `IS NOT NULL` stands where it looks superfluous.

enum LedgerSQL {
  static let history = "SELECT begun_after_id, since_id, started_at FROM history WHERE id = 1"
  static let saveHistory = """
    INSERT INTO history (id, begun_after_id, since_id, started_at) VALUES (1, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET since_id = excluded.since_id
    """
  static let firstAttempt = "SELECT boot, uptime FROM first_attempt WHERE id = 1"
  static let saveFirstAttempt = """
    INSERT INTO first_attempt (id, boot, uptime) VALUES (1, ?, ?)
    ON CONFLICT (id) DO UPDATE SET boot = excluded.boot, uptime = excluded.uptime
    """
  static let forgetFirstAttempt = "DELETE FROM first_attempt"
  static let seenRecords = "SELECT id FROM seen_records"
  static let rememberRecord = "INSERT INTO seen_records (id) VALUES (?)"
  static let forgetRecords = "DELETE FROM seen_records WHERE id <= ?"

  static let markDue = """
    INSERT INTO orders (order_id, due_at, due_mark) VALUES (?, ?, 1)
    ON CONFLICT (order_id) DO UPDATE SET
      due_at = min(ifnull(due_at, excluded.due_at), excluded.due_at), due_mark = due_mark + 1
    """
  /// The two statements of an answer to a request about an order that is none of ours: no row is kept for it.
  static let answer = "UPDATE orders SET due_at = NULL WHERE order_id = ? AND due_mark = ?"
  static let dropAnswered = "DELETE FROM orders WHERE order_id = ? AND due_at IS NULL AND entry IS NULL"
  static let installation = "SELECT tag FROM installation WHERE id = 1"
  static let claim = "INSERT INTO installation (id, tag) VALUES (1, ?) ON CONFLICT (id) DO NOTHING"
  static let post = "SELECT address FROM post WHERE id = 1"
  static let claimPost = "INSERT INTO post (id, address) VALUES (1, ?) ON CONFLICT (id) DO NOTHING"
  static let probe = """
    INSERT INTO probe (id, written_at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET written_at = excluded.written_at
    """
  /// After a step back of the wall clock nothing may be due later than it could have been asked for.
  /// An order with a shipment that stays only waits for time to pass, and that can be days.
  static let clampDue = """
    UPDATE orders SET due_at = ?1 WHERE due_at > ?2 AND NOT (cabinet IS NOT NULL AND phase IS NOT 'withdrawing')
    """
  static let clampWatches = "UPDATE orders SET due_at = ?1 WHERE due_at > ?2"
  static let clampWriteBacks = "UPDATE orders SET write_back_at = ?1 WHERE write_back_at > ?2"
  static let clampTracking = "UPDATE orders SET tracking_at = ?1 WHERE tracking_at > ?2"
  static let dueOrders = """
    SELECT order_id, due_mark FROM orders WHERE due_at <= ? ORDER BY due_at, order_id LIMIT ?
    """
  static let nextOrderDue = "SELECT min(due_at) FROM orders WHERE due_at IS NOT NULL"
  static let dueWriteBacks = """
    SELECT order_id, write_back_mark FROM orders WHERE write_back_at <= ?
    ORDER BY write_back_at, order_id LIMIT ?
    """
  static let nextWriteBackDue = "SELECT min(write_back_at) FROM orders WHERE write_back_at IS NOT NULL"
  static let dueTracking = """
    SELECT order_id, entry FROM orders WHERE cabinet = ? AND tracking_at <= ?
    ORDER BY tracking_at, order_id LIMIT ?
    """
  // Steps from cabinet to cabinet through the index: as many seeks as there are cabinets, however many are
  // due.
  private static let eachTrackedCabinet = """
    WITH RECURSIVE each(cabinet) AS (
      SELECT min(cabinet) FROM orders WHERE tracking_at IS NOT NULL
      UNION ALL
      SELECT (SELECT min(cabinet) FROM orders WHERE tracking_at IS NOT NULL AND cabinet > each.cabinet)
      FROM each WHERE each.cabinet IS NOT NULL
    )
    """
  static let nextTrackingDue = """
    \(eachTrackedCabinet)
    SELECT min((
      SELECT min(tracking_at) FROM orders WHERE orders.cabinet = each.cabinet AND tracking_at IS NOT NULL
    )) FROM each
    """
  static let trackedCabinets = """
    \(eachTrackedCabinet)
    SELECT cabinet FROM each WHERE cabinet IS NOT NULL
    """
  static let bearers = "SELECT order_id FROM shipments WHERE barcode = ? ORDER BY order_id LIMIT ?"
  static let served = "SELECT name, since FROM served"
  static let serve = "INSERT INTO served (name, since) VALUES (?, ?) ON CONFLICT (name) DO NOTHING"
  static let dropServed = "DELETE FROM served WHERE name = ?"
  static let trackingDue = "SELECT tracking_at FROM orders WHERE order_id = ?"
  static let unpark = """
    UPDATE orders SET due_at = min(ifnull(due_at, ?1), ?1), due_mark = due_mark + 1 WHERE is_parked = 1
    """

  static let order = """
    SELECT order_id, phase, is_open, is_parked, due_at, due_mark, write_back_at, write_back_mark, cabinet,
      tracking_at, last_line, entry
    FROM orders WHERE order_id = ?
    """
  static let entry = "SELECT entry FROM orders WHERE order_id = ?"
  static let entries = """
    SELECT order_id, entry FROM orders WHERE order_id > ? AND entry IS NOT NULL ORDER BY order_id LIMIT ?
    """
  static let openOrders =
    "SELECT order_id FROM orders WHERE is_open = 1 AND order_id > ? ORDER BY order_id LIMIT ?"
  static let counts = """
    SELECT
      (SELECT count(*) FROM orders WHERE due_at IS NOT NULL),
      (SELECT count(*) FROM orders WHERE phase = 'creating'),
      (SELECT count(*) FROM orders WHERE phase = 'live')
        + (SELECT count(*) FROM orders WHERE phase = 'withdrawing'),
      (SELECT count(*) FROM orders WHERE is_parked = 1),
      (SELECT count(*) FROM orders WHERE write_back_at IS NOT NULL),
      (SELECT count(*) FROM card_marks WHERE kind = 'label')
    """

  static let saveShipment = """
    INSERT INTO shipments (order_id, uuid, barcode, cabinet, generation, state) VALUES (?, ?, ?, ?, ?, 'live')
    ON CONFLICT (order_id, uuid) DO UPDATE SET
      barcode = excluded.barcode, cabinet = excluded.cabinet, generation = excluded.generation, state = 'live'
    """
  static let withdrawShipment = "UPDATE shipments SET state = 'withdrawn' WHERE order_id = ? AND uuid = ?"
  static let saveRecipient = """
    INSERT INTO recipients (uuid, order_id, generation, attempt) VALUES (?, ?, ?, ?)
    ON CONFLICT (uuid) DO NOTHING
    """
  static let recipient = "SELECT order_id, generation, attempt FROM recipients WHERE uuid = ?"

  static let writeLine = "INSERT INTO journal (order_id, line, at, event, fields) VALUES (?, ?, ?, ?, ?)"
  static let dropLines = "DELETE FROM journal WHERE order_id = ? AND line <= ?"
  static let journal = "SELECT at, event, fields FROM journal WHERE order_id = ? ORDER BY line"

  // The `WHERE` of an upsert keeps a row that is the same already from being written again.
  static let sender = "SELECT digest, client FROM senders WHERE cabinet = ?"
  static let saveSender = """
    INSERT INTO senders (cabinet, digest, client) VALUES (?, ?, ?)
    ON CONFLICT (cabinet) DO UPDATE SET digest = excluded.digest, client = excluded.client
    WHERE (digest, client) IS NOT (excluded.digest, excluded.client)
    """
  static let groups = """
    SELECT uuid, name, type, is_closed, day, swept_at FROM shipment_groups
    WHERE cabinet = ? ORDER BY day, uuid
    """
  static let saveGroup = """
    INSERT INTO shipment_groups (cabinet, uuid, name, type, is_closed, day, swept_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (cabinet, uuid) DO UPDATE SET
      name = excluded.name, type = excluded.type, is_closed = excluded.is_closed, day = excluded.day,
      swept_at = excluded.swept_at
    WHERE (name, type, is_closed, day, swept_at)
      IS NOT (excluded.name, excluded.type, excluded.is_closed, excluded.day, excluded.swept_at)
    """
  static let dropGroups = """
    DELETE FROM shipment_groups WHERE cabinet = ?1 AND uuid IN (
      SELECT uuid FROM shipment_groups WHERE cabinet = ?1 ORDER BY day DESC, uuid DESC LIMIT -1 OFFSET ?2
    )
    """

  static let writeBack = """
    SELECT module, way, proven_at, merges_data, merge_probe FROM write_back_ways WHERE cabinet = ?
    """
  static let saveWriteBack = """
    INSERT INTO write_back_ways (cabinet, module, way, proven_at, merges_data, merge_probe)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (cabinet) DO UPDATE SET
      module = excluded.module, way = excluded.way, proven_at = excluded.proven_at,
      merges_data = excluded.merges_data, merge_probe = excluded.merge_probe
    WHERE (module, way, proven_at, merges_data, merge_probe)
      IS NOT (excluded.module, excluded.way, excluded.proven_at, excluded.merges_data, excluded.merge_probe)
    """

  // Figures. What is counted is bounded by what is due, open or marked.
  static let ordersDueNow = "SELECT count(*), min(due_at) FROM orders WHERE due_at <= ?"
  static let writeBacksDueNow = "SELECT count(*), min(write_back_at) FROM orders WHERE write_back_at <= ?"
  static let trackingDueNow = """
    SELECT count(*), min(tracking_at) FROM orders WHERE cabinet = ? AND tracking_at <= ?
    """
  static let phases = """
    SELECT
      (SELECT count(*) FROM orders WHERE phase = 'creating'),
      (SELECT count(*) FROM orders WHERE phase = 'live'),
      (SELECT count(*) FROM orders WHERE phase = 'withdrawing'),
      (SELECT count(*) FROM orders WHERE is_parked = 1),
      (SELECT count(*) FROM orders WHERE write_back_at IS NOT NULL)
    """
  static let countMarks = "SELECT count(*) FROM card_marks WHERE kind = ? AND code = ?"
  static let markedOrders = """
    SELECT order_id, since FROM card_marks WHERE kind = ? AND code = ? AND since >= ?
    ORDER BY since, order_id LIMIT ?
    """
  static let putMark = """
    INSERT INTO card_marks (kind, code, order_id, since) VALUES (?, ?, ?, ?)
    ON CONFLICT (kind, code, order_id) DO NOTHING
    """
  static let dropMark = "DELETE FROM card_marks WHERE kind = ? AND code = ? AND order_id = ?"
  static let talliesSince = "SELECT hour, kind, cabinet, count FROM tallies WHERE hour >= ?"
  static let tallySums = "SELECT kind, cabinet, count FROM tallies WHERE hour = -1"
  static let countTally = """
    INSERT INTO tallies (hour, kind, cabinet, count) VALUES (?, ?, ?, 1)
    ON CONFLICT (hour, kind, cabinet) DO UPDATE SET count = count + 1
    """
  static let dropTallies = "DELETE FROM tallies WHERE hour >= 0 AND hour < ?"
  static let doubts = "SELECT order_id, entry FROM orders WHERE phase = 'creating' ORDER BY order_id LIMIT ?"
  static let alert = "SELECT state FROM alerts WHERE name = ?"
  static let saveAlert = """
    INSERT INTO alerts (name, state) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET state = excluded.state
    """

  /// What the plan of is asserted. `seenRecords` is not here: it reads a table of at most
  /// `HistoryCursor.overlap` rows.
  static let planned = [
    history, saveHistory, rememberRecord, forgetRecords, markDue, answer, dropAnswered, probe, dueOrders,
    nextOrderDue, dueWriteBacks,
    nextWriteBackDue, dueTracking, nextTrackingDue, trackingDue, unpark, order, entry, entries, openOrders,
    counts,
    saveShipment,
    withdrawShipment, saveRecipient, recipient, writeLine, dropLines, journal, sender, saveSender, groups,
    saveGroup,
    dropGroups, writeBack, saveWriteBack,
    ordersDueNow, writeBacksDueNow, trackingDueNow, phases, countMarks, markedOrders, putMark, dropMark,
    talliesSince, tallySums, countTally, dropTallies, doubts, alert, saveAlert, bearers, dropServed,
    serve, firstAttempt, saveFirstAttempt,
  ]
}
