// Every recorded and hand-made page of `orders/history`, and the pages no fixture has: deleted and combined
// orders, our own changes, records that cannot be read.
import ShippingCore
import SyncEngine
import Testing

@testable import RetailCRM

private func page(_ reply: ScriptedTransport.Reply, since: Int64 = 0) async throws -> HistoryPage {
  let (crm, _) = adapter(["GET orders/history": [reply]])
  let outcome = await crm.history(since: HistoryRecordID(since))
  guard case .done(let page) = outcome else { throw try #require(outcome.failure) }
  return page
}

/// A page of these records.
private func page(records: String, pagination: String = "", since: Int64 = 0) async throws -> HistoryPage {
  try await page(.json(#"{"success":true,"history":[\#(records)]\#(pagination)}"#), since: since)
}

@Suite(.enabled(if: Fixtures.areThere, "shared fixtures are not there")) struct HistoryFixtureTests {
  struct Expected: Sendable {
    var file: String
    /// Record and order ids.
    var records: [[Int64]]
  }

  static let files = [
    Expected(file: "change-contact-only", records: (25989...25994).map { [$0, 5868] }),
    Expected(file: "change-to-another-individual", records: (25398...25404).map { [$0, 5868] }),
    Expected(file: "created-by-user", records: [[1, 1]]),
    Expected(file: "delivery-address", records: (19752...19754).map { [$0, 6025] }),
    Expected(file: "empty", records: []),
    Expected(file: "item-added", records: [[2, 2]]),
    Expected(file: "payment-paid", records: (654...656).map { [$0, 1] }),
    // Written by hand: record 4 twice, the second time last.
    Expected(
      file: "status-comment-phone-email-payment",
      records: [[3, 2], [4, 2], [4, 2], [5, 2], [6, 2], [7, 2]]),
  ]

  @Test(arguments: files) func everyPage(expected: Expected) async throws {
    let page = try await page(.fixture("orders-history-" + expected.file))
    #expect(page.records.map { [$0.id.rawValue, $0.order?.rawValue ?? 0] } == expected.records)
    #expect(page.odd.isEmpty)
    #expect(!page.hasMore)
    #expect(page.records.allSatisfy { !$0.isOwn })
  }

  @Test func aFullPageOfALiveAccount() async throws {
    let page = try await page(.fixture("orders-history-100-records"), since: 7037)
    #expect(page.records.map(\.id.rawValue) == Array(7038...7137))
    #expect(Set(page.records.compactMap(\.order)).count == 23)
    #expect(page.hasMore)
    #expect(page.odd.isEmpty)
    #expect(page.records.allSatisfy { $0.order != nil && !$0.isOwn })
  }

  @Test func timesJumpBackwardsAndAreReadInTheAccountsZone() async throws {
    let (crm, _) = adapter([
      "GET settings": [try .fixture("settings")],
      "GET orders/history": [try .fixture("orders-history-100-records")],
    ])
    guard case .done(let page) = await crm.history(from: Instant(milliseconds: 0)) else {
      Issue.record("the page was not read")
      return
    }
    let times = Dictionary(
      uniqueKeysWithValues: page.records.map { ($0.id.rawValue, $0.createdAt?.milliseconds) })
    // 14:58:44 and 14:02:54 in Moscow.
    #expect(times[7058] == 1_538_654_324_000)
    #expect(times[7059] == 1_538_650_974_000)
  }

  /// A cursor in the middle of a page: an answer that ignores it is cut.
  @Test func recordsUpToTheCursorAreNotTakenAgain() async throws {
    let page = try await page(.fixture("orders-history-100-records"), since: 7130)
    #expect(page.records.map(\.id.rawValue) == Array(7131...7137))
  }
}

@Suite struct HistoryTests {
  @Test(arguments: [
    (#"{"id":5,"source":"api","apiKey":{"current":true},"order":{"id":9}}"#, true),
    (#"{"id":5,"source":"api","apiKey":{"current":"true"},"order":{"id":9}}"#, true),
    (#"{"id":5,"source":"api","apiKey":{"current":false},"order":{"id":9}}"#, false),
    (#"{"id":5,"source":"code","apiKey":{"current":true},"order":{"id":9}}"#, false),
    (#"{"id":5,"source":"api","apiKey":[],"order":{"id":9}}"#, false),
    (#"{"id":5,"source":"api","apiKey":{"current":{"x":1}},"order":{"id":9}}"#, false),
    (#"{"id":5,"source":["api"],"apiKey":{"current":true},"order":{"id":9}}"#, false),
  ])
  func ownChanges(record: String, isOwn: Bool) async throws {
    let page = try await page(records: record)
    #expect(page.records.map(\.isOwn) == [isOwn])
    #expect(page.records.map(\.order) == [OrderID(9)])
  }

  @Test(arguments: [
    (#"{"id":5,"deleted":true,"order":{"id":9}}"#, [[5, 9]]),
    (#"{"id":5,"deleted":true}"#, [[5, 0]]),
    (#"{"id":5,"order":[]}"#, [[5, 0]]),
    (#"{"id":5,"order":{"id":"nine"}}"#, [[5, 0]]),
    (#"{"id":5,"order":17}"#, [[5, 0]]),
    (#"{"id":"5","order":{"id":"9"}}"#, [[5, 9]]),
    (#"{"id":5,"source":"combine","order":{"id":9},"combinedTo":{"id":11}}"#, [[5, 9], [5, 11]]),
    (#"{"id":5,"source":"combine","combinedTo":{"id":11}}"#, [[5, 11]]),
    (#"{"id":5,"source":"combine","order":{"id":9},"combinedTo":[]}"#, [[5, 9]]),
    (#"{"id":5,"source":"combine","order":{"id":9},"combinedTo":{"id":9}}"#, [[5, 9]]),
  ])
  func whichOrders(record: String, expected: [[Int64]]) async throws {
    let page = try await page(records: record)
    #expect(page.records.map { [$0.id.rawValue, $0.order?.rawValue ?? 0] } == expected)
    #expect(page.odd.isEmpty)
  }

  @Test(arguments: [
    (#"{"id":5,"deleted":true,"order":{"id":9}}"#, [true]),
    (#"{"id":5,"deleted":"true","order":{"id":9}}"#, [true]),
    (#"{"id":5,"deleted":false,"order":{"id":9}}"#, [false]),
    (#"{"id":5,"deleted":{"x":1},"order":{"id":9}}"#, [false]),
    (#"{"id":5,"order":{"id":9}}"#, [false]),
    (#"{"id":5,"source":"combine","order":{"id":9},"combinedTo":{"id":11}}"#, [true, false]),
    (#"{"id":5,"source":"combine","combinedTo":{"id":11}}"#, [false]),
    (#"{"id":5,"source":"combine","order":{"id":9},"combinedTo":{"id":9}}"#, [false]),
  ])
  func whichOrdersAreGone(record: String, expected: [Bool]) async throws {
    let page = try await page(records: record)
    #expect(page.records.map(\.isDeletion) == expected)
  }

  @Test func oddRecordsAreReportedAndTheRestGoesOn() async throws {
    let page = try await page(
      records: #"{"id":3,"order":{"id":1}},17,{"order":{"id":2}},{"id":"x"},null,[],{"id":-4},{"id":2}"#)
    #expect(page.records.map(\.id.rawValue) == [2, 3])
    #expect(page.odd.map(\.path) == [1, 2, 3, 4, 5, 6].map { $0 == 1 ? "history[1]" : "history[\($0)].id" })
    #expect(page.odd.allSatisfy { $0.code == "unreadable" && $0.kind == .terminal && $0.httpStatus == 200 })
  }

  @Test(arguments: [
    (#","pagination":{"totalPageCount":2}"#, true),
    (#","pagination":{"totalPageCount":"2"}"#, true),
    (#","pagination":{"totalPageCount":1}"#, false),
    (#","pagination":{"totalPageCount":0}"#, false),
    (#","pagination":[]"#, false),
    (#","pagination":{"totalPageCount":"many"}"#, false),
    ("", false),
  ])
  func whetherThereIsMore(pagination: String, hasMore: Bool) async throws {
    #expect(try await page(records: #"{"id":1}"#, pagination: pagination).hasMore == hasMore)
  }

  @Test func aPageWithoutCountsIsFullAtAHundred() async throws {
    let records = (1...100).map { #"{"id":\#($0)}"# }.joined(separator: ",")
    #expect(try await page(records: records).hasMore)
  }

  /// Else the caller would ask for the same page for ever.
  @Test func aPageThatCannotMoveTheCursorHasNoMore() async throws {
    let counts = #","pagination":{"totalPageCount":9}"#
    #expect(try await !page(records: "", pagination: counts).hasMore)
    #expect(try await !page(records: #"{"id":"x"}"#, pagination: counts).hasMore)
    #expect(try await !page(records: #"{"id":4}"#, pagination: counts, since: 4).hasMore)
  }

  @Test(arguments: [
    #"{"success":true}"#, #"{"success":true,"history":"none"}"#, #"{"success":true,"history":7}"#,
  ])
  func noListIsNoEmptyPage(answer: String) async throws {
    let (crm, _) = adapter(["GET orders/history": [.json(answer)]])
    guard case .refused(let failure) = await crm.history(since: HistoryRecordID(0)) else {
      Issue.record("this is no page")
      return
    }
    #expect(failure.code == "odd-answer")
    #expect(failure.kind == .transient)
    #expect(failure.path == "history")
  }
}
