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
      parcels = packages.prefix(ShippingLimits.parcels).enumerated().map { index, package in
        let path = "delivery.data.packages[\(index)]"
        return parcel(
          weight: positive(package.weight) ?? positive(cabinet.parcel.weight), weightPath: "\(path).weight",
          sides: sides(package.dimensions) ?? sides(cabinet.parcel.dimensions), sidesPath: "\(path).length")
      }
    } else {
      let package = packages.first
      parcels = [
        parcel(
          weight: positive(package?.weight) ?? positive(order.weight) ?? itemsWeight(), weightPath: "weight",
          sides: sides(package?.dimensions) ?? sides(order.dimensions) ?? sides(cabinet.parcel.dimensions),
          sidesPath: "length")
      ]
    }
    let total = parcels.reduce(0 as Int64) { saturatingSum($0, $1.weight.amount) }
    if total > ShippingLimits.shipmentWeight.amount {
      findings.add(
        .weightTooLarge, field: "delivery.data.packages", details: kilograms(ShippingLimits.shipmentWeight))
    }
    return parcels
  }

  private mutating func parcel(
    weight: Grams?, weightPath: String, sides: Dimensions?, sidesPath: String
  ) -> ShipmentPlan.Parcel {
    if weight == nil { findings.add(.weightMissing, field: weightPath) }
    if let weight, weight > ShippingLimits.parcelWeight {
      findings.add(.weightTooLarge, field: weightPath, details: kilograms(ShippingLimits.parcelWeight))
    }
    if sides == nil { findings.add(.sidesMissing, field: sidesPath) }
    let rounded = sides?.centimetres ?? (length: 0, width: 0, height: 0)
    let longestFirst = [rounded.length, rounded.width, rounded.height].sorted(by: >)
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

  /// The sum of the items' weights. When some have none the sum is only a lower bound of the shop's
  /// default, and nothing without a default: too little is charged for at the counter.
  private func itemsWeight() -> Grams? {
    let items = shippedItems
    let known = items.compactMap { item in
      positive(item.weight).map { multiplied($0.amount, item.quantity, .up) }
    }
    let sum = known.reduce(0 as Int64) { saturatingSum($0, $1) }
    let fallback = positive(cabinet.parcel.weight)
    if known.count < items.count || items.isEmpty { return fallback.map { max($0, Grams(sum)) } }
    return sum > 0 ? Grams(sum) : fallback
  }

  private func kilograms(_ weight: Grams) -> String { "\(weight.amount / 1000)" }

  // MARK: declared value

  /// Gives every parcel its share of the declared value; the shares add up to it exactly.
  mutating func declareValues(
    of parcels: inout [ShipmentPlan.Parcel], type: ShipmentType, toDoor: Bool, payer: Payer, postPay: Kopiykas
  ) {
    let isNeeded =
      postPay > .zero || parcels.count > 1 || (type == .standard && (toDoor || payer == .receiver))
    let total = cabinet.allowsZeroDeclaredValue && !isNeeded ? .zero : max(itemsValue(), postPay)
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
