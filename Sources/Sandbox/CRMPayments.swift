// Payments of orders. A payment is paid when its status is one with `paymentComplete`; a payment without a status
// exists too. The order's `fullPaidAt` follows by itself, and history tells of both in one save.

extension CRMService {
  // POST orders/payments/create
  func createPayment(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let members = try call.members(of: "payment")
    var reader = CRMReader(members)
    guard let owner = reader.child("order") else { throw CRMRefusal.entity(["order": "Order is not found."]) }
    let position = try owningOrder(owner, call)
    guard let payment = newPayment(&reader), reader.problems.isEmpty else {
      throw CRMRefusal.entity(reader.problems)
    }
    save(position, by: .api(key: call.key), now: call.now) { $0.payments.append(payment) }
    return success(201) { $0.member("id", payment.id) }
  }

  private func owningOrder(_ reader: CRMReader, _ call: CRMCall) throws(CRMRefusal) -> Int {
    var found: Int?
    if let id = reader.members["id"]?.int {
      found = position(of: id)
    } else if let externalID = reader.members["externalId"]?.text {
      found = positionsByExternalID[externalID]?.first
    } else if let number = reader.members["number"]?.text {
      found = positionsByNumber[number]?.first
    }
    guard let found, keys[call.key].allows(site: orders[found].site) else {
      throw CRMRefusal.entity(["order": "Order is not found."])
    }
    if orders[found].deleted {
      audit.writesDeleted(orders[found].id, call)
      throw CRMRefusal.entity(["order": "Order is not found."])
    }
    return found
  }

  /// Nil when something is wrong; the reader says what.
  func newPayment(_ reader: inout CRMReader) -> CRMPayment? {
    var payment = CRMPayment(id: nextPaymentID, type: "", amountKopiykas: 0)
    guard reader.has("type") else {
      reader.refuse("type", "This value should not be blank.")
      return nil
    }
    apply(&reader, to: &payment)
    guard reader.problems.isEmpty else { return nil }
    nextPaymentID += 1
    return payment
  }

  private func apply(_ reader: inout CRMReader, to payment: inout CRMPayment) {
    reader.text("type", &payment.type)
    if !configuration.paymentTypes.contains(where: { $0.code == payment.type }) {
      reader.refuse("type", "Payment type with code \"\(payment.type)\" does not exist.")
    }
    reader.text("status", &payment.status)
    if let status = payment.status, !configuration.paymentStatuses.contains(where: { $0.code == status }) {
      reader.refuse("status", "Payment status with code \"\(status)\" does not exist.")
    }
    reader.money("amount", &payment.amountKopiykas)
    reader.text("comment", &payment.comment)
    reader.text("externalId", &payment.externalID)
    var paidAt: String?
    reader.text("paidAt", &paidAt)
    if let paidAt {
      payment.paidAt = CRMZone.wall(from: paidAt)
      if payment.paidAt == nil { reader.refuse("paidAt") }
    }
  }

  private func ownPayment(_ call: CRMCall) throws(CRMRefusal) -> (position: Int, offset: Int) {
    guard let id = Int64(call.parameter(0)), let position = positionsByPayment[id],
      let offset = orders[position].payments.firstIndex(where: { $0.id == id }),
      keys[call.key].allows(site: orders[position].site), !orders[position].deleted
    else { throw CRMRefusal.notFound }
    return (position, offset)
  }

  // POST orders/payments/{id}/edit
  func editPayment(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let members = try call.members(of: "payment")
    let own = try ownPayment(call)
    var payment = orders[own.position].payments[own.offset]
    var reader = CRMReader(members)
    apply(&reader, to: &payment)
    guard reader.problems.isEmpty else { throw CRMRefusal.entity(reader.problems) }
    save(own.position, by: .api(key: call.key), now: call.now) { $0.payments[own.offset] = payment }
    return success(200) { $0.member("id", payment.id) }
  }

  // POST orders/payments/{id}/delete
  func deletePayment(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let own = try ownPayment(call)
    save(own.position, by: .api(key: call.key), now: call.now) { $0.payments.remove(at: own.offset) }
    return success(200)
  }
}
