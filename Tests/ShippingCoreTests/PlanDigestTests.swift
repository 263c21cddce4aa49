// Digests are stored: they may not depend on the process, the machine or the hash seed, and no member may
// be left out.

import ShippingCore
import Testing

@Suite struct PlanDigestTests {
  private typealias Change<Root> = (String, @Sendable (inout Root) -> Void)

  private static let client = PostalClient(
    type: .company, name: "n", firstName: "f", lastName: "l", middleName: "m", edrpou: "e", tin: "t",
    phone: Phone("0671234567")!, email: "m@example.org", iban: IBAN(PlanningSamples.iban))
  private static let address = PostalAddress(
    postcode: Postcode("01001")!, region: "r", district: "d", city: "c", street: "s", houseNumber: "h",
    apartmentNumber: "a")
  private static let plan = ShipmentPlan(
    cabinet: CabinetID("main"), recipient: client, recipientAddress: address, type: .standard,
    technology: .w2w,
    parcels: [
      ShipmentPlan.Parcel(
        weight: Grams(1), lengthCentimetres: 4, widthCentimetres: 3, heightCentimetres: 2,
        declaredPrice: Kopiykas(5))
    ], postPay: Kopiykas(7), dropOffPostcode: Postcode("03150"), description: "x")

  private static let clientChanges: [Change<PostalClient>] = [
    ("type", { $0.type = .individual }), ("name", { $0.name = nil }), ("firstName", { $0.firstName = "" }),
    ("lastName", { $0.lastName = "L" }), ("middleName", { $0.middleName = nil }),
    ("edrpou", { $0.edrpou = nil }),
    ("tin", { $0.tin = nil }), ("phone", { $0.phone = Phone("0671234568")! }), ("email", { $0.email = nil }),
    ("iban", { $0.iban = nil }),
  ]
  private static let addressChanges: [Change<PostalAddress>] = [
    ("postcode", { $0.postcode = Postcode("01002")! }), ("region", { $0.region = nil }),
    ("district", { $0.district = nil }), ("city", { $0.city = nil }), ("street", { $0.street = nil }),
    ("houseNumber", { $0.houseNumber = nil }), ("apartmentNumber", { $0.apartmentNumber = nil }),
    ("description", { $0.description = "d" }),
  ]
  private static let parcelChanges: [Change<ShipmentPlan.Parcel>] = [
    ("weight", { $0.weight = Grams(2) }), ("lengthCentimetres", { $0.lengthCentimetres = 5 }),
    ("widthCentimetres", { $0.widthCentimetres = 5 }), ("heightCentimetres", { $0.heightCentimetres = 5 }),
    ("declaredPrice", { $0.declaredPrice = Kopiykas(6) }),
  ]
  private static let planChanges: [Change<ShipmentPlan>] = [
    ("cabinet", { $0.cabinet = CabinetID("other") }), ("recipient", { $0.recipient.name = "N" }),
    ("recipientAddress", { $0.recipientAddress.city = "C" }), ("type", { $0.type = .express }),
    ("technology", { $0.technology = .d2d }), ("parcels", { $0.parcels.append($0.parcels[0]) }),
    ("postPay", { $0.postPay = Kopiykas(8) }),
    ("transfersPostPayToBankAccount", { $0.transfersPostPayToBankAccount.toggle() }),
    ("isPaidByRecipient", { $0.isPaidByRecipient.toggle() }),
    ("isPostPayFeePaidByRecipient", { $0.isPostPayFeePaidByRecipient.toggle() }),
    ("dropOffPostcode", { $0.dropOffPostcode = nil }), ("onFail", { $0.onFail = .processAsRefusal }),
    ("sms", { $0.sms.toggle() }), ("checkOnDelivery", { $0.checkOnDelivery.toggle() }),
    ("fragile", { $0.fragile.toggle() }), ("documentBack", { $0.documentBack.toggle() }),
    ("withDeliveryNotification", { $0.withDeliveryNotification.toggle() }),
    ("description", { $0.description = "y" }), ("pickUp", { $0.pickUp = PickUp(address: address) }),
  ]

  /// The digests of all changed values, each of which must be new; every member must have a change.
  private func expectEveryMemberCounts<Root>(
    _ root: Root, _ changes: [Change<Root>], digest: (Root) -> String
  ) {
    #expect(Set(changes.map(\.0)) == Set(Mirror(reflecting: root).children.compactMap(\.label)))
    var digests: Set = [digest(root)]
    for (member, change) in changes {
      var changed = root
      change(&changed)
      #expect(digests.insert(digest(changed)).inserted, "\(member) does not count")
    }
  }

  @Test func everyMemberOfAPlanCounts() {
    expectEveryMemberCounts(Self.plan, Self.planChanges) { $0.digest }
    expectEveryMemberCounts(Self.plan.parcels[0], Self.parcelChanges) { parcel in
      var plan = Self.plan
      plan.parcels = [parcel]
      return plan.digest
    }
  }

  @Test func everyMemberOfTheRecipientCounts() {
    expectEveryMemberCounts(Self.client, Self.clientChanges) { client in
      var plan = Self.plan
      plan.recipient = client
      #expect((client == Self.client) == (plan.digest == Self.plan.digest))
      return plan.recipientDigest
    }
    expectEveryMemberCounts(Self.address, Self.addressChanges) { address in
      var plan = Self.plan
      plan.recipientAddress = address
      #expect((address == Self.address) == (plan.digest == Self.plan.digest))
      return plan.recipientDigest
    }
  }

  @Test func onlyTheRecipientCountsForItsDigest() {
    let counting: Set = ["cabinet", "recipient", "recipientAddress"]
    for (member, change) in Self.planChanges {
      var changed = Self.plan
      change(&changed)
      #expect(
        (changed.recipientDigest != Self.plan.recipientDigest) == counting.contains(member), "\(member)")
    }
  }

  @Test func everyMemberOfTheSenderCounts() {
    expectEveryMemberCounts(Self.client, Self.clientChanges) { client in
      PlanningSamples.cabinet { $0.sender = client }.senderDigest
    }
    expectEveryMemberCounts(Self.address, Self.addressChanges) { address in
      PlanningSamples.cabinet { $0.senderAddress = address }.senderDigest
    }
    #expect(
      PlanningSamples.cabinet { $0.technology = .d2d }.senderDigest == PlanningSamples.cabinet().senderDigest)
  }

  @Test func neighbouringTextsDoNotRunTogether() {
    var one = Self.plan
    var other = Self.plan
    one.recipient.firstName = "ab"
    one.recipient.lastName = "c"
    other.recipient.firstName = "a"
    other.recipient.lastName = "bc"
    #expect(one.digest != other.digest)
    one.recipient.lastName = nil
    other.recipient.firstName = "ab"
    other.recipient.lastName = ""
    #expect(one.digest != other.digest)
  }

  /// Computed by another program from the description in PlanDigest.swift: a change of these values makes
  /// every stored digest stale, so it has to be meant.
  @Test func theValuesAreTheStoredOnes() {
    #expect(Self.plan.digest == "1164b10609bc57ff")
    #expect(Self.plan.recipientDigest == "3848d835862c8f2e")
    let cabinet = PlanningSamples.cabinet {
      $0.sender = Self.client
      $0.senderAddress = Self.address
    }
    #expect(cabinet.senderDigest == "261531270d73fdbe")
  }
}
