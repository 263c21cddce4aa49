// The simulated answers against the recorded ones: every member of a recording is a member here, of the same
// kind. What the recordings have as null may be anything, and documents of persons are left out.
import Foundation
import Testing

@testable import Sandbox

enum SharedFixtures {
  /// `$SHARED_FIXTURES`, else `../shared/fixtures` beside the package.
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["SHARED_FIXTURES"] { return URL(fileURLWithPath: path) }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/fixtures")
  }()

  static var arePresent: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("ukrposhta").path)
  }

  static func ukrposhta(_ name: String) throws -> JSONValue {
    let bytes = try Data(contentsOf: folder.appendingPathComponent("ukrposhta/\(name).json"))
    return try #require(JSONValue(parsing: Array(bytes)))
  }
}

@Suite(.enabled(if: SharedFixtures.arePresent, "shared fixtures are not here"))
struct UkrposhtaFixtureTests {
  let bench = PostBench()

  /// Paths at which `mine` lacks a member of `recorded` or has it as another kind.
  private func differences(_ recorded: JSONValue, _ mine: JSONValue?, _ path: String = "") -> [String] {
    guard let mine else { return ["\(path): missing"] }
    switch (recorded, mine) {
    case (.null, _), (_, .null): return []
    case (.object(let members), .object):
      return members.keys.sorted().filter { $0 != "documents" }
        .flatMap { differences(members[$0] ?? .null, mine[$0], path + "/" + $0) }
    case (.array(let one), .array(let two)):
      guard let first = one.first, let second = two.first else { return [] }
      return differences(first, second, path + "/0")
    case (.string, .string), (.bool, .bool), (.integer, .integer), (.number, .number), (.integer, .number),
      (.number, .integer):
      return []
    default: return ["\(path): another kind"]
    }
  }

  @Test func shipment() throws {
    let recorded = try SharedFixtures.ukrposhta("shipment-response-express-w2d-entrepreneur")
    let (uuid, _) = try bench.shipment()
    #expect(differences(recorded, bench.send("GET", "shipments/\(uuid)").json) == [])
    let lifecycle = try SharedFixtures.ukrposhta("shipment-lifecycle-response")
    #expect(differences(lifecycle, bench.send("GET", "shipments/\(uuid)/lifecycle").json) == [])
  }

  @Test func clientsAndAddresses() throws {
    let person = bench.send("GET", "clients/\(try bench.client())").json
    #expect(differences(try SharedFixtures.ukrposhta("client-individual-response-2023"), person) == [])
    let company = bench.send("GET", "clients/\(try bench.client(PostBench.company))").json
    #expect(differences(try SharedFixtures.ukrposhta("client-company-response"), company) == [])
    let asked = try SharedFixtures.ukrposhta("address-create-request")
    let recorded = try SharedFixtures.ukrposhta("address-create-response")
    let answer = bench.send("POST", "addresses", asked).json
    #expect(differences(recorded, answer) == [])
    #expect(answer["detailedInfo"] == recorded["detailedInfo"])
    let countryside = try SharedFixtures.ukrposhta("address-response-countryside")
    #expect(
      bench.send("POST", "addresses", ["postcode": "07541"]).json["countryside"] == countryside["countryside"]
    )
  }

  @Test func errorsAndSmallAnswers() throws {
    let notFound = bench.send("GET", "shipments/none").json
    #expect(notFound == (try SharedFixtures.ukrposhta("error-404-upe02000")))
    var request = bench.request("GET", "/ecom/0.0.1/phones/UA/prohibited")
    request.headers["authorization"] = "Bearer wrong"
    let refused = JSONValue(parsing: bench.post.handle(request, now: bench.now).body)
    #expect(refused == (try SharedFixtures.ukrposhta("error-401-gateway")))
    let phones = bench.send("GET", "phones/UA/prohibited").json
    #expect(phones == (try SharedFixtures.ukrposhta("phones-prohibited-response")))
    let available = bench.send("GET", "addresses/availability-checking/from/01001/to/79013").json
    #expect(available == (try SharedFixtures.ukrposhta("address-availability-success")))
  }

  @Test func groupsAndPrices() throws {
    let group = try bench.group(try bench.client())
    let shown = bench.send("GET", "shipment-groups/\(group)").json
    #expect(differences(try SharedFixtures.ukrposhta("shipment-group-create-response"), shown) == [])
    let recorded = try SharedFixtures.ukrposhta("price-domestic-response")
    for name in ["price-domestic-request-flat", "price-domestic-request-parcels"] {
      let answer = bench.send("POST", "domestic/delivery-price", try SharedFixtures.ukrposhta(name))
      #expect(answer.status == 200)
      #expect(differences(recorded, answer.json) == [])
    }
  }

  @Test func trackingEventsAndTheirSteps() throws {
    let barcode = try bench.shipment().barcode
    try bench.post.accept(barcode: barcode, at: bench.now)
    let base = "/status-tracking/0.0.1/statuses"
    let recorded = try #require(SharedFixtures.ukrposhta("tracking-statuses-history").elements)
    let mine = bench.send("GET", base, query: [(name: "barcode", value: barcode)]).json
    #expect(differences(.array(recorded), mine) == [])
    #expect(recorded.indices.map { PostService.step($0) } == recorded.map { $0["step"]?.int })
    let batch = try SharedFixtures.ukrposhta("tracking-with-not-found-response")
    let answer = bench.send("POST", base + "/with-not-found", [.string(barcode), "0500100031135"]).json
    #expect(answer["notFound"] == batch["notFound"])
    #expect(answer["found"]?[barcode]?.elements?.count == 1)
  }

  @Test func minimalOldRequestIsRefusedForItsSides() throws {
    let old = try SharedFixtures.ukrposhta("shipment-create-request-minimal")
    let body = old.with("sender", ["uuid": .string(try bench.client())])
      .with("recipient", ["uuid": .string(try bench.client())])
    #expect(bench.send("POST", "shipments", body).code == "UPE01002")
  }
}
