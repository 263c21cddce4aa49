// The conformance suite on the real ledger: once with one opening, once reopened before every call.
import Ledger
import Testing

@Suite struct ConformanceTests {
  @Test(arguments: LedgerConformance.rules)
  func openOnce(_ rule: LedgerRule) throws {
    try rule.check(SQLiteBench(reopens: false))
  }

  @Test(arguments: LedgerConformance.rules)
  func reopenedBeforeEveryCall(_ rule: LedgerRule) throws {
    try rule.check(SQLiteBench(reopens: true))
  }
}
