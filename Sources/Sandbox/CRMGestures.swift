// What a manager does in the CRM, as code. Each gesture is one save: it may leave several history records, and none
// when it changes nothing. A newcomer looks for a way to set an order's members past history: there is none.

extension CRMService {
  /// Enters an order. Its id is the CRM's own, not the external one.
  public func createOrder(
    _ draft: CRMOrderDraft, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Int64 {
    let wall = zone.wall(now)
    var order = blankOrder(site: draft.site ?? configuration.sites.first?.code ?? "", wall: wall)
    if case .api = actor { order.fromAPI = true }
    if let number = draft.number { order.number = number }
    order.externalID = draft.externalID
    order.status = draft.status
    order.managerID = draft.managerID
    order.lastName = draft.lastName
    order.firstName = draft.firstName
    order.patronymic = draft.patronymic
    order.phone = draft.phone
    order.additionalPhone = draft.additionalPhone
    order.email = draft.email
    order.customerComment = draft.customerComment
    order.managerComment = draft.managerComment
    order.currency = draft.currency
    order.weightGrams = draft.weightGrams
    order.length = draft.lengthMillimetres
    order.width = draft.widthMillimetres
    order.height = draft.heightMillimetres
    order.shipmentStore = draft.shipmentStore
    order.customFields = draft.customFields
    setCustomer(draft.customer, of: &order, wall: wall)
    order.items = draft.items.map { item in
      CRMItem(
        id: takeItemID(), name: item.name, quantity: item.quantity, priceKopiykas: item.initialPriceKopiykas,
        discountKopiykas: item.discountKopiykas, weightGrams: item.weightGrams, hasOffer: item.hasOffer,
        createdAt: wall)
    }
    order.payments = draft.payments.map { payment(from: $0, wall: wall) }
    order.delivery.type = draft.deliveryType
    order.delivery.costKopiykas = draft.deliveryCostKopiykas
    order.delivery.address = draft.address
    order.delivery.data = deliveryData(draft.data, of: order)
    insert(order, by: actor, now: now)
    return order.id
  }

  /// Mends the company on its own card: no order's history tells of it.
  public func setCompany(ofOrder id: Int64, _ contragent: CRMOrderDraft.Contragent) {
    guard let position = position(of: id) else { return }
    orders[position].company?.contragent = contragent
  }

  private func setCustomer(_ customer: CRMOrderDraft.Customer, of order: inout CRMOrder, wall: CRMWallTime) {
    switch customer {
    case .individual: break
    case .contragent(let contragent): order.contragent = contragent
    case .corporate(let name, let contragent):
      order.customer.nickName = name
      order.customer.contactID = nextCustomerID
      order.company = CRMCompany(id: nextCustomerID + 1, name: name, contragent: contragent)
      nextCustomerID += 2
    }
  }

  private func deliveryData(_ draft: CRMOrderDraft.DeliveryData, of order: CRMOrder) -> CRMDeliveryData {
    var data = CRMDeliveryData()
    data.locked = draft.locked ?? (startsLocked(order.delivery.type) ? true : nil)
    data.externalID = draft.externalID
    data.trackNumber = draft.trackNumber
    data.tariff = draft.tariff
    data.payerType = draft.payerType
    data.pickuppointID = draft.pickuppointID
    data.shipmentpointID = draft.shipmentpointID
    data.extraData = draft.extraData
    data.packages = draft.packages.enumerated().map { offset, package in
      CRMPackage(
        id: String(offset + 1), weightGrams: package.weightGrams, length: package.lengthMillimetres,
        width: package.widthMillimetres, height: package.heightMillimetres)
    }
    data.declaredValues = draft.declaredValues.compactMap { value in
      guard order.items.indices.contains(value.item) else { return nil }
      return CRMDeclaredValue(orderProduct: order.items[value.item].id, kopiykas: value.kopiykas)
    }
    return data
  }

  private func payment(from draft: CRMOrderDraft.Payment, wall: CRMWallTime) -> CRMPayment {
    defer { nextPaymentID += 1 }
    let paid = draft.status.map(completePayments.contains) ?? false
    return CRMPayment(
      id: nextPaymentID, type: draft.type, status: draft.status, amountKopiykas: draft.amountKopiykas,
      paidAt: paid ? wall : nil, comment: draft.comment)
  }

  /// One save of anything; false when the order does not exist, is deleted, or nothing changed.
  @discardableResult
  func change(
    _ id: Int64, _ now: SandboxTime, _ actor: CRMActor, _ mutate: (inout CRMOrder) -> Void
  ) -> Bool {
    guard let position = position(of: id), !orders[position].deleted else { return false }
    return save(position, by: actor, now: now, mutate)
  }

  @discardableResult
  public func setStatus(
    _ id: Int64, _ status: String, comment: String? = nil, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { order in
      order.status = status
      if let comment { order.statusComment = comment }
    }
  }

  /// The box «do not synchronise with the delivery service».
  @discardableResult
  public func setLocked(
    _ id: Int64, _ locked: Bool, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { $0.delivery.data.locked = locked }
  }

  @discardableResult
  public func setAddress(
    _ id: Int64, _ address: CRMOrderDraft.Address, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { $0.delivery.address = address }
  }

  /// Parts left nil stay as they are.
  @discardableResult
  public func setRecipient(
    _ id: Int64, lastName: String? = nil, firstName: String? = nil, patronymic: String? = nil,
    phone: String? = nil, email: String? = nil, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { order in
      order.lastName = lastName ?? order.lastName
      order.firstName = firstName ?? order.firstName
      order.patronymic = patronymic ?? order.patronymic
      order.phone = phone ?? order.phone
      order.email = email ?? order.email
    }
  }

  @discardableResult
  public func setCustomer(
    _ id: Int64, _ customer: CRMOrderDraft.Customer, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    let wall = zone.wall(now)
    return change(id, now, actor) { order in
      order.contragent = CRMOrderDraft.Contragent()
      order.company = nil
      order.customer = CRMCustomer(id: nextCustomerID, createdAt: wall)
      nextCustomerID += 1
      setCustomer(customer, of: &order, wall: wall)
    }
  }

  @discardableResult
  public func setDeliveryType(
    _ id: Int64, _ code: String?, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { setType(code, of: &$0) }
  }

  /// Nil when the order does not exist.
  @discardableResult
  public func addPayment(
    _ id: Int64, _ draft: CRMOrderDraft.Payment, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Int64? {
    let added = payment(from: draft, wall: zone.wall(now))
    return change(id, now, actor) { $0.payments.append(added) } ? added.id : nil
  }

  /// Marks a payment as paid; without `payment`, all of the order's.
  @discardableResult
  public func payPayment(
    _ id: Int64, payment: Int64? = nil, status: String = "paid", now: SandboxTime,
    by actor: CRMActor = .manager
  ) -> Bool {
    let wall = zone.wall(now)
    return change(id, now, actor) { order in
      for offset in order.payments.indices where payment == nil || order.payments[offset].id == payment {
        order.payments[offset].status = status
        order.payments[offset].paidAt = completePayments.contains(status) ? wall : nil
      }
    }
  }

  @discardableResult
  public func setPaymentAmount(
    _ id: Int64, payment: Int64, kopiykas: Int64, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { order in
      for offset in order.payments.indices where order.payments[offset].id == payment {
        order.payments[offset].amountKopiykas = kopiykas
      }
    }
  }

  @discardableResult
  public func removePayment(
    _ id: Int64, payment: Int64, now: SandboxTime, by actor: CRMActor = .manager
  ) -> Bool {
    change(id, now, actor) { $0.payments.removeAll { $0.id == payment } }
  }
}
