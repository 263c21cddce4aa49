// What the process tests share: a stage with the sandbox on a real socket, the built daemon as a real
// process, and waits with a deadline. Where the daemon was not built beside the tests they are skipped,
// visibly.
import Foundation
import Rehearsal
import Sandbox
import Testing

/// One after another: each starts processes and looks at what they do in time.
@Suite(.serialized, .enabled(if: Built.daemon != nil, "ukrposhta-syncd is not built beside the tests"))
struct ProcessTests {}

enum Built {
  static let daemon = RehearsalFolder.daemonBesideThisProgram

  static func program() throws -> String { try #require(daemon) }

  /// Another program of the package, built into the same place.
  static func beside(_ name: String) -> String? {
    guard let daemon else { return nil }
    let path = URL(fileURLWithPath: daemon).deletingLastPathComponent().path + "/\(name)"
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }
}

/// How long a test may take as a whole; a busy machine with two cores needs a tenth of it.
private let longestTest = Duration.seconds(240)

/// A stage, its folder and one daemon, cleared away whatever happens.
struct Scene: Sendable {
  let stage: Stage
  let crew: DaemonCrew
  let patience = Patience(limit: longestTest)

  static func play(
    _ pace: RehearsalPace = .killing, seed: UInt64 = 5, plain: String? = nil,
    _ body: (Scene) async throws -> Void
  ) async throws {
    let folder = try RehearsalFolder.temporary("process-test")
    let stage = try await Stage(shop: Shop(seed: seed, plain: plain), folder: folder, pace: pace)
    let scene = Scene(stage: stage, crew: DaemonCrew(folder: folder, program: try Built.program()))
    do {
      try await body(scene)
    } catch {
      await scene.clear()
      throw error
    }
    await scene.clear()
    try folder.remove()
  }

  private func clear() async {
    await crew.dismiss()
    await stage.close()
  }

  /// Starts the daemon and waits until it follows the history, so that orders entered from now on are its
  /// own.
  func start() async throws {
    try await crew.start()
    try await following()
  }

  func following() async throws {
    try await wait(for: "the first look at the history") {
      stage.isFollowed
    }
  }

  func enter(_ count: Int) throws -> [Int64] { try stage.shop.orders(count).map(stage.create) }

  /// Every order has one live shipment, its label on disk and its number in the CRM.
  func complete(_ orders: [Int64]) async throws {
    try await wait(for: "\(orders.count) orders to be complete") {
      let shipments = stage.shipments
      let labels = stage.folder.labelFiles()
      return try orders.allSatisfy { order in
        let live = shipments.live(order)
        guard live.count == 1, let barcode = live.first?.barcode, labels[barcode] != nil else { return false }
        return try stage.card(order).trackNumber == barcode
      }
    }
  }

  func wait(for what: String, _ isSo: () async throws -> Bool) async throws {
    try await patience.wait(for: what) {
      if let end = await crew.unexpectedEnd {
        throw RehearsalFailure("the daemon ended by itself: \(end)\n\(stage.folder.logText.suffix(2_000))")
      }
      return try await isSo()
    }
  }

  var creates: Int { stage.calls(to: "POST shipment-groups/{g}/shipments") }

  /// Shipments ever made for each of these orders.
  func made(_ orders: [Int64]) -> [Int] {
    let shipments = stage.shipments
    return orders.map { shipments.all($0).count }
  }
}

/// A program that is run to its end.
struct Finished {
  var end: DaemonProcess.End
  var output: String

  static func run(_ program: String, _ arguments: [String], in folder: RehearsalFolder) async throws
    -> Finished
  {
    let output = "\(folder.path)/output-\(UUID().uuidString)"
    let process = try DaemonProcess(program: program, arguments: arguments, log: output)
    do {
      let end = try await process.ended(within: .seconds(30))
      return Finished(end: end, output: try String(contentsOfFile: output, encoding: .utf8))
    } catch {
      process.signal(9)
      throw error
    }
  }
}
