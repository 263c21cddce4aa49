// Printing labels. One command at a time in a cabinet, so that labels come in order; a few turns wait for it, and count for
// nothing meanwhile, so that a slow printer holds up nobody else's order. The intent is committed only when the printer is
// free, and an order that waited for long is read again first: it may have been cancelled.
//
// What a newcomer gets wrong: after a command that hung, the next one hangs too, and each takes a label with it of which
// nobody knows whether it is on paper. So the whole cabinet's printing rests, and is held when that happens again and again.
import Logging
import ShippingCore

/// A cabinet's printer, as far as this process knows it.
struct PrintDesk {
  var isPrinting = false
  var waiting: [CheckedContinuation<Void, Never>] = []
  /// Nothing is printed before this uptime: the command hung or was killed.
  var restsUntil: Duration?
  /// Commands in a row of which nobody knows how they ended.
  var unclear = 0

  /// Nothing is printed before somebody says so.
  var isHeld: Bool { unclear >= Bound.unclearPrints }

  /// For how long a print is put off; nil = the printer may be used.
  func pause(at uptime: Duration) -> Duration? {
    if isHeld { return Bound.heldPrintPause }
    return restsUntil.flatMap { uptime < $0 ? $0 - uptime : nil }
  }
}

extension Engine {
  /// The print step, once it is its turn; the entry with the print put off when it is not.
  func takePrint(
    _ step: Step, of shipment: Shipment, entry: LedgerEntry, ready: inout ReadyTurn
  ) async throws(LedgerFailure) -> LedgerEntry {
    let cabinet = shipment.cabinet
    if let pause = await putOff(cabinet) {
      var later = entry
      later.changeShipment(shipment.uuid) { $0.putOffPrint(until: clock.now() + pause) }
      return later
    }
    defer { leavePrinter(cabinet) }
    // Stopped while waiting: nothing is begun any more.
    if isStopping { return entry }
    return try await take(step, entry: entry, ready: &ready)
  }

  /// Waits for the cabinet's printer; returns for how long the print is put off instead, nil when it is this one's turn.
  private func putOff(_ cabinet: CabinetID) async -> Duration? {
    let desk = printDesks[cabinet] ?? PrintDesk()
    if let pause = desk.pause(at: clock.uptime()) { return pause }
    if !desk.isPrinting {
      printDesks[cabinet, default: PrintDesk()].isPrinting = true
      return nil
    }
    if desk.waiting.count >= Bound.printsWaiting { return Bound.printPause }
    let since = clock.uptime()
    await waitForPrinter(of: cabinet)
    if let pause = printDesks[cabinet]?.pause(at: clock.uptime()) {
      leavePrinter(cabinet)
      return pause
    }
    if clock.uptime() - since > Bound.printStaleness {
      leavePrinter(cabinet)
      return Bound.printAgain
    }
    return nil
  }

  /// Handed over by the one before: `isPrinting` stays set.
  private func waitForPrinter(of cabinet: CabinetID) async {
    printWaits += 1
    defer { printWaits -= 1 }
    readMoreTurns()
    await withCheckedContinuation { continuation in
      // Asked again: it may have been handed back before this runs.
      if printDesks[cabinet]?.isPrinting == true {
        printDesks[cabinet]?.waiting.append(continuation)
      } else {
        printDesks[cabinet, default: PrintDesk()].isPrinting = true
        continuation.resume()
      }
    }
  }

  private func leavePrinter(_ cabinet: CabinetID) {
    guard var desk = printDesks[cabinet] else { return }
    if desk.waiting.isEmpty {
      desk.isPrinting = false
      printDesks[cabinet] = desk
    } else {
      let next = desk.waiting.removeFirst()
      printDesks[cabinet] = desk
      next.resume()
    }
  }

  /// The operator looked at the printer.
  func releasePrinter(_ cabinet: CabinetID) {
    guard let desk = printDesks[cabinet], desk.unclear > 0 else { return }
    printDesks[cabinet]?.unclear = 0
    printDesks[cabinet]?.restsUntil = nil
    if desk.isHeld { log.notice("printing goes on", metadata: ["CABINET": "\(cabinet)"]) }
  }

  /// Each rest is twice as long as the one before.
  private func noteUnclearPrint(_ cabinet: CabinetID) {
    var desk = printDesks[cabinet] ?? PrintDesk()
    let wasHeld = desk.isHeld
    desk.restsUntil = clock.uptime() + Bound.printerRest * (1 << min(desk.unclear, Bound.unclearPrints))
    desk.unclear += 1
    printDesks[cabinet] = desk
    if desk.isHeld, !wasHeld { log.error("printing held", metadata: ["CABINET": "\(cabinet)"]) }
  }

  func printLabel(of shipment: Shipment) async -> Outcome<StepValue> {
    guard let command = settings.printCommands[shipment.cabinet], !command.isEmpty else {
      return .unsent(
        Failure(.terminal, code: "print-command-missing", message: "no print command for this cabinet"))
    }
    do {
      guard let file = shipment.label, try spool.read(file) != nil else {
        return .done(.errand(.labelMissing))
      }
      let place = spool.place(of: file)
      let ending = await printer.run(command.map { $0.replacing("{file}", with: place) })
      if case .unclear = ending {
        noteUnclearPrint(shipment.cabinet)
      } else {
        printDesks[shipment.cabinet]?.unclear = 0
      }
      switch ending {
      case .exited(0, _): return .done(.errand(.printed))
      case .exited(let code, let complaint):
        return .refused(Failure(.transient, code: "print-exit-\(code)", message: complaint))
      case .notStarted(let reason):
        return .unsent(Failure(.transient, code: "print-not-started", message: reason))
      case .unclear(let reason):
        return .unknown(Failure(.ambiguous, code: "print-unclear", message: reason))
      }
    } catch {
      return .unsent(Failure(.transient, code: "spool", message: "\(error)"))
    }
  }

  func notePrint(
    _ outcome: Outcome<StepValue>, _ failure: Failure, _ fields: Logger.Metadata, entry: LedgerEntry
  ) {
    var fields = fields
    fields["COMPLAINT"] = "\(failure.message)"
    let attempt = (entry.shipment?.print?.retry?.attempts ?? 0) + 1
    fields["ATTEMPT"] = "\(attempt)"
    if case .unknown = outcome {
      log.warning("print in doubt, not repeated", metadata: fields)
    } else if attempt == Errand.printPatience {
      log.error("label not printed for long, tried on", metadata: fields)
    } else if attempt > Errand.printPatience {
      log.debug("print command failed", metadata: fields)
    } else {
      log.warning("print command failed", metadata: fields)
    }
  }
}
