// Weight and size of every parcel, and its share of the declared value. The CRM keeps millimetres and lets
// a manager enter sides in any order; Ukrposhta wants whole centimetres with the longest side first.

extension Planner {
  /// The parcels without declared values; one of the order itself when it has no packages.
  mutating func parcels(type: ShipmentType, technology: Technology) -> [ShipmentPlan.Parcel] {
    let packages = order.delivery.data.packages
    let limit = ShippingLimits.parcels(type: type, technology: technology)
    if packages.count > limit {
      findings.add(.tooManyParcels, field: "delivery.data.packages", details: "\(limit)")
    }
    let parcels: [ShipmentPlan.Parcel]
    if packages.count > 1 {
      let packages = Array(packages.prefix(ShippingLimits.parcels))
      parcels = zip(packages, weights(of: packages)).enumerated().map { index, package in
        let path = "delivery.data.packages[\(index)]"
        return parcel(
          type, weight: package.1, at: "\(path).weight", orMissing: .packageWeightMissing,
          sides: sides(package.0.dimensions) ?? sides(cabinet.parcel.dimensions), at: "\(path).length")
      }
    } else {
      let package = packages.first
      parcels = [
        parcel(
          type, weight: positive(package?.weight) ?? positive(order.weight) ?? itemsWeight(), at: "weight",
          orMissing: .weightMissing,
          sides: sides(package?.dimensions) ?? sides(order.dimensions) ?? sides(cabinet.parcel.dimensions),
          at: "length")
      ]
    }
    let total = parcels.reduce(0 as Int64) { saturatingSum($0, $1.weight.amount) }
    if total > ShippingLimits.shipmentWeight.amount {
      findings.add(
        .orderTooHeavy, field: "delivery.data.packages", details: kilograms(ShippingLimits.shipmentWeight))
    }
    return parcels
  }

  private mutating func parcel(
    _ type: ShipmentType, weight: Grams?, at weightPath: String, orMissing missing: ProblemCode,
    sides: Dimensions?, at sidesPath: String
  ) -> ShipmentPlan.Parcel {
    if weight == nil { findings.add(missing, field: weightPath) }
    if let weight, weight > ShippingLimits.parcelWeight {
      // More packages are no help where the card has none, or the service takes one.
      let canBeSplit = cabinet.mode == .native && type != .document && type != .cargo
      findings.add(
        canBeSplit ? .weightTooLarge : .orderTooHeavy, field: weightPath,
        details: kilograms(ShippingLimits.parcelWeight))
    }
    if sides == nil { findings.add(.sidesMissing, field: sidesPath) }
    let rounded = sides?.centimetres ?? (length: 0, width: 0, height: 0)
    let longestFirst = [rounded.length, rounded.width, rounded.height].sorted(by: >)
    if type == .cargo, sides != nil,
      longestFirst[0] < ShippingLimits.cargoLongestSide
        || !ShippingLimits.cargoSides.contains(longestFirst.reduce(0, +))
    {
      findings.add(.sidesNotCargo, field: sidesPath)
    }
    return ShipmentPlan.Parcel(
      weight: weight ?? Grams(0), lengthCentimetres: longestFirst[0], widthCentimetres: longestFirst[1],
      heightCentimetres: longestFirst[2], declaredPrice: .zero)
  }

  private func positive(_ weight: Grams?) -> Grams? {
    weight.flatMap { $0.amount > 0 ? $0 : nil }
  }

  /// nil unless all three are there.
  private func sides(_ dimensions: Dimensions?) -> Dimensions? {
    dimensions.flatMap {
      $0.lengthMillimetres > 0 && $0.widthMillimetres > 0 && $0.heightMillimetres > 0 ? $0 : nil
    }
  }

  /// Of several packages. A single one without a weight is what the others leave of the whole; which of two weighs
  /// what, nobody knows. The shop's default is for orders that tell no weight but that of packages.
  private func weights(of packages: [Order.Package]) -> [Grams?] {
    var weights = packages.map { positive($0.weight) }
    let unknown = weights.indices.filter { weights[$0] == nil }
    guard positive(order.weight) != nil || shippedItems.contains(where: { positive($0.weight) != nil }) else {
      return weights.map { $0 ?? positive(cabinet.parcel.weight) }
    }
    let items = knownItemsWeight()
    guard unknown.count == 1, let index = unknown.first,
      let whole = positive(order.weight) ?? (items.isComplete ? items.sum : nil)
    else { return weights }
    let others = weights.reduce(0 as Int64) { saturatingSum($0, $1?.amount ?? 0) }
    weights[index] = whole.amount > others ? Grams(whole.amount - others) : nil
    return weights
  }

  /// The sum of the items' weights. When some have none the sum is only a lower bound of the shop's
  /// default, and nothing without a default: too little is charged for at the counter.
  private func itemsWeight() -> Grams? {
    let known = knownItemsWeight()
    let fallback = positive(cabinet.parcel.weight)
    if !known.isComplete { return fallback.map { max($0, known.sum) } }
    return positive(known.sum) ?? fallback
  }

  private func knownItemsWeight() -> (sum: Grams, isComplete: Bool) {
    let items = shippedItems
    let known = items.compactMap { item in
      positive(item.weight).map { multiplied($0.amount, item.quantity, .up) }
    }
    let sum = known.reduce(0 as Int64) { saturatingSum($0, $1) }
    return (Grams(sum), known.count == items.count && !items.isEmpty)
  }

  private func kilograms(_ weight: Grams) -> String { "\(weight.amount / 1000)" }

  // MARK: declared value

  /// Gives every parcel its share of the declared value; the shares add up to it exactly.
  mutating func declareValues(
    of parcels: inout [ShipmentPlan.Parcel], type: ShipmentType, toDoor: Bool, payer: Payer, postPay: Kopiykas
  ) {
    let isNeeded =
      postPay > .zero || parcels.count > 1 || (type == .standard && (toDoor || payer == .receiver))
    // What the manager declared goes before the shop's default.
    let isTyped = shippedItems.contains { order.declaredValue(of: $0).map { $0 > .zero } ?? false }
    let declaresNothing = cabinet.allowsZeroDeclaredValue && !isNeeded && !isTyped
    let total = declaresNothing ? .zero : max(itemsValue(), postPay)
    if isNeeded, total <= .zero { findings.add(.declaredValueMissing, field: "items") }
    if type == .document, total > ShippingLimits.documentDeclaredValue {
      findings.add(
        .declaredTooLargeForDocument, field: "items", details: ShippingLimits.documentDeclaredValue.hryvnias)
    }
    let count = Int64(max(parcels.count, 1))
    let (share, rest) = max(total.amount, 0).quotientAndRemainder(dividingBy: count)
    for index in parcels.indices {
      parcels[index].declaredPrice = Kopiykas(share + (Int64(index) < rest ? 1 : 0))
    }
  }
}
