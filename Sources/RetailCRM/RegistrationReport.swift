// What `register` found and did, for people and for programs. A difference is one thing that is not as the
// configuration wants it; who can mend it decides what a caller does next.
public import ShippingCore

public struct RegistrationReport: Hashable, Sendable {
  /// `8.1.51`; nil when the CRM does not tell.
  public var crmVersion: String?
  /// In the order in which they were asked about.
  public var cabinets: [Cabinet]

  public struct Cabinet: Hashable, Sendable {
    public var id: CabinetID
    public var mode: LinkMode
    /// nil in plain mode.
    public var moduleCode: String?
    /// As configured.
    public var deliveryType: String
    public var differences: [Difference]
  }

  public struct Difference: Hashable, Sendable {
    public enum Mender: String, Sendable {
      /// `register --apply`.
      case register
      /// A person, as the advice says.
      case person
    }

    public var mender: Mender
    /// What it is about: a member of the module's document, or a thing and its code.
    public var place: String
    /// What the CRM has, and what it should have; nil = nothing.
    public var crm: String?
    public var wanted: String?
    public var advice: RegistrationAdvice?
    /// The CRM's own words when it refused to take it. Redacted.
    public var refusal: String?
  }

  /// Whether nothing differs anywhere.
  public var isInSync: Bool { cabinets.allSatisfy(\.differences.isEmpty) }
}

extension RegistrationReport.Difference {
  init(_ difference: TreeDifference, of thing: String? = nil) {
    let place = [thing, difference.path].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ".")
    self.init(mender: .register, place: place, crm: difference.crm, wanted: difference.wanted)
  }

  static func advice(_ advice: RegistrationAdvice, at place: String, refusal: String? = nil) -> Self {
    Self(mender: .person, place: place, advice: advice, refusal: refusal)
  }

  static func refused(_ failure: Failure, at place: String, advice: RegistrationAdvice? = nil) -> Self {
    Self(mender: .person, place: place, advice: advice, refusal: failure.message)
  }
}
