// The few facts by which lists of orders are usually filtered, as small numbers beside the orders. A sweep over a hundred
// thousand orders asks for a page at a time, and looking into every order for each page would be most of a load test.

struct CRMFacts {
  private struct Fact {
    var type: Int32
    var status: Int32
    var site: Int32
    var deleted: Bool
  }

  /// Numbers of codes that are looked for; nil when all will do.
  typealias Wanted = Set<Int32>?

  private var facts: [Fact] = []
  private var numbers: [String: Int32] = [:]

  mutating func set(_ order: CRMOrder, at position: Int) {
    let fact = Fact(
      type: number(order.delivery.type ?? ""), status: number(order.status), site: number(order.site),
      deleted: order.deleted)
    if position < facts.count { facts[position] = fact } else { facts.append(fact) }
  }

  private mutating func number(_ code: String) -> Int32 {
    if let known = numbers[code] { return known }
    let number = Int32(numbers.count)
    numbers[code] = number
    return number
  }

  private func wanted(_ codes: Set<String>?) -> Wanted {
    codes.map { Set($0.compactMap { numbers[$0] }) }
  }

  /// Positions, ascending, of the orders that are there and have one of each kind of code.
  func positions(types: Set<String>?, statuses: Set<String>?, sites: Set<String>?) -> [Int] {
    let types = wanted(types)
    let statuses = wanted(statuses)
    let sites = wanted(sites)
    return facts.indices.filter { position in
      let fact = facts[position]
      return !fact.deleted && types?.contains(fact.type) != false && statuses?.contains(fact.status) != false
        && sites?.contains(fact.site) != false
    }
  }
}
