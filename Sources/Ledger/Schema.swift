// The tables of the ledger. A migration that was released is never edited: a change is a new one, with the
// next number in `user_version`, so that an older daemon refuses a newer file instead of misreading it.
//
// What a newcomer gets wrong: the entry is the JSON; the columns beside it are worked out from it at every
// commit, and exist only so that each question of the engine is answered by one index. Times are milliseconds
// since 1970.
import GRDB

enum Schema {
  /// "UPSL" in the header of the file: what tells our ledger from any other SQLite file.
  static let applicationID: Int32 = 0x5550_534C
  /// Number of the last migration.
  static let version: Int32 = 5

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1-orders-and-history", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: history)
      try db.execute(sql: orders)
      try db.execute(sql: perOrder)
      try db.execute(sql: cabinets)
      try db.execute(sql: "PRAGMA user_version = 1")
    }
    migrator.registerMigration("2-write-back-ways", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: writeBackWays)
      try db.execute(sql: "PRAGMA user_version = 2")
    }
    migrator.registerMigration("3-figures-and-alerts", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: figures)
      try db.execute(sql: marksOfOpenOrders)
      try db.execute(sql: "PRAGMA user_version = 3")
    }
    migrator.registerMigration("4-beginnings", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: beginnings)
      try db.execute(sql: "PRAGMA user_version = 4")
    }
    migrator.registerMigration("5-post", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: post)
      try db.execute(sql: "PRAGMA user_version = 5")
    }
    return migrator
  }

  private static let history = """
    CREATE TABLE history (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      begun_after_id INTEGER NOT NULL,
      since_id INTEGER NOT NULL,
      started_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE installation (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      tag TEXT NOT NULL
    ) STRICT;
    CREATE TABLE probe (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      written_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE seen_records (id INTEGER PRIMARY KEY) STRICT;
    """

  // `phase` is NULL when nothing is under way: no shipment, or a parcel in its final state. `cabinet` is that
  // of the current shipment. `entry` comes last, so that the narrow columns are read without its overflow
  // pages, and is NULL while the order is only queued.
  private static let orders = """
    CREATE TABLE orders (
      order_id INTEGER PRIMARY KEY,
      phase TEXT CHECK (phase IN ('creating', 'live', 'withdrawing')),
      is_open INTEGER NOT NULL DEFAULT 0 CHECK (is_open IN (0, 1)),
      is_parked INTEGER NOT NULL DEFAULT 0 CHECK (is_parked IN (0, 1)),
      due_at INTEGER,
      due_mark INTEGER NOT NULL DEFAULT 0,
      write_back_at INTEGER,
      write_back_mark INTEGER NOT NULL DEFAULT 0,
      cabinet TEXT,
      tracking_at INTEGER CHECK (tracking_at IS NULL OR cabinet IS NOT NULL),
      last_line INTEGER NOT NULL DEFAULT 0,
      entry TEXT
    ) STRICT;
    CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX orders_write_back ON orders (write_back_at) WHERE write_back_at IS NOT NULL;
    CREATE INDEX orders_tracking ON orders (cabinet, tracking_at) WHERE tracking_at IS NOT NULL;
    CREATE INDEX orders_phase ON orders (phase) WHERE phase IS NOT NULL;
    CREATE INDEX orders_open ON orders (is_open) WHERE is_open = 1;
    CREATE INDEX orders_parked ON orders (is_parked) WHERE is_parked = 1;
    """

  // Two orders sent in one parcel may carry the same barcode, so a shipment's uuid is unique per order only.
  // The partial index is stricter than "one per generation": an order has one shipment that is not withdrawn,
  // or none.
  private static let perOrder = """
    CREATE TABLE shipments (
      order_id INTEGER NOT NULL REFERENCES orders,
      uuid TEXT NOT NULL,
      barcode TEXT NOT NULL,
      cabinet TEXT NOT NULL,
      generation INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('live', 'withdrawn')),
      PRIMARY KEY (order_id, uuid)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX shipments_one_live ON shipments (order_id) WHERE state = 'live';
    CREATE TABLE recipients (
      uuid TEXT PRIMARY KEY NOT NULL,
      order_id INTEGER NOT NULL REFERENCES orders,
      generation INTEGER NOT NULL,
      attempt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- An order's row that is deleted must not make SQLite read every recipient for the foreign key.
    CREATE INDEX recipients_order ON recipients (order_id);
    CREATE TABLE journal (
      order_id INTEGER NOT NULL REFERENCES orders,
      line INTEGER NOT NULL,
      at INTEGER NOT NULL,
      event TEXT NOT NULL,
      fields TEXT NOT NULL,
      PRIMARY KEY (order_id, line)
    ) STRICT, WITHOUT ROWID;
    """

  private static let cabinets = """
    CREATE TABLE senders (
      cabinet TEXT PRIMARY KEY NOT NULL,
      digest TEXT NOT NULL,
      client TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE shipment_groups (
      cabinet TEXT NOT NULL,
      uuid TEXT NOT NULL,
      name TEXT NOT NULL,
      type TEXT NOT NULL,
      is_closed INTEGER NOT NULL CHECK (is_closed IN (0, 1)),
      day TEXT NOT NULL,
      swept_at INTEGER,
      PRIMARY KEY (cabinet, uuid)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX shipment_groups_day ON shipment_groups (cabinet, day);
    """

  // The probe is the JSON of a small struct: an order id, codes, no text that a person typed.
  private static let writeBackWays = """
    CREATE TABLE write_back_ways (
      cabinet TEXT PRIMARY KEY NOT NULL,
      module TEXT NOT NULL,
      way TEXT,
      proven_at INTEGER,
      merges_data INTEGER CHECK (merges_data IN (0, 1)),
      merge_probe TEXT
    ) STRICT, WITHOUT ROWID;
    """

  // `hour` is the number of the hour since 1970; -1 is the sum of all hours there ever were. An alert's state is the JSON
  // of a small struct: times and counts of tries, no text.
  private static let figures = """
    CREATE TABLE tallies (
      hour INTEGER NOT NULL,
      kind TEXT NOT NULL,
      cabinet TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (hour, kind, cabinet)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE card_marks (
      kind TEXT NOT NULL,
      code TEXT NOT NULL,
      order_id INTEGER NOT NULL,
      since INTEGER NOT NULL,
      PRIMARY KEY (kind, code, order_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX card_marks_since ON card_marks (kind, code, since);
    CREATE TABLE alerts (
      name TEXT PRIMARY KEY NOT NULL,
      state TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  // `first_attempt` has one row until the first start is through, none afterwards; `uptime` is that of the machine's run
  // `boot`. `served` says since when each `type:CODE` and `site:CODE` has been ours.
  private static let beginnings = """
    CREATE TABLE first_attempt (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      boot TEXT NOT NULL,
      uptime INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE served (name TEXT PRIMARY KEY NOT NULL, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX shipments_barcode ON shipments (barcode);
    """

  // Where the shipments are. Empty in a ledger of an older version until it is claimed again.
  private static let post = """
    CREATE TABLE post (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      address TEXT NOT NULL
    ) STRICT;
    """

  // Only what an index leads to is read: a ledger of a million settled orders must not hold up the start. A notice of a
  // parcel at its end is marked when its order is looked at next. An entry that cannot be read has no marks.
  private static let marksOfOpenOrders = """
    INSERT OR IGNORE INTO card_marks (kind, code, order_id, since)
      SELECT 'problem', json_extract(mark.value, '$.code'), order_id, 0
      FROM orders, json_each(iif(json_valid(entry), entry, '{}'), '$.problems') AS mark
      WHERE is_parked = 1 AND json_extract(mark.value, '$.code') IS NOT NULL;
    INSERT OR IGNORE INTO card_marks (kind, code, order_id, since)
      SELECT 'notice', json_extract(mark.value, '$.code'), order_id, 0
      FROM orders, json_each(iif(json_valid(entry), entry, '{}'), '$.notices') AS mark
      WHERE phase = 'live' AND json_extract(mark.value, '$.code') IS NOT NULL;
    """
}
