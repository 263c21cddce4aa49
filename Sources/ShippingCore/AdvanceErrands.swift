// What an errand's outcome makes of the entry: only its own members change. The parcel's phase, the entry's problems and
// its retries are none of its business.

extension Errand {
  /// What has to be on disk before the errand leaves; nil when nothing needs to be.
  func intending(_ entry: LedgerEntry) -> LedgerEntry? {
    var next = entry
    switch self {
    case .uploadLabel(let shipment, let begunAt):
      next.changeShipment(shipment.uuid) { current in
        var attachment = current.currentAttachment
        attachment.begunAt = begunAt
        current.attachment = attachment
      }
    case .printLabel(let shipment, let begunAt):
      next.changeShipment(shipment.uuid) { current in
        current.print?.state = .begun
        current.print?.begunAt = begunAt
      }
    case .findUpload, .attachLabel, .admitPrint, .askPrice, .writeQuote, .removeLabels, .deleteFile:
      return nil
    }
    return next
  }
}

extension Shipment {
  fileprivate var currentAttachment: LabelFile {
    if let attachment, attachment.number == labelNumber { return attachment }
    return LabelFile(number: labelNumber)
  }
}

/// How an errand ended, and what a retry is worked out from.
private struct Ending {
  var outcome: Outcome<StepValue>
  var policy: Policy
  var jitter: Double
  var now: Instant

  func retry(after earlier: Retry?, _ failure: Failure, pace: RetryPolicy? = nil, atLeast: Duration = .zero)
    -> Retry
  {
    Retry.after(
      earlier, failure, pace: pace ?? policy.retry, atLeast: atLeast, jitter: jitter, now: now)
  }

  /// How long a refusal is left alone.
  var refusalPause: Duration {
    guard isFinalRefusal, let failure = outcome.failure else { return .zero }
    return failure.scope == .account ? Errand.accountPause : Errand.refusedPause
  }

  /// The peer said no to this very call: asking again at once is pointless.
  var isFinalRefusal: Bool {
    if case .refused(let failure) = outcome { return failure.kind == .terminal }
    return false
  }
}

extension LedgerEntry {
  func afterErrand(
    _ step: Step, outcome: Outcome<StepValue>, policy: Policy, jitter: Double, now: Instant
  ) -> LedgerEntry {
    let ending = Ending(outcome: outcome, policy: policy, jitter: jitter, now: now)
    var next = self
    switch step {
    case .fetchLabel(let shipment):
      next.changeShipment(shipment.uuid) { $0.endFetch(ending) }
    case .errand(.uploadLabel(let shipment, _)):
      next.changeShipment(shipment.uuid) { $0.endUpload(ending) }
    case .errand(.findUpload(let shipment)):
      next.changeShipment(shipment.uuid) { $0.endSearch(ending) }
    case .errand(.attachLabel(let shipment, let file, _)):
      next.changeShipment(shipment.uuid) { current in
        if current.attachment?.fileID == file { current.endAttach(ending) }
      }
    case .errand(.printLabel(let shipment, _)):
      next.changeShipment(shipment.uuid) { $0.endPrint(ending) }
    case .errand(.admitPrint(let shipment)):
      next.changeShipment(shipment.uuid) { $0.doubtPrint(at: $0.print?.begunAt ?? now) }
    case .errand(.askPrice(_, _, let subject)):
      next.endAsking(subject, ending)
    case .errand(.writeQuote(let quote, _, _, _, let isShown)):
      if next.quote?.digest == quote.digest { next.endWriting(isShown: isShown, ending) }
    case .errand(.removeLabels(let labels)): next.endRemoval(of: labels)
    case .errand(.deleteFile(let file, _)):
      let failure = ending.isFinalRefusal && outcome.failure?.scope == .call ? nil : outcome.failure
      let retry = failure.map {
        ending.retry(after: next.voidLabels?.retry, $0, pace: Errand.filePace, atLeast: ending.refusalPause)
      }
      next.endDeletion(of: file, retry: retry)
    default: break
    }
    return next
  }

  private mutating func endAsking(_ subject: Quote.Subject, _ ending: Ending) {
    var next = Quote(subject, at: ending.now, after: quote)
    if case .done(.errand(.price(let price))) = ending.outcome {
      next.take(price)
    } else if let failure = ending.outcome.failure {
      if ending.isFinalRefusal, failure.scope == .call {
        next.refusedAt = ending.now
      } else {
        let earlier = quote?.digest == subject.digest ? quote?.retry : nil
        next.retry = ending.retry(after: earlier, failure, pace: Errand.quotePace)
      }
    } else {
      return
    }
    quote = next
  }

  private mutating func endWriting(isShown: Bool, _ ending: Ending) {
    if let failure = ending.outcome.failure {
      if ending.isFinalRefusal, failure.scope == .call {
        quote?.refusedAt = ending.now
        quote?.retry = nil
      } else {
        let retry = ending.retry(after: quote?.retry, failure, pace: Errand.quotePace)
        quote?.retry = retry
      }
    } else if case .done(.errand(.written)) = ending.outcome {
      if isShown { quote?.noteShown() } else { quote?.noteTaken(at: ending.now) }
    }
  }
}

extension Shipment {
  fileprivate mutating func endFetch(_ ending: Ending) {
    if case .done(.label(let file)) = ending.outcome {
      // One more than any label that was ever dealt with.
      let last = max(labelRevision ?? 0, attachment?.number ?? 0, print?.number ?? 0)
      let isNew = label == nil
      label = file
      labelRetry = nil
      guard isNew else { return }
      labelRevision = labelIsLost == true ? last : last + 1
      labelIsLost = nil
      if ending.policy.cabinet(cabinet)?.printsLabel == true, print?.number != labelNumber {
        print = PrintMark(number: labelNumber)
      }
    } else if let failure = ending.outcome.failure, failure.scope == .call {
      labelRetry = ending.retry(after: labelRetry, failure)
    }
  }

  /// The file of the label is gone from the spool; the same label is fetched again.
  private mutating func loseLabel() {
    label = nil
    labelRevision = labelNumber
    labelIsLost = true
  }

  fileprivate mutating func endUpload(_ ending: Ending) {
    guard var known = attachment, known.number == labelNumber else { return }
    switch ending.outcome {
    case .done(.errand(.uploaded(let file))):
      known.fileID = file
      known.begunAt = nil
      known.retry = nil
    case .done(.errand(.labelMissing)):
      known.begunAt = nil
      loseLabel()
    // A value that does not belong to the errand leaves it in doubt.
    case .done: return
    case .unknown(let failure):
      known.retry = ending.retry(after: known.retry, failure, atLeast: Errand.uploadPause)
    case .refused(let failure), .unsent(let failure):
      known.begunAt = nil
      known.isRefused = known.isRefused || ending.isFinalRefusal
      known.retry = ending.retry(after: known.retry, failure, atLeast: ending.refusalPause)
    }
    attachment = known
  }

  fileprivate mutating func endSearch(_ ending: Ending) {
    guard var known = attachment, known.number == labelNumber else { return }
    switch ending.outcome {
    case .done(.errand(.file(let file, let isAttached))):
      known.fileID = file
      known.isAttached = file != nil && isAttached
      known.begunAt = nil
      known.retry = nil
    case .done(.errand(.labelMissing)): loseLabel()
    case .done: return
    case .refused(let failure), .unsent(let failure), .unknown(let failure):
      known.isRefused = known.isRefused || ending.isFinalRefusal
      known.retry = ending.retry(after: known.retry, failure, atLeast: ending.refusalPause)
    }
    attachment = known
  }

  fileprivate mutating func endAttach(_ ending: Ending) {
    guard var known = attachment else { return }
    if let failure = ending.outcome.failure {
      if ending.isFinalRefusal, failure.code == "not-found" {
        // Somebody deleted the file.
        known.fileID = nil
      } else if ending.isFinalRefusal {
        known.isRefused = true
      }
      known.retry = ending.retry(after: known.retry, failure, atLeast: ending.refusalPause)
    } else if case .done(.errand(.attached)) = ending.outcome {
      known.isAttached = true
      known.retry = nil
    }
    attachment = known
  }

  fileprivate mutating func endPrint(_ ending: Ending) {
    guard var mark = print, mark.number == labelNumber, mark.state == .begun else { return }
    switch ending.outcome {
    case .done(.errand(.printed)):
      mark.state = .printed
      mark.retry = nil
      printedAt = ending.now
    case .done(.errand(.labelMissing)):
      mark.state = .wanted
      loseLabel()
    case .done: return
    case .refused(let failure), .unsent(let failure):
      // Nothing came out: it is wanted for as long as the parcel waits.
      mark.state = .wanted
      mark.retry = ending.retry(after: mark.retry, failure, pace: Errand.printPace)
    case .unknown:
      doubtPrint(at: ending.now)
      return
    }
    print = mark
  }

  fileprivate mutating func doubtPrint(at moment: Instant) {
    guard print?.state == .begun else { return }
    print?.state = .doubtful
    print?.retry = nil
    // Perhaps there is a paper label: what it says must stay true.
    printedAt = moment
  }

  /// Nothing was sent to the printer: it is busy or rests. Not a failure.
  public mutating func putOffPrint(until moment: Instant) {
    let attempts = print?.retry?.attempts ?? 0
    print?.retry = Retry(attempts: attempts, at: moment)
  }
}
