// The address that a courier reads, part by part.

import ShippingCore
import Testing

@Suite struct PlanningAddressTests {
  private func address(
    _ technology: Technology = .w2d, _ change: (inout Order.Address) -> Void
  ) throws -> PostalAddress {
    let order = PlanningSamples.order { change(&$0.delivery.address) }
    let planning = Planning.make(order, cabinet: PlanningSamples.cabinet { $0.technology = technology })
    return try #require(planning.plan, "\(planning.problems)").recipientAddress
  }

  @Test func aCourierGetsEveryPart() throws {
    func parts(_ address: inout Order.Address) {
      address.streetType = "просп."
      address.street = "Перемоги"
      address.building = "5"
      address.housing = "2"
      address.house = "1"
      address.block = "3"
      address.floor = "9"
      address.flat = "41"
      address.notes = "код 25#"
    }
    let door = try address(.w2d, parts)
    #expect(door.street == "просп. Перемоги" && door.houseNumber == "5 корп.2 буд.1")
    #expect(door.apartmentNumber == "41" && door.description == "під’їзд 3, поверх 9, код 25#")
    // To an office the parcel goes by its postcode, and what was sent before there were these parts stays the same.
    let office = try address(.w2w, parts)
    #expect(office.street == "Перемоги" && office.houseNumber == "5" && office.description == nil)
  }

  @Test(
    arguments: [
      ("вул.", "Садова", "вул. Садова"), ("вул.", "вул. Садова", "вул. Садова"),
      ("вулиця", "вул.Садова", "вул.Садова"), ("вул.", "Садова вулиця", "Садова вулиця"),
      ("вул.", "просп. Миру", "просп. Миру"), ("ул.", "Площадь Рынок", "Площадь Рынок"),
      ("кут", "Довгий кут", "Довгий кут"), (nil, "Садова", "Садова"), ("0", "Садова", "Садова"),
    ] as [(String?, String, String)])
  func theStreetHasItsTypeOnce(_ type: String?, _ street: String, _ expected: String) throws {
    #expect(
      try address {
        $0.streetType = type
        $0.street = street
      }.street == expected)
  }

  @Test(
    arguments: [
      ("5", "2", nil, "5 корп. 2"), ("5", "корпус 2", nil, "5 корпус 2"), ("5 корп.2", "2", nil, "5 корп.2"),
      ("125А", "2", "1", "125А к.2 буд.1"), ("5", "0", "0", "5"), ("5А", nil, "буд. 3", "5А буд. 3"),
      ("5", " ", "", "5"),
    ] as [(String, String?, String?, String)])
  func theHouseIsWhole(_ building: String, _ housing: String?, _ house: String?, _ expected: String) throws {
    #expect(
      try address {
        $0.building = building
        $0.housing = housing
        $0.house = house
      }.houseNumber == expected)
  }

  @Test func endlessNotesAreCut() throws {
    let notes = String(repeating: "дзвонити ", count: 60)
    #expect(try (200...255).contains(address { $0.notes = notes }.description?.count ?? 0))
    #expect(try address { $0.notes = " " }.description == nil)
  }

  // MARK: where it is fetched

  @Test func aCourierComesToTheStoreOfTheOrder() throws {
    let store = PostalAddress(
      postcode: try #require(Postcode("79000")), city: "Львів", street: "Садова", houseNumber: "1")
    func pickUp(_ code: String?, _ technology: Technology) throws -> PickUp? {
      var cabinet = PlanningSamples.cabinet {
        $0.technology = technology
        $0.stores["lviv"] = store
        $0.senderAddress.street = "Хрещатик"
        $0.senderAddress.houseNumber = "22"
      }
      // The sender's own door, spelled otherwise.
      cabinet.stores["kyiv"] = cabinet.senderAddress
      cabinet.stores["kyiv"]?.street = "ХРЕЩАТИК"
      let planning = Planning.make(PlanningSamples.order { $0.shipmentStore = code }, cabinet: cabinet)
      return try #require(planning.plan, "\(planning.problems)").pickUp
    }
    #expect(try pickUp("lviv", .d2w) == PickUp(address: store))
    #expect(try pickUp("lviv", .w2w) == nil)
    #expect(try pickUp("kyiv", .d2d) == nil)
    #expect(try pickUp(nil, .d2d) == nil)
  }

  /// A number field that nobody touched.
  @Test func anOfficeOfZeroIsNone() throws {
    let order = PlanningSamples.order { $0.set(.postOffice, .number(0)) }
    let plan = try #require(Planning.make(order, cabinet: PlanningSamples.cabinet()).plan)
    #expect(plan.recipientAddress.postcode.text == "01001")
  }
}
