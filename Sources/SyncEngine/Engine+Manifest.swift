// The manifest of a day: each of our groups is closed at Ukrposhta, its form 103a goes into the spool, its shipments are
// marked. Asked again it does the same with what is there by then; what was closed is read back, never assumed.
//
// What a newcomer gets wrong: a create into a group that is being closed is lost in doubt for minutes. So the group is
// taken away from the orders first, then every create that was on its way is waited for, and only then it is closed.
import Logging
public import ShippingCore

extension Engine {
  /// `cabinet` nil = all, `day` nil = today. A group that cannot be closed says so in its report; the others go on.
  /// Throws `Failure` for a wrong request and `LedgerFailure`.
  public func closeManifest(cabinet: CabinetID?, day: String?) async throws -> [ManifestReport] {
    let day = day ?? clock.localDay(of: clock.now())
    let cabinets = try begin(day: day, cabinet: cabinet)
    defer { endForms() }
    var reports: [ManifestReport] = []
    for cabinet in cabinets {
      let records = try ledger.groups(cabinet).filter { record in
        record.day == day && GroupName(record.group.name)?.installation == policy.installation
      }
      for record in records.sorted(by: {
        ($0.group.type.rawValue, $0.group.uuid) < ($1.group.type.rawValue, $1.group.uuid)
      })
      where !isStopping {
        reports.append(try await manifest(of: record))
      }
    }
    return reports
  }

  /// The cabinets that a request for forms is about.
  func begin(day: String, cabinet: CabinetID?) throws(Failure) -> [CabinetID] {
    guard day.utf8.count == 10, day.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }) else {
      throw Failure(.terminal, code: "day-invalid", message: "a day is written 2026-11-23")
    }
    if let cabinet, carriers[cabinet] == nil {
      let known = policy.cabinets.map { "\($0.id)" }.joined(separator: ", ")
      throw Failure(
        .terminal, code: "cabinet-unknown", message: "no cabinet “\(cabinet)”; there are: \(known)")
    }
    guard !isStopping, ledgerFailure == nil else {
      throw Failure(
        .transient, code: "not-now", message: "the service is stopping, or its ledger cannot be used")
    }
    guard formsUnderWay == 0 else {
      throw Failure(.transient, code: "busy", message: "another manifest or PDF is being made")
    }
    formsUnderWay += 1
    return policy.cabinets.map(\.id).filter { cabinet == nil || $0 == cabinet }.sorted()
  }

  func endForms() {
    formsUnderWay -= 1
    noteProgress()
  }

  static let emptyGroup = "group-empty"

  private func manifest(of record: GroupRecord) async throws -> ManifestReport {
    let (cabinet, group) = (record.cabinet, record.group)
    var report = ManifestReport(cabinet: cabinet, day: record.day, group: group)
    do {
      guard let carrier = carriers[cabinet] else { throw Engine.noCarrier(cabinet) }
      let contents = try await shut(record, carrier: carrier)
      report.isClosed = true
      report.count(contents.receipts)
      let pdf = try plain(await carrier.form103a(group.uuid))
      let name = "\(group.type.rawValue)-\(group.uuid).pdf"
      report.file = try spool.store(pdf, at: ["manifests", cabinet.rawValue, record.day, name])
      report.problem = contents.remark
    } catch let failure as Failure {
      if failure.scope == .account { parkCabinet(cabinet, failure: failure) }
      // All of the day's shipments were withdrawn again: it stays open, and there is nothing to sign.
      if failure.code != Engine.emptyGroup { report.problem = failure.shown }
    } catch let failure as LedgerFailure {
      noteLedgerFailure(failure)
      throw failure
    } catch {
      report.problem = "spool: \(error)"
    }
    let fields: Logger.Metadata = [
      "CABINET": "\(cabinet)", "GROUP": "\(group.uuid)", "SHIPMENTS": "\(report.shipments)",
    ]
    guard let problem = report.problem else {
      log.notice("manifest ready", metadata: fields)
      return report
    }
    let told = fields.merging(["PROBLEM": "\(problem)"]) { $1 }
    if report.file == nil {
      log.warning("manifest not ready", metadata: told)
    } else {
      log.warning("manifest needs a look", metadata: told)
    }
    return report
  }

  /// A turn has ended, or none will any more.
  func noteTurnEnd() {
    let waiting = turnEnd
    turnEnd = []
    for continuation in waiting { continuation.resume() }
  }

  /// Everything unfinished, a page at a time; others run in between.
  func forEachOpenEntry(_ body: (LedgerEntry) -> Void) async throws {
    var after: OrderID?
    while true {
      let ids = try ledger.openOrders(after: after, limit: Bound.batch)
      for id in ids {
        if let entry = try readable(id) { body(entry) }
      }
      guard let last = ids.last else { return }
      after = last
      await Task.yield()
    }
  }
}
