// The made-up account and contracts of the benches, and the values the rules send. Every check digit is right.
import Sandbox
import ShippingCore
import Testing

enum Shop {
  static let key = "conformance-key-1"
  static let otherKey = "conformance-key-2"
  /// May read orders and references, and write nothing.
  static let readerKey = "conformance-key-3"
  /// May do nothing that needs a right.
  static let powerlessKey = "conformance-key-4"
  /// Sees the site `second` alone.
  static let secondSiteKey = "conformance-key-5"
  static let readerScopes = ["order_read", "reference_read", "file_read", "customer_read"]

  static let site = "shop"
  static let secondSite = "second"
  static let module = "ukrposhta-company"
  static let otherModule = "ukrposhta-person"
  static let plainType = "courier"
  static let states = ["created", "accepted", "in-transit", "delivered", "error"]

  static func world() -> sending SandboxWorld {
    var account = CRMService.Configuration.demoShop(
      apiKey: key, deliveryCodes: [module, otherModule], statusCodes: states, plainCode: plainType)
    account.keys = [
      .init(key), .init(otherKey), .init(readerKey, scopes: readerScopes), .init(powerlessKey, scopes: []),
      .init(secondSiteKey, sites: [secondSite]),
    ]
    account.sites.append(.init(code: secondSite, name: "Друга крамниця"))
    // The rules compare moments, so none may lie in the past by chance.
    account.createdAtJitterChance = 0
    return SandboxWorld(
      crm: CRMService(configuration: account, seed: 1),
      post: PostService(counterparties: Party.allCases.map(\.counterparty), seed: 2), seed: 3)
  }

  /// Of the first order of a shop, when that is a corporate one.
  static let corporateCustomer = CustomerID(901)

  static func corporateDraft(okpo: String = "00032129") -> CRMOrderDraft {
    var draft = draft()
    draft.customer = .corporate(
      company: "Зразок", contragent: .init(type: "legal-entity", legalName: "ТОВ «Зразок»", okpo: okpo))
    return draft
  }

  /// An order that lacks nothing.
  static func draft(type: String? = module) -> CRMOrderDraft {
    var draft = CRMOrderDraft()
    draft.lastName = "Зразковий"
    draft.firstName = "Тестій"
    draft.patronymic = "Прикладович"
    draft.phone = "+380671234567"
    draft.deliveryType = type
    draft.deliveryCostKopiykas = 60_00
    draft.address = .init(
      index: "07401", countryIso: "UA", region: "Київська", city: "Бровари", street: "Київська",
      building: "1")
    draft.items = [
      .init("Глечик", quantity: 2, initialPriceKopiykas: 250_50, weightGrams: 400),
      .init("Миска", initialPriceKopiykas: 99_00, weightGrams: 300),
    ]
    draft.payments = [.init(type: "cash-on-delivery", amountKopiykas: 600_00)]
    draft.weightGrams = 1100
    draft.shipmentStore = "main"
    draft.data.locked = false
    draft.data.tariff = "STANDARD"
    draft.data.payerType = "receiver"
    draft.data.extraData = ["technology": "W2W"]
    draft.data.packages = [
      .init(weightGrams: 1100, lengthMillimetres: 200, widthMillimetres: 150, heightMillimetres: 100)
    ]
    draft.data.declaredValues = [.init(item: 0, kopiykas: 250_50)]
    return draft
  }
}

/// The three kinds of sender, each with a contract of its own.
enum Party: String, CaseIterable, Sendable {
  case company
  case entrepreneur
  case person

  enum Secret: String, CaseIterable, Sendable {
    case ecomBearer
    case trackingBearer
    case token
  }

  var counterparty: PostService.Counterparty {
    let seed: UInt64 =
      switch self {
      case .company: 101
      case .entrepreneur: 102
      case .person: 103
      }
    return .madeUp(name: rawValue, seed: seed)
  }

  func sender() throws -> PostalClient {
    let phone = try Sample.phone("+380441112233")
    let iban = try #require(IBAN("UA073808050000000026000439806"))
    return switch self {
    case .company:
      PostalClient(type: .company, name: "ТОВ Приклад", edrpou: "21560045", phone: phone, iban: iban)
    case .entrepreneur:
      PostalClient(
        type: .entrepreneur, name: "Приклад Петро Іванович", firstName: "Петро", lastName: "Приклад",
        middleName: "Іванович", tin: "1234567005", phone: phone, iban: iban)
    case .person:
      PostalClient(
        type: .individual, firstName: "Олена", lastName: "Приклад", middleName: "Іванівна", phone: phone)
    }
  }
}

enum Sample {
  static func phone(_ text: String = "+380671234567") throws -> Phone { try #require(Phone(text)) }
  static func postcode(_ text: String) throws -> Postcode { try #require(Postcode(text)) }

  /// The uuid of nothing.
  static let missing = "00000000-0000-4000-8000-000000000000"

  static func senderAddress() throws -> PostalAddress {
    PostalAddress(
      postcode: try postcode("01001"), region: "Київ", city: "Київ", street: "Хрещатик", houseNumber: "22")
  }

  static func recipientAddress() throws -> PostalAddress {
    PostalAddress(postcode: try postcode("07401"), region: "Київська", city: "Бровари")
  }

  static func recipient() throws -> PostalClient {
    PostalClient(
      type: .individual, firstName: "Тестій", lastName: "Зразковий", middleName: "Прикладович",
      phone: try phone())
  }

  /// An office to an office. Cash on delivery goes to the account of whoever may have it there.
  static func plan(
    _ party: Party = .company, type: ShipmentType = .standard, postPay: Kopiykas = .zero
  ) throws -> ShipmentPlan {
    ShipmentPlan(
      cabinet: CabinetID(party.rawValue), recipient: try recipient(),
      recipientAddress: try recipientAddress(),
      type: type, technology: .w2w,
      parcels: [
        .init(
          weight: Grams(1250), lengthCentimetres: 30, widthCentimetres: 20, heightCentimetres: 10,
          declaredPrice: Kopiykas(500_00))
      ], postPay: postPay, transfersPostPayToBankAccount: postPay != .zero && party != .person,
      description: "Глечик")
  }

  /// A well-formed barcode that the sandbox's post never gives out.
  static func strangeBarcode(_ number: Int = 0) throws -> Barcode {
    let digits = String(number)
    return try #require(Barcode("99" + String(repeating: "0", count: 11 - digits.count) + digits))
  }
}
