// Delivery status, TTN, events and notice by tracking calls, a hundred parcels in one. A call that is refused is taken apart:
// first into halves until the culprit is alone, then the culprit's own parts, because a module that was registered once
// may lack a status or a field that this version writes.
//
// What a newcomer gets wrong: a refusal for good is not "try again later". It says as much about the way as a card that
// does not change, or a cabinet whose module was switched off would never show a TTN by another one.
import Logging
import ShippingCore

/// How the calls of one run to one module ended.
private struct TrackingRun {
  var module: String
  var taken = 0
  /// Parcels that were refused alone, part by part.
  var culprits = 0

  /// Not parcels are at fault but the module: the rest is not asked about one by one.
  var isHopeless: Bool { taken == 0 && culprits >= Bound.trackingCulprits }
}

extension Engine {
  func writeTracking(_ cards: inout [Card]) async {
    let wanted = cards.indices.filter { cards[$0].needsTracking && !cards[$0].failed }
    for module in Set(wanted.map { cards[$0].showing.moduleCode }).sorted() {
      var run = TrackingRun(module: module)
      await track(wanted.filter { cards[$0].showing.moduleCode == module }, of: &cards, in: &run)
    }
  }

  private func track(_ indexes: [Int], of cards: inout [Card], in run: inout TrackingRun) async {
    guard !run.isHopeless else {
      for index in indexes { cards[index].trackingFailed = true }
      return
    }
    let now = clock.now()
    let updates = indexes.map { cards[$0].trackingUpdate(now: now) }
    let outcome = await crm.track(updates, module: run.module)
    for (index, update) in zip(indexes, updates) { cards[index].note(update) }
    guard let failure = outcome.failure else {
      noteTaken(indexes, of: cards, in: &run)
      return
    }
    guard case .refused = outcome, failure.kind == .terminal else {
      for index in indexes { cards[index].trackingFailed = true }
      tell(failure, indexes, of: cards, in: run)
      return
    }
    if !failure.isAboutModule, indexes.count > 1 {
      let middle = indexes.count / 2
      await track(Array(indexes[..<middle]), of: &cards, in: &run)
      await track(Array(indexes[middle...]), of: &cards, in: &run)
      return
    }
    if !failure.isAboutModule, let index = indexes.first, let update = updates.first,
      await trackParts(of: update, index, of: &cards, in: &run)
    {
      return
    }
    for index in indexes { cards[index].trackingRefusal = failure }
    tell(failure, indexes, of: cards, in: run)
  }

  /// What is left of a refused update once the parts that may be at fault are left out, one after the other. Returns
  /// whether one of them was taken, or could not be tried.
  private func trackParts(
    of whole: TrackingUpdate, _ index: Int, of cards: inout [Card], in run: inout TrackingRun
  ) async -> Bool {
    for part in whole.parts {
      let outcome = await crm.track([part], module: run.module)
      cards[index].note(part)
      if case .done = outcome {
        if whole.extraData != nil, part.extraData == nil {
          cards[index].wroteNotice = true
          cards[index].refusedFields.insert(Showing.noticePath)
        }
        noteTaken([index], of: cards, in: &run)
        return true
      }
      guard case .refused(let failure) = outcome, failure.kind == .terminal else {
        cards[index].trackingFailed = true
        return true
      }
    }
    run.culprits += 1
    return false
  }

  private func noteTaken(_ indexes: [Int], of cards: [Card], in run: inout TrackingRun) {
    run.taken += indexes.count
    guard self.cards.refusedModules.remove(run.module) != nil else { return }
    log.notice("the CRM takes tracking calls again", metadata: ["MODULE": "\(run.module)"])
  }

  private func tell(_ failure: Failure, _ indexes: [Int], of cards: [Card], in run: TrackingRun) {
    if isStopping { return }
    var fields: Logger.Metadata = [
      "MODULE": "\(run.module)", "FAILURE": "\(failure.code)",
      "CABINET": .array(Set(indexes.map { cards[$0].showing.cabinet }).sorted().map { "\($0)" }),
    ]
    if let status = failure.httpStatus { fields["HTTP_STATUS"] = "\(status)" }
    if failure.kind == .terminal, failure.isAboutModule || run.isHopeless,
      self.cards.refusedModules.insert(run.module).inserted
    {
      log.error("the CRM refuses tracking calls", metadata: fields)
    }
    fields["ORDER_ID"] = .array(indexes.map { "\(cards[$0].order.id)" })
    log.warning("tracking not written", metadata: fields)
  }
}

extension Failure {
  /// Nothing about one parcel: the key lacks a right, or there is no such module (any more).
  var isAboutModule: Bool { scope == .account || httpStatus != 400 }
}

extension Card {
  fileprivate func trackingUpdate(now: Instant) -> TrackingUpdate {
    let lines = showing.statusLines(order, entry: entry, now: now)
    return TrackingUpdate(
      deliveryID: showing.deliveryID, trackNumber: showing.trackNumber.isEmpty ? nil : showing.trackNumber,
      cost: showing.cost,
      history: lines.map { TrackingUpdate.Status(code: $0.code, updatedAt: $0.at, comment: $0.comment) },
      extraData: showing.noticeUpdate(order).map { TrackingUpdate.ExtraData(of: order.id, $0) })
  }

  /// It went out, taken or not.
  fileprivate mutating func note(_ update: TrackingUpdate) {
    wrote = true
    wroteTracking = true
    wroteNotice = update.extraData != nil
    writtenAt = update.history.last?.updatedAt
  }
}

extension TrackingUpdate {
  /// Without the notice, with the current status alone, without any status, and last the TTN alone.
  fileprivate var parts: [TrackingUpdate] {
    var (bare, current, named) = (self, self, self)
    bare.extraData = nil
    current.extraData = nil
    current.history = history.suffix(1)
    named.history = []
    var last = named
    last.extraData = nil
    var parts: [TrackingUpdate] = []
    for part in [bare, current, named, last] where part != self && !parts.contains(part) {
      if part.history.isEmpty, part.extraData == nil, part.trackNumber == nil { continue }
      parts.append(part)
    }
    return parts
  }
}
