// Printing labels. One command at a time in a cabinet, so that labels come in order and a printer that hangs holds up
// few turns; the others wait a little or come again. The intent is committed only when the printer is free.
import Logging
import ShippingCore

/// A cabinet's printer, as far as this process knows it.
struct PrintDesk {
  var isPrinting = false
  var waiting: [CheckedContinuation<Void, Never>] = []
  /// Nothing is printed before this uptime: the command hung or was killed.
  var restsUntil: Duration?
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
    if let until = desk.restsUntil, clock.uptime() < until { return until - clock.uptime() }
    if desk.waiting.count >= Bound.printsWaiting { return Bound.printPause }
    if desk.isPrinting {
      // Handed over by the one before: `isPrinting` stays set.
      await withCheckedContinuation { continuation in
        // Asked again: it may have been handed back before this runs.
        if printDesks[cabinet]?.isPrinting == true {
          printDesks[cabinet]?.waiting.append(continuation)
        } else {
          printDesks[cabinet, default: PrintDesk()].isPrinting = true
          continuation.resume()
        }
      }
      if let until = printDesks[cabinet]?.restsUntil, clock.uptime() < until {
        leavePrinter(cabinet)
        return until - clock.uptime()
      }
    } else {
      printDesks[cabinet, default: PrintDesk()].isPrinting = true
    }
    return nil
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
      switch ending {
      case .exited(0, _): return .done(.errand(.printed))
      case .exited(let code, let complaint):
        return .refused(Failure(.transient, code: "print-exit-\(code)", message: complaint))
      case .notStarted(let reason):
        return .unsent(Failure(.transient, code: "print-not-started", message: reason))
      case .unclear(let reason):
        printDesks[shipment.cabinet]?.restsUntil = clock.uptime() + Bound.printerRest
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
    } else if attempt >= Errand.printTries {
      log.error("label not printed, given up", metadata: fields)
    } else {
      log.warning("print command failed", metadata: fields)
    }
  }
}
