// Remembers the decoded form of entries that were read or written lately. Decoding costs more than everything
// SQLite does for a small commit, and the engine reads an entry just before it changes it.
//
// What a newcomer gets wrong: this is no second memory. The text is read from the file every time, and the
// decoded form counts only while the text is the same, so nothing has to be kept in step with commits and
// rollbacks.
import ShippingCore
import Synchronization

final class EntryMemo: Sendable {
  /// Two generations of this many entries are kept, about a megabyte: more than the batches of 100 the engine
  /// works in.
  static let generationLimit = 128

  private struct Known {
    var text: String
    var entry: LedgerEntry
  }

  private struct Generations {
    var young: [Int64: Known] = [:]
    var old: [Int64: Known] = [:]
  }

  private let generations = Mutex(Generations())

  /// The entry that the text of this order's row stands for.
  func entry(from text: String, order: Int64) throws -> LedgerEntry {
    let known = generations.withLock { $0.young[order] ?? $0.old[order] }
    if let known, known.text == text { return known.entry }
    let entry = try JSONText.decode(LedgerEntry.self, from: text, table: "orders", order: order)
    remember(entry, as: text, order: order)
    return entry
  }

  func remember(_ entry: LedgerEntry, as text: String, order: Int64) {
    generations.withLock { generations in
      if generations.young.count >= EntryMemo.generationLimit {
        generations.old = generations.young
        generations.young.removeAll(keepingCapacity: true)
      }
      generations.young[order] = Known(text: text, entry: entry)
    }
  }
}
