// Good answers, spoiled at random: nothing traps, and a spoiled answer to a create is either read exactly
// or unknown. The seed is the test's argument, so a failing case names what repeats it.
import Foundation
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing
import Ukrposhta

/// Ways to spoil one value.
private func spoil(_ tree: Tree, with generator: inout SeededGenerator) throws -> Tree? {
  let places = tree.places
  let place = places[Int.random(in: 0..<places.count, using: &generator)]
  let choice = Int.random(in: 0..<13, using: &generator)
  return tree.changing(place[...]) { value in
    switch (choice, value) {
    case (0, _): return .null
    case (1, _): return .bool(true)
    case (2, _): return .number(0)
    case (3, _): return .number(-1)
    case (4, _): return .text("")
    case (5, _): return .list([])
    case (6, _): return .object([:])
    case (7, _): return .list([value])
    case (8, _): return .list([value, value])
    case (9, _): return .object(["x": value])
    case (10, .text(let text)): return Int64(text).map { .number(.init($0)) } ?? .text(text + " ")
    case (10, .number(let number)): return .text(number.description)
    case (11, .object(var members)):
      members["uuid"] = nil
      return .object(members)
    case (12, _): return .text("Щось\u{0}зовсім \"інше\"")
    default: return place.isEmpty ? .null : nil
    }
  }
}

@Suite(.enabled(if: Fixtures.areThere, "the shared fixtures are not there"))
struct MutationTests {
  private static let roundsPerSeed = 150
  private static let fixture = "shipment-response-express-w2d-entrepreneur"
  private let uuid = ShipmentUUID("9d6285f1-1693-4ea0-8c55-29e13ca8eed2")
  private let recipient = ClientUUID("b533c4a3-e483-4e73-b13b-dbaa53d7e180")

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func spoiledCreate(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let good = try Fixtures.tree(Self.fixture)
    var endings: [Ending.Kind: Int] = [:]
    for _ in 0..<Self.roundsPerSeed {
      // One to three places at once. The members that matter are hit more often than their share.
      var tree = good
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        tree = try spoil(tree, with: &generator) ?? .null
      }
      if Int.random(in: 0..<4, using: &generator) == 0 {
        let key = ["uuid", "barcode", "recipient"].randomElement(using: &generator) ?? "uuid"
        if let member = tree[key] { tree[key] = try spoil(member, with: &generator) }
      }
      let outcome = try await create(answering: try tree.encoded())
      endings[outcome.ending.kind, default: 0] += 1
      switch outcome {
      case .done(let receipt):
        #expect(receipt.uuid == uuid)
        #expect(receipt.barcode.text == "5551400000659")
      case .unknown(let failure): #expect(failure.kind == .ambiguous)
      case .refused, .unsent: Issue.record("a sent create with status 200 is never \(outcome.ending.kind)")
      }
    }
    #expect(endings[.done, default: 0] > 0)
    #expect(endings[.unknown, default: 0] > 0)
  }

  @Test func cutOffCreate() async throws {
    let whole = try Fixtures.tree(Self.fixture).encoded()
    for length in stride(from: 0, to: whole.count, by: 13) {
      #expect(try await create(answering: Array(whole.prefix(length))).ending.kind == .unknown)
    }
    #expect(try await create(answering: whole).value?.uuid == uuid)
  }

  /// A listing is read whole, or refused: never with one entry less or another identity.
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func spoiledListing(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let good = try Fixtures.tree(Self.fixture)
    var other = good
    other["uuid"] = .text("b")
    other["barcode"] = .text("0500113014256")
    for _ in 0..<Self.roundsPerSeed {
      let spoiled = try spoil(other, with: &generator) ?? .null
      let listing = Tree.list([good, spoiled, good])
      let outcome = await Sample.carrier(answering: HTTPResponse(status: 200, body: try listing.encoded()))
        .shipments(group: Sample.group)
      switch outcome {
      case .done(let receipts):
        #expect(receipts.map(\.uuid) == [uuid, ShipmentUUID("b"), uuid])
        #expect(receipts.map(\.barcode.text) == ["5551400000659", "0500113014256", "5551400000659"])
      case .refused(let failure):
        #expect(failure.code == "odd-listing")
        #expect(failure.path?.hasPrefix("[1]") == true)
      case .unsent, .unknown: Issue.record("a listing is done or refused")
      }
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func spoiledTracking(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let good = try Fixtures.tree("tracking-with-not-found-response")
    let asked = try ["0500100031143", "0500100031135"].map { try Sample.barcode($0) }
    for _ in 0..<Self.roundsPerSeed {
      let tree = try spoil(try spoil(good, with: &generator) ?? .null, with: &generator) ?? .null
      let response = HTTPResponse(status: 200, body: try tree.encoded())
      guard let answer = await Sample.carrier(answering: response).lastStatuses(asked).value else { continue }
      for barcode in asked {
        let isKnown = answer.found[barcode] != nil || answer.odd[barcode] != nil
        #expect(isKnown != answer.notFound.contains(barcode))
      }
      #expect(Set(answer.found.keys).union(answer.odd.keys).union(answer.notFound) == Set(asked))
    }
  }

  /// Single bytes changed, dropped or doubled in every kind of answer, under good and bad statuses.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func spoiledBytes(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let names = [
      Self.fixture, "client-company-response", "address-create-response", "shipment-group-list-response",
      "shipment-lifecycle-response", "tracking-with-not-found-response", "price-domestic-response",
      "error-404-upe02000", "error-401-gateway",
    ]
    for name in names {
      let good = try Fixtures.bytes(name)
      for _ in 0..<8 {
        var bytes = good
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
          let at = Int.random(in: 0..<bytes.count, using: &generator)
          switch Int.random(in: 0..<3, using: &generator) {
          case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
          case 1: bytes.remove(at: at)
          default: bytes.insert(bytes[at], at: at)
          }
        }
        for status in [200, 404, 500] {
          for call in PortCall.all {
            let response = HTTPResponse(status: status, body: bytes)
            let ending = try await call.run(Sample.carrier(answering: response))
            #expect(ending.kind != .unsent)
            if status == 500, call.isWrite { #expect(ending.kind == .unknown) }
          }
        }
      }
    }
  }

  private func create(answering body: [UInt8]) async throws -> Outcome<Receipt> {
    try await Sample.carrier(answering: HTTPResponse(status: 200, body: body)).createShipment(
      Sample.plan(), group: Sample.group, sender: Sample.sender, recipient: recipient,
      address: Sample.address,
      externalID: Sample.externalID)
  }
}
