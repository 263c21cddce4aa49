// `register`: what the CRM has otherwise than the configuration, and making it so. What was really taken is
// proven by reading everything again: `success: true` proves nothing, and a write whose answer was lost may
// well have worked.
public import ShippingCore

/// What the CRM should know of these cabinets.
public struct RegistrationWish: Sendable {
  public var cabinets: [CabinetPolicy]
  /// Of everything that people read in the CRM.
  public var language: Language
  /// Codes of the sites that are served; nil = all that the key can see.
  public var sites: Set<String>?
  /// Native cabinets whose cards are known not to be reached by tracking calls: they show by custom fields.
  public var byFields: Set<CabinetID>
  /// Codes of modules that are to become ours although another program lives by them.
  public var takenOver: Set<String>

  public init(
    cabinets: [CabinetPolicy], language: Language, sites: Set<String>? = nil,
    byFields: Set<CabinetID> = [], takenOver: Set<String> = []
  ) {
    self.cabinets = cabinets
    self.language = language
    self.sites = sites
    self.byFields = byFields
    self.takenOver = takenOver
  }

  func fields(of cabinet: CabinetPolicy) -> [FieldWish] {
    FieldWish.all(of: cabinet, byFields: byFields.contains(cabinet.id), in: language)
  }
}

extension RetailCRMAdapter {
  /// Compares, and writes nothing. Not done when the CRM cannot be asked at all.
  public func registration(of wish: RegistrationWish) async -> Outcome<RegistrationReport> {
    await RegistrationSurvey.of(wish, by: self).map { survey in
      RegistrationComparison(wish: wish, survey: survey, crmURL: calls.baseURL).report
    }
  }

  /// Writes what differs and can be written, reads it all again, and reports what is left.
  public func register(_ wish: RegistrationWish) async -> Outcome<RegistrationReport> {
    await RegistrationSurvey.of(wish, by: self).then { survey in
      let comparison = RegistrationComparison(wish: wish, survey: survey, crmURL: calls.baseURL)
      let writes = comparison.writes
      if writes.isEmpty { return .done(comparison.report) }
      var refusals: [CabinetID: [RegistrationReport.Difference]] = [:]
      for write in writes {
        switch await carry(out: write) {
        case .done, .unknown: continue
        case .unsent(let failure): return .unsent(failure)
        case .refused(let failure):
          guard failure.kind == .terminal, failure.scope == .call || failure.isLackOfRight else {
            return .refused(failure)
          }
          refusals[write.cabinet, default: []].append(write.difference(for: failure))
        }
      }
      return await registration(of: wish).map { $0.proving(writes, refusals: refusals) }
    }
  }

  private func carry(out write: RegistrationWrite) async -> Outcome<Void> {
    switch write.target {
    case .module(let code): await editModule(code, write.document)
    case .newField: await createField(write.document)
    case .newDictionary: await createDictionary(write.document)
    case .dictionary(let code): await editDictionary(code, write.document)
    }
  }
}

/// One write, and for whom.
struct RegistrationWrite: Hashable, Sendable {
  enum Target: Hashable, Sendable {
    case module(String)
    case newField(String)
    case newDictionary(String)
    case dictionary(String)
  }

  var cabinet: CabinetID
  var target: Target
  var document: Tree

  /// The right it takes.
  var scope: String {
    if case .module = target { return RegistrationSurvey.writesModules }
    return RegistrationSurvey.writesFields
  }

  var place: String {
    switch target {
    case .module(let code): "module.\(code)"
    case .newField(let code): "custom-field.\(code)"
    case .newDictionary(let code), .dictionary(let code): "dictionary.\(code)"
    }
  }

  /// Why it was refused, told apart as far as that changes how to go on.
  func difference(for failure: Failure) -> RegistrationReport.Difference {
    if failure.isLackOfRight { return RegistrationChecks.right(scope) }
    switch RegistrationLack(rawValue: failure.code) {
    case .callbacks: return .refused(failure, at: place, advice: .callbacksRequired(cabinet))
    case .logo: return .refused(failure, at: place, advice: .logoMissing(cabinet))
    case nil: return .refused(failure, at: place)
    }
  }
}

extension RegistrationReport.Difference {
  /// The right that mending it takes.
  fileprivate var scope: String {
    let isField = place.hasPrefix("custom-field.") || place.hasPrefix("dictionary.")
    return isField ? RegistrationSurvey.writesFields : RegistrationSurvey.writesModules
  }
}

extension RegistrationReport {
  /// This report, read after the writes: what is still missing is told as refused, or as not taken.
  func proving(
    _ writes: [RegistrationWrite], refusals: [CabinetID: [RegistrationReport.Difference]]
  ) -> RegistrationReport {
    var report = self
    let attempted = Set(writes.map(\.scope))
    for offset in report.cabinets.indices {
      let refused = refusals[report.cabinets[offset].id] ?? []
      let left = report.cabinets[offset].differences.map { difference in
        guard difference.mender == .register, refused.isEmpty, attempted.contains(difference.scope) else {
          return difference
        }
        var unproven = difference
        unproven.mender = .person
        unproven.advice = .notTaken
        return unproven
      }
      report.cabinets[offset].differences = left + refused.filter { !left.contains($0) }
    }
    return report
  }
}
