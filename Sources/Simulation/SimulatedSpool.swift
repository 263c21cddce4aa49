// The label spool and the printer of a life: what a shop's packer would find in the folder and in the tray. Storing and
// printing are port calls at which a life may crash; what came out of the printer stays there.
internal import ShippingCore
internal import SyncEngine

final class SimulatedSpool: LabelSpool {
  private let incarnation: Incarnation
  private let world: SimulatedWorld

  init(incarnation: Incarnation, world: SimulatedWorld) {
    self.incarnation = incarnation
    self.world = world
  }

  func store(
    _ pdf: [UInt8], cabinet: CabinetID, day: String, order: OrderID, barcode: Barcode
  ) throws -> String {
    let file = try store(pdf, at: [cabinet.rawValue, day, "\(order)-\(barcode).pdf"])
    if !incarnation.isDead || world.spool[file] != nil {
      world.labels.insert(barcode.text)
      world.labelsStored[barcode.text, default: 0] += 1
    }
    return file
  }

  func store(_ pdf: [UInt8], at path: [String]) throws -> String {
    guard let call = incarnation.enter(.spool) else { throw SimulatedSpool.gone }
    if world.isDiskFull {
      incarnation.leave(call)
      throw LedgerFailure(.full, "no space left")
    }
    let file = path.joined(separator: "/")
    world.spool[file] = pdf
    incarnation.leave(call)
    return file
  }

  func read(_ file: String) throws -> [UInt8]? {
    guard !incarnation.isDead else { throw SimulatedSpool.gone }
    return world.spool[file]
  }

  func remove(_ file: String) throws {
    guard let call = incarnation.enter(.spool) else { throw SimulatedSpool.gone }
    world.spool[file] = nil
    incarnation.leave(call)
  }

  func forget(_ order: OrderID, on days: [SpoolDay]) throws -> ForgottenFiles {
    guard let call = incarnation.enter(.spool) else { throw SimulatedSpool.gone }
    let removed = world.spool.keys.filter { $0.contains("/\(order)-") }.sorted()
    for file in removed { world.spool[file] = nil }
    incarnation.leave(call)
    return ForgottenFiles(removed: removed)
  }

  func place(of file: String) -> String { "/spool/\(file)" }

  private static let gone = LedgerFailure(.io, "the process is gone")
}

/// The owner's mail command: what it was given stays given, whatever becomes of the daemon.
final class SimulatedMessenger: Messenger {
  private let incarnation: Incarnation
  private let world: SimulatedWorld

  init(incarnation: Incarnation, world: SimulatedWorld) {
    self.incarnation = incarnation
    self.world = world
  }

  func send(_ text: [UInt8], by command: [String]) async -> PrintEnding {
    guard let call = incarnation.enter(.message) else { return .notStarted("the process is gone") }
    await incarnation.time.pause(milliseconds: 30)
    let ending = world.deliver(text, by: command)
    if !incarnation.isDead { incarnation.leave(call) }
    return incarnation.isDead ? .unclear("the process is gone") : ending
  }
}

final class SimulatedPrinter: Printer {
  private let incarnation: Incarnation
  private let world: SimulatedWorld

  init(incarnation: Incarnation, world: SimulatedWorld) {
    self.incarnation = incarnation
    self.world = world
  }

  func run(_ command: [String]) async -> PrintEnding {
    guard let call = incarnation.enter(.print) else { return .notStarted("the process is gone") }
    await incarnation.time.pause(milliseconds: world.printMilliseconds)
    // The command runs on when the daemon dies.
    let ending = world.print(command)
    if !incarnation.isDead { incarnation.leave(call) }
    return incarnation.isDead ? .unclear("the process is gone") : ending
  }
}
