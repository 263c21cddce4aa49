// The manager's gestures by name, for the rehearsal page and for scripts. Everything is checked here, since it comes
// from a browser: an unknown verb, an unknown or missing argument and an unknown order are errors in words.

public struct CRMControlError: Error, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// The arguments of one verb.
private struct Arguments {
  let members: [String: JSONValue]
  let now: SandboxTime

  func text(_ name: String) throws -> String {
    guard let text = members[name]?.text, !text.isEmpty else {
      throw CRMControlError("\(name): a text is needed")
    }
    return text
  }

  func optionalText(_ name: String) throws -> String? {
    members[name] == nil || members[name] == .null ? nil : try text(name)
  }

  func whole(_ name: String) throws -> Int64 {
    let value = members[name]
    guard let whole = value?.int ?? value?.text.flatMap({ Int64($0) }) else {
      throw CRMControlError("\(name): a whole number is needed")
    }
    return whole
  }

  func number(_ name: String) throws -> Double {
    let value = members[name]
    guard let number = value?.double ?? value?.text.flatMap({ Double($0) }), number.isFinite,
      abs(number) <= CRMReader.largestNumber
    else { throw CRMControlError("\(name): a number is needed") }
    return number
  }

  func value(_ name: String) throws -> JSONValue {
    guard let value = members[name] else { throw CRMControlError("\(name) is needed") }
    return value
  }
}

private struct Verb: Sendable {
  typealias Action = @Sendable (CRMService, Int64, Arguments) throws -> JSONValue

  let needsOrder: Bool
  let arguments: [String]
  let action: Action

  init(_ arguments: [String], order needsOrder: Bool = true, _ action: @escaping Action) {
    self.needsOrder = needsOrder
    self.arguments = (needsOrder ? ["id"] : []) + arguments
    self.action = action
  }

  static func done(_ changed: Bool) -> JSONValue {
    ["changed": .bool(changed)]
  }

  static let all: [String: Verb] = accountVerbs.merging(orderVerbs) { first, _ in first }
    .merging(deliveryVerbs) { first, _ in first }

  private static let accountVerbs: [String: Verb] = [
    "list": Verb(["limit"], order: false) { service, _, arguments in
      let limit = arguments.members["limit"] == nil ? 50 : try arguments.whole("limit")
      return service.shortList(limit: Int(clamping: max(0, limit)))
    },
    "create": Verb(["order", "site"], order: false) { service, _, arguments in
      guard case .object(let members) = try arguments.value("order") else {
        throw CRMControlError("order: an object as for orders/create is needed")
      }
      let site = try arguments.optionalText("site") ?? service.configuration.sites.first?.code ?? ""
      return try service.controlCreate(members, site: site, now: arguments.now)
    },
    "create-random": Verb(["deliveryType", "seed"], order: false) { service, _, arguments in
      let type = try arguments.text("deliveryType")
      guard service.deliveryType(type) != nil else {
        throw CRMControlError("deliveryType: the delivery type \(type) does not exist")
      }
      let load = CRMLoad(deliveryTypes: [type], defectiveShare: 0)
      var generator = SeededGenerator(seed: UInt64(bitPattern: try arguments.whole("seed")))
      let id = service.createOrder(load.draft(using: &generator), now: arguments.now)
      return ["id": .integer(id)]
    },
    "show": Verb([]) { service, id, _ in service.json(id) ?? .null },
  ]

  private static let orderVerbs: [String: Verb] = [
    "edit": Verb(["order"]) { service, id, arguments in
      let problems = service.edit(id, try arguments.value("order"), now: arguments.now)
      guard problems.isEmpty else { throw CRMControlError(CRMService.words(problems)) }
      return done(true)
    },
    "status": Verb(["status", "comment"]) { service, id, arguments in
      let status = try arguments.text("status")
      guard service.statusGroups[status] != nil else {
        throw CRMControlError("status: \(status) does not exist")
      }
      let comment = try arguments.optionalText("comment")
      return done(service.setStatus(id, status, comment: comment, now: arguments.now))
    },
    "recipient": Verb(["lastName", "firstName", "patronymic", "phone", "email"]) { service, id, arguments in
      done(
        service.setRecipient(
          id, lastName: try arguments.optionalText("lastName"),
          firstName: try arguments.optionalText("firstName"),
          patronymic: try arguments.optionalText("patronymic"), phone: try arguments.optionalText("phone"),
          email: try arguments.optionalText("email"), now: arguments.now))
    },
    "add-payment": Verb(["type", "amount", "status"]) { service, id, arguments in
      let type = try arguments.text("type")
      guard service.configuration.paymentTypes.contains(where: { $0.code == type }) else {
        throw CRMControlError("type: the payment type \(type) does not exist")
      }
      let kopiykas = Int64((try arguments.number("amount") * 100).rounded())
      let draft = CRMOrderDraft.Payment(
        type: type, status: try arguments.optionalText("status") ?? "not-paid", amountKopiykas: kopiykas)
      return ["payment": service.addPayment(id, draft, now: arguments.now).map { .integer($0) } ?? .null]
    },
    "pay": Verb(["payment"]) { service, id, arguments in
      let payment = arguments.members["payment"] == nil ? nil : try arguments.whole("payment")
      return done(service.payPayment(id, payment: payment, now: arguments.now))
    },
    "custom": Verb(["code", "value"]) { service, id, arguments in
      done(
        service.setCustomField(
          id, try arguments.text("code"), try arguments.value("value"), now: arguments.now))
    },
    "weight": Verb(["grams"]) { service, id, arguments in
      done(service.setWeight(id, grams: try arguments.number("grams"), now: arguments.now))
    },
    "delete": Verb([]) { service, id, arguments in done(service.deleteOrder(id, now: arguments.now)) },
    "combine": Verb(["into"]) { service, id, arguments in
      done(service.combine(id, into: try arguments.whole("into"), now: arguments.now))
    },
    "split": Verb(["items"]) { service, id, arguments in
      let items = (try arguments.value("items").elements ?? []).compactMap { $0.int.map(Int.init(clamping:)) }
      guard let part = service.split(id, items: items, now: arguments.now) else {
        throw CRMControlError("items: some, but not all, positions of the order's items are needed")
      }
      return ["id": .integer(part)]
    },
  ]

  private static let deliveryVerbs: [String: Verb] = [
    "lock": Verb([]) { service, id, arguments in done(service.setLocked(id, true, now: arguments.now)) },
    "unlock": Verb([]) { service, id, arguments in done(service.setLocked(id, false, now: arguments.now)) },
    "address": Verb(CRMOrderDraft.Address.Part.allCases.map(\.rawValue)) { service, id, arguments in
      var members = arguments.members
      members["id"] = nil
      let problems = service.edit(id, ["delivery": ["address": .object(members)]], now: arguments.now)
      guard problems.isEmpty else { throw CRMControlError(CRMService.words(problems)) }
      return done(true)
    },
    "delivery-type": Verb(["code"]) { service, id, arguments in
      let code = try arguments.text("code")
      guard service.deliveryType(code) != nil else {
        throw CRMControlError("code: the delivery type \(code) does not exist")
      }
      return done(service.setDeliveryType(id, code, now: arguments.now))
    },
    "data": Verb(["field", "value"]) { service, id, arguments in
      done(
        service.setDeliveryData(
          id, try arguments.text("field"), try arguments.value("value"), now: arguments.now))
    },
    "extra": Verb(["code", "value"]) { service, id, arguments in
      done(
        service.setExtraData(id, try arguments.text("code"), try arguments.value("value"), now: arguments.now)
      )
    },
    "cancel-delivery": Verb(["force"]) { service, id, arguments in
      let force = arguments.members["force"]?.truth ?? false
      return done(service.cancelDelivery(id, force: force, now: arguments.now))
    },
  ]
}

extension CRMService {
  /// Verbs that `control` understands, with their arguments, sorted.
  public static var controlVerbs: [(verb: String, arguments: [String])] {
    Verb.all.keys.sorted().map { ($0, Verb.all[$0]?.arguments ?? []) }
  }

  /// Does what `verb` says. `id` is the order's CRM id wherever an order is meant.
  public func control(
    _ verb: String, _ arguments: [String: JSONValue], now: SandboxTime
  ) throws -> JSONValue {
    guard let found = Verb.all[verb] else {
      throw CRMControlError("unknown verb \(verb); known: \(Verb.all.keys.sorted().joined(separator: ", "))")
    }
    for name in arguments.keys.sorted() where !found.arguments.contains(name) {
      throw CRMControlError(
        "unknown argument \(name); \(verb) takes: \(found.arguments.joined(separator: ", "))")
    }
    let read = Arguments(members: arguments, now: now)
    guard found.needsOrder else { return try found.action(self, 0, read) }
    let id = try read.whole("id")
    guard let position = position(of: id) else { throw CRMControlError("id: there is no order \(id)") }
    guard !orders[position].deleted else { throw CRMControlError("id: order \(id) is deleted") }
    return try found.action(self, id, read)
  }

  fileprivate static func words(_ problems: [String: String]) -> String {
    problems.keys.sorted().map { "\($0): \(problems[$0] ?? "")" }.joined(separator: "; ")
  }

  fileprivate func controlCreate(
    _ members: [String: JSONValue], site: String, now: SandboxTime
  ) throws -> JSONValue {
    guard configuration.sites.contains(where: { $0.code == site }) else {
      throw CRMControlError("site: \(site) does not exist")
    }
    do {
      return ["id": .integer(try create(members, site: site, by: .manager, now: now))]
    } catch {
      if case .map(let problems) = error.details { throw CRMControlError(CRMService.words(problems)) }
      throw CRMControlError(error.message)
    }
  }

  // Newest first.
  fileprivate func shortList(limit: Int) -> JSONValue {
    .array(
      orders.reversed().prefix(limit).map { order in
        var line: JSONValue = [
          "id": .integer(order.id), "number": .string(order.number), "status": .string(order.status),
          "deleted": .bool(order.deleted), "locked": .bool(order.delivery.data.locked ?? false),
        ]
        line["name"] = .string(
          [order.lastName, order.firstName, order.patronymic].compactMap { $0 }.joined(separator: " "))
        line["deliveryType"] = order.delivery.type.map { .string($0) }
        line["trackNumber"] = order.delivery.data.trackNumber.map { .string($0) }
        line["deliveryStatus"] = order.delivery.data.status.map { .string($0) }
        line["deliveryComment"] = order.delivery.data.statusComment.map { .string($0) }
        return line
      })
  }
}
