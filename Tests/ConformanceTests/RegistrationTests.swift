// `register` of a module against the sandbox's CRM: what it finds, what it writes, and that a second run
// finds nothing.
import RetailCRM
import Sandbox
import ShippingCore
import SyncEngine
import Testing

@Suite struct RegistrationTests {
  /// The whole way of a shop on CRM 8.
  @Test func aNewModuleOnCRM8() async throws {
    let office = Office(bench: InProcessBench())
    let cabinet = try office.cabinet()
    let before = try await office.compare(cabinet)
    #expect(before.crmVersion == "8.1.51")
    #expect(before.places.first == "module.\(fresh)")
    #expect(before.cabinets.flatMap(\.differences).allSatisfy { $0.mender == .register })
    #expect(try office.read("integration-modules/\(fresh)")["success"] == false)

    // The CRM makes the delivery type, but which payments go with it is for its people.
    let applied = try await office.apply(cabinet)
    #expect(
      applied.advice == [
        .paymentTypeNotAllowed(paymentType: "bank-card", deliveryType: fresh),
        .paymentTypeNotAllowed(paymentType: "cash-on-delivery", deliveryType: fresh),
      ])
    try office.allowPayments(type: fresh, module: fresh)
    #expect(try await office.compare(cabinet).isInSync)

    let writes = office.bench.writes
    #expect(try await office.apply(cabinet).isInSync)
    #expect(office.bench.writes == writes)
    let delivery = try office.delivery()
    #expect(delivery["statusList"]?.elements?.count == DeliveryState.allCases.count + 2)
    #expect(delivery["deliveryDataFieldList"]?.elements?.count == DeliveryField.allCases.count + 1)
    #expect(delivery["settings"]?["shipmentPoints"]?.elements?.first?["shipmentPointId"] == "01001")
    #expect(delivery["settings"]?["statuses"] == [])
    #expect(delivery["actions"] == nil)
  }

  @Test func theDeliveryTypeMayGetAnotherCode() async throws {
    let office = Office(bench: InProcessBench())
    try office.habits { $0.deliveryTypeSuffix = "-1" }
    let cabinet = try office.cabinet {
      $0.allowedPaymentTypes = []
      $0.codPaymentTypes = []
    }
    let applied = try await office.apply(cabinet)
    #expect(
      applied.advice == [
        .deliveryTypeDiffers(cabinet: CabinetID("main"), crm: "\(fresh)-1", configured: fresh)
      ])
    #expect(applied.advice.first?.text(in: .en).contains("delivery-type: \(fresh)-1") == true)
    var mended = cabinet
    mended.deliveryType = "\(fresh)-1"
    #expect(try await office.compare(mended).isInSync)
  }

  /// CRM 7 leaves the delivery type to a person, and `register` verifies what the person did.
  @Test func crm7GetsStepsByHand() async throws {
    let office = Office(bench: InProcessBench())
    try office.habits { $0.version = 7 }
    let cabinet = try office.cabinet()
    let steps = RegistrationAdvice.moduleTypeMissing(
      code: fresh, module: fresh, paymentTypes: ["bank-card", "cash-on-delivery"])
    #expect(try await office.compare(cabinet).advice == [steps])
    #expect(try await office.apply(cabinet).advice == [steps])
    // A type of that code which is not the module's cannot become it.
    try office.allowPayments(type: fresh, module: nil)
    let other = RegistrationAdvice.deliveryTypeNotLinked(
      cabinet: CabinetID("main"), code: fresh, module: fresh)
    #expect(try await office.compare(cabinet).advice == [other])
    #expect(other.text(in: .en).contains("another symbolic code"))
    try office.allowPayments(type: fresh, module: fresh)
    #expect(try await office.compare(cabinet).isInSync)
  }

  /// A CRM that takes no module without callbacks is told apart, and plain mode is the way on.
  @Test func callbacksRequired() async throws {
    let office = Office(bench: InProcessBench())
    try office.habits { $0.requiresCallbacks = true }
    let native = try office.cabinet(type: Shop.plainType)
    let refused = try await office.apply(native)
    #expect(refused.advice.contains(.callbacksRequired(CabinetID("main"))))
    #expect(refused.cabinets.flatMap(\.differences).contains { $0.refusal?.contains("actions") == true })
    var plain = native
    plain.mode = .plain
    plain.codPaymentTypes = []
    plain.allowedPaymentTypes = ["bank-card"]
    #expect(try await office.apply(plain).isInSync)
  }

  @Test func otherRefusalsKeepTheCRMsWords() async throws {
    let office = Office(bench: InProcessBench())
    let noLogo = try await office.apply(office.cabinet { $0.module.logo = nil })
    #expect(noLogo.advice.contains(.logoMissing(CabinetID("main"))))
    #expect(!noLogo.advice.contains(.callbacksRequired(CabinetID("main"))))
    let family = try await office.apply(office.cabinet { $0.module.family = "nova" })
    #expect(family.advice.contains(.moduleFamily(module: fresh, family: "nova")))
    try office.habits { $0.modulesCannotBeActivated = true }
    let poor = try await office.apply(office.cabinet())
    let words = poor.cabinets.flatMap(\.differences).compactMap(\.refusal)
    #expect(words.contains { $0.contains("insufficient funds") })
    #expect(!poor.advice.contains(.callbacksRequired(CabinetID("main"))))
  }

  /// What the account, or a later API, put into the module stays there.
  @Test(arguments: [false, true]) func foreignMembersAreKept(asMaps: Bool) async throws {
    let office = Office(bench: InProcessBench())
    try office.habits { $0.choicesAsMaps = asMaps }
    var document = CRMService.Configuration.Module.delivery(
      code: fresh, statusCodes: ["created", "waiting", "lost-in-space"], fields: ["own-field"]
    ).document
    document["futureMember"] = ["a": 1]
    document["integrations"]?["delivery"]?["settings"] = [
      "deliveryExtraData": [], "statuses": [["code": "delivering", "trackingStatusCode": "accepted"]],
      "paymentTypes": [["code": "bank-transfer", "active": true, "cod": true, "note": "x"]],
    ]
    try office.put(fresh, document)
    let cabinet = try office.cabinet { $0.allowedPaymentTypes = nil }
    let before = try await office.compare(cabinet)
    #expect(before.places.contains("integrations.delivery.settings.statuses"))
    #expect(before.places.contains("integrations.delivery.statusList[created].name"))
    try office.allowPayments(type: fresh, module: fresh)
    #expect(try await office.apply(cabinet).isInSync)
    #expect(try await office.compare(cabinet).isInSync)
    let after = try office.read("integration-modules/\(fresh)")["integrationModule"]
    #expect(after?["futureMember"] == ["a": 1])
    #expect(after?["name"] == document["name"])
    let delivery = try office.delivery()
    #expect(delivery["settings"]?["deliveryExtraData"] == [])
    #expect(delivery["statusList"]?.elements?.contains { $0["code"] == "lost-in-space" } == true)
    #expect(delivery["deliveryDataFieldList"]?.elements?.contains { $0["code"] == "own-field" } == true)
    let payments = delivery["settings"]?["paymentTypes"]?.elements
    #expect(
      payments?.first { $0["code"] == "bank-transfer" } == [
        "code": "bank-transfer", "active": true, "cod": false, "note": "x",
      ])
  }

  /// `success: true` proves nothing.
  @Test func whatTheCRMDoesNotShowIsNotTaken() async throws {
    let office = Office(bench: InProcessBench())
    try office.habits { $0.forgetsModuleSettings = true }
    let report = try await office.apply(office.cabinet { $0.isLockedByDefault = true })
    let lost = report.cabinets.flatMap(\.differences).filter { $0.advice == .notTaken }
    #expect(lost.map(\.place).contains("integrations.delivery.settings.lockedByDefault"))
    #expect(lost.allSatisfy { $0.mender == .person })
    #expect(!report.isInSync)
  }

  /// An answer that got lost is read back, not sent again.
  @Test func aLostAnswerIsProvenByReading() async throws {
    let office = Office(bench: InProcessBench())
    let cabinet = try office.cabinet {
      $0.allowedPaymentTypes = []
      $0.codPaymentTypes = []
    }
    office.bench.spoil("POST integration-modules/{code}/edit", .dropAfterEffect, count: 1)
    #expect(try await office.apply(cabinet).isInSync)
    #expect(office.bench.writes == 1)
  }

  @Test(
    arguments: [
      ("reference_read", LinkMode.native), ("integration_read", .native), ("integration_write", .native),
      ("custom_fields_read", .plain), ("custom_fields_write", .plain),
    ])
  func aMissingRightIsNamed(scope: String, mode: LinkMode) async throws {
    var office = Office(bench: InProcessBench())
    let scopes = CRMService.Configuration.Key.allScopes.filter { $0 != scope }
    try office.habits { $0.keys.append(.init("narrow-key", scopes: scopes)) }
    office.key = "narrow-key"
    let cabinet = try office.cabinet(type: mode == .plain ? Shop.plainType : fresh) { $0.mode = mode }
    let shown = try await office.compare(cabinet)
    #expect(shown.advice.filter { $0 == .rightMissing(scope) }.count == 1)
    let applied = try await office.apply(cabinet)
    #expect(applied.advice.filter { $0 == .rightMissing(scope) }.count == 1)
    #expect(!applied.advice.contains(.notTaken))
    #expect(!applied.isInSync)
    if scope != "reference_read" { #expect(office.bench.writes == 0) }
  }

  /// Once nothing has to be written, the right to write is not asked for.
  @Test func aReaderMaySeeThatAllIsWell() async throws {
    var office = Office(bench: InProcessBench())
    let cabinet = try office.cabinet {
      $0.allowedPaymentTypes = []
      $0.codPaymentTypes = []
    }
    #expect(try await office.apply(cabinet).isInSync)
    try office.habits {
      $0.keys.append(.init("reader", scopes: ["reference_read", "integration_read"]))
    }
    office.key = "reader"
    #expect(try await office.compare(cabinet).isInSync)
  }

  @Test func whatOnlyAPersonCanMendIsListed() async throws {
    var office = Office(bench: InProcessBench())
    office.adjust = { $0.takenOver = [Shop.module] }
    let cabinet = try office.cabinet(module: Shop.module, type: Shop.module) {
      $0.stores = ["main": $0.senderAddress, "lviv": $0.senderAddress]
      $0.allowedPaymentTypes = ["cash-on-delivery", "cash", "barter"]
      $0.statuses = StatusMap(byState: [.delivered: "complete"], byEvent: [31100: "no-such"])
    }
    let report = try await office.apply(cabinet)
    #expect(
      report.advice == [
        .paymentTypeMissing("barter"),
        .paymentTypeNotAllowed(paymentType: "cash", deliveryType: Shop.module), .storeMissing("lviv"),
        .statusMissing("no-such"),
      ])
    #expect(report.cabinets.flatMap(\.differences).allSatisfy { $0.mender == .person })
  }

  @Test func aModuleOfTheVendorIsLeftAlone() async throws {
    let office = Office(bench: InProcessBench())
    let cabinet = try office.cabinet(module: "vendor", type: Shop.plainType)
    try office.habits { $0.nativeModules = ["vendor"] }
    try office.put(
      "vendor", CRMService.Configuration.Module.delivery(code: "vendor", statusCodes: ["a"]).document)
    let before = office.bench.writes
    #expect(try await office.apply(cabinet).advice.contains(.moduleForeign("vendor")))
    #expect(office.bench.writes == before)
  }

  @Test func anUnreachableCRMIsAFailure() async throws {
    let office = Office(bench: InProcessBench())
    await office.bench.silence()
    let wish = RegistrationWish(cabinets: [try office.cabinet()], language: .uk)
    #expect(await office.crm.registration(of: wish).ending == .unsent(.transient))
    var stranger = Office(bench: InProcessBench())
    stranger.key = "wrong"
    #expect(await stranger.crm.register(wish).ending == .refused(.terminal, .account))
  }

  @Suite(.serialized) struct Sockets {
    @Test func onceOverASocket() async throws {
      let bench = try await SocketBench()
      let office = Office(bench: bench)
      do {
        let cabinet = try office.cabinet {
          $0.allowedPaymentTypes = []
          $0.codPaymentTypes = []
        }
        #expect(try await office.apply(cabinet).isInSync)
        #expect(try await office.compare(cabinet).isInSync)
      } catch {
        await bench.close()
        throw error
      }
      await bench.close()
    }
  }
}
