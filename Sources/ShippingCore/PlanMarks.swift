// What a shipment was made from, in parts: short fingerprints by which a manager can be told which part of the order was
// changed afterwards, though the ledger keeps none of the data.

/// The parts of a shipment a manager thinks in. The raw values are stored in the details of problems.
public enum ChangedAspect: String, CaseIterable, Sendable {
  case recipient
  case address
  case parcels
  /// Cash on delivery, declared value, who pays.
  case money
  case service
}

/// One fingerprint for each aspect and one for what no change in place can alter, joined by dots.
public struct PlanMarks: RawRepresentable, Hashable, Sendable, Codable {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  public init(_ plan: ShipmentPlan) {
    let marks = ChangedAspect.allCases.map { plan.mark(of: $0) } + [plan.shapeMark]
    rawValue = marks.joined(separator: ".")
  }

  private var parts: [Substring] { rawValue.split(separator: ".", omittingEmptySubsequences: false) }

  /// Everything, when the stored text is not one that this version writes.
  func aspects(differingFrom other: PlanMarks) -> [ChangedAspect] {
    let (mine, others) = (parts, other.parts)
    guard mine.count == others.count, mine.count > ChangedAspect.allCases.count else {
      return ChangedAspect.allCases
    }
    return zip(ChangedAspect.allCases, zip(mine, others)).filter { $0.1.0 != $0.1.1 }.map(\.0)
  }

  /// Whether a shipment made from `other` can become this one by `PUT /shipments/{uuid}`: its type is its group's, its
  /// parcels cannot become more or fewer, and a member that is not sent keeps its value.
  func canReplace(_ other: PlanMarks) -> Bool {
    parts.last == other.parts.last
  }
}

extension ShipmentPlan {
  fileprivate func mark(of aspect: ChangedAspect) -> String {
    var digest = Digest(version: aspect.rawValue)
    switch aspect {
    case .recipient: digest.add(recipient)
    case .address: digest.add(recipientAddress)
    case .parcels:
      for parcel in parcels {
        for number in [
          parcel.weight.amount, parcel.lengthCentimetres, parcel.widthCentimetres, parcel.heightCentimetres,
        ] { digest.add(number) }
      }
    case .money:
      for parcel in parcels { digest.add(parcel.declaredPrice.amount) }
      digest.add(postPay.amount)
      for flag in [transfersPostPayToBankAccount, isPaidByRecipient, isPostPayFeePaidByRecipient] {
        digest.add(flag)
      }
    case .service:
      for text in [type.rawValue, technology.rawValue, onFail.rawValue, description] { digest.add(text) }
      digest.add(dropOffPostcode?.text)
      for flag in [sms, checkOnDelivery, fragile, documentBack, withDeliveryNotification] { digest.add(flag) }
      if let pickUp { digest.add(pickUp) }
    }
    return digest.short
  }

  fileprivate var shapeMark: String {
    var digest = Digest(version: "shape")
    digest.add(type.rawValue)
    digest.add(Int64(parcels.count))
    digest.add(dropOffPostcode != nil)
    digest.add(description.isEmpty)
    // A change in place does not say where the parcel is fetched.
    if let pickUp { digest.add(pickUp) }
    return digest.short
  }
}

extension Digest {
  fileprivate var short: String { String(text.prefix(8)) }
}
