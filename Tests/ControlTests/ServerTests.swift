// The socket against clients that mean well and clients that do not.
import Foundation
import Glibc
import ShippingCore
import SyncEngine
import Synchronization
import Testing

@testable import Control

@Suite struct ServerTests {
  @Test func aRequestArrivesWholeAndItsAnswerComesBack() async throws {
    let seen = Mutex<[ControlRequest]>([])
    let door = try Door { request, _ in
      seen.withLock { $0.append(request) }
      return .order(OrderAnswer(order: OrderID(77), done: .adopted, barcode: Barcode("0500100031143")))
    }
    try await door.server.start()
    let barcode = try #require(Barcode("0500100031143"))
    let answer = try await door.ask(.adopt(order: OrderID(77), barcode: barcode))
    #expect(answer == .order(OrderAnswer(order: OrderID(77), done: .adopted, barcode: barcode)))
    #expect(seen.withLock { $0 } == [.adopt(order: OrderID(77), barcode: barcode)])
    await door.server.stop()
  }

  @Test func linesBeforeTheFinalOneAreHeardInOrder() async throws {
    let door = try Door { _, replies in
      for number in 1...300 where await !replies([.progress(done: number)]) {
        return .failure(RequestFailure(.abandoned, "gone"))
      }
      return .backfill(BackfillSummary(seen: 300))
    }
    try await door.server.start()
    let (heard, final) = try await door.listen(.status)
    #expect(heard == (1...300).map { .progress(done: $0) })
    #expect(final == .backfill(BackfillSummary(seen: 300)))
    await door.server.stop()
  }

  /// More than the kernel's own buffers hold, to a client that takes it late.
  @Test func anAnswerThatFillsTheBuffersWaitsForTheClient() async throws {
    let text = String(repeating: "x", count: 400_000)
    let door = try Door { _, replies in
      for _ in 0..<5 where await !replies([.reload(isApplied: false, text: text)]) {
        return .failure(RequestFailure(.abandoned, "gone"))
      }
      return .reload(isApplied: true, text: "end")
    }
    try await door.server.start()
    let visitor = try door.visitor()
    visitor.say(#"{"version":1,"request":{"status":{}}}"# + "\n")
    visitor.endOfSpeech()
    let lines = try await visitor.hearAll().split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines.last?.contains("end") == true)
    await door.server.stop()
  }

  @Test(arguments: [
    "\n", "hello\n", "{}\n", "[1]\n", #"{"version":"1"}"# + "\n", "\u{0}\u{1}\n",
    #"{"version":1,"request":{"explode":{}}}"# + "\n", #"{"version":1,"request":{"retry":{}}}"# + "\n",
    #"{"version":1,"request":{"adopt":{"order":1,"barcode":"12"}}}"# + "\n",
    #"{"version":1,"request":{"retry":{"order":99999999999999999999}}}"# + "\n",
  ])
  func garbageIsAnsweredInWords(_ text: String) async throws {
    let door = try Door { _, _ in
      Issue.record("garbage was taken for a request")
      return .progress(done: 0)
    }
    try await door.server.start()
    let visitor = try door.visitor()
    visitor.say(text)
    #expect(try await visitor.answer().failure?.code == .protocolError)
    await door.server.stop()
  }

  @Test func anotherVersionIsRefusedWithTheRemedy() async throws {
    let door = try Door()
    try await door.server.start()
    let visitor = try door.visitor()
    visitor.say(#"{"version":2,"request":{"unheard-of":{}}}"# + "\n")
    let failure = try await visitor.answer().failure
    #expect(failure?.code == .protocolError)
    #expect(failure?.message.contains("restart the daemon") == true)
    await door.server.stop()
  }

  @Test func aLineWithoutEndIsCutOff() async throws {
    var limits = ControlLimits()
    limits.request = 1000
    let door = try Door(limits: limits)
    try await door.server.start()
    let visitor = try door.visitor()
    visitor.say(String(repeating: "a", count: 1001))
    #expect(try await visitor.answer().failure?.message.contains("longer than 1000") == true)
    await door.server.stop()
  }

  @Test func halfARequestIsDroppedWhenItsTimeIsUp() async throws {
    var limits = ControlLimits()
    limits.requestTime = .milliseconds(50)
    let door = try Door(limits: limits)
    try await door.server.start()
    let visitor = try door.visitor()
    visitor.say(#"{"version":1,"#)
    #expect(try await visitor.hearAll() == "")
    await door.server.stop()
  }

  @Test func halfARequestAndTheEndIsNoRequest() async throws {
    let door = try Door { _, _ in
      Issue.record("half a request was taken for one")
      return .progress(done: 0)
    }
    try await door.server.start()
    let visitor = try door.visitor()
    visitor.say(#"{"version":1,"request":{"status":{}}}"#)
    visitor.endOfSpeech()
    #expect(try await visitor.hearAll() == "")
    await door.server.stop()
  }

  @Test func oneClientTooManyIsToldSoAndTheOthersAreServed() async throws {
    var limits = ControlLimits()
    limits.clients = 2
    let (gate, opener) = AsyncStream.makeStream(of: Void.self)
    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    let door = try Door(limits: limits) { _, _ in
      arrived.yield()
      for await _ in gate { break }
      return .order(OrderAnswer(order: OrderID(1), done: .due))
    }
    try await door.server.start()
    let visitors = try (0..<2).map { _ in try door.visitor() }
    for visitor in visitors { visitor.say(#"{"version":1,"request":{"status":{}}}"# + "\n") }
    var arrival = arrivals.makeAsyncIterator()
    for _ in visitors { await arrival.next() }
    let third = try door.visitor()
    #expect(try await third.answer().failure?.code == .busy)
    opener.finish()
    for visitor in visitors {
      #expect(try await visitor.answer() == .order(OrderAnswer(order: OrderID(1), done: .due)))
    }
    #expect(try await door.ask(.status).isFinal)
    await door.server.stop()
  }

  @Test func aStrangerLearnsNothing() async throws {
    let asked = Mutex<[Peer]>([])
    let door = try Door(
      handler: { _, _ in
        Issue.record("a stranger was heard")
        return .progress(done: 0)
      },
      admits: { peer in
        asked.withLock { $0.append(peer) }
        return false
      })
    try await door.server.start()
    let visitor = try door.visitor()
    visitor.say(#"{"version":1,"request":{"status":{}}}"# + "\n")
    #expect(try await visitor.answer().failure?.code == .forbidden)
    #expect(asked.withLock { $0 } == [Peer(user: geteuid(), group: getegid(), groups: ownGroups())])
    await door.server.stop()
  }

  /// The further groups of this very process.
  private func ownGroups() -> [gid_t] {
    var groups = [gid_t](repeating: 0, count: 1024)
    return Array(groups.prefix(Int(max(0, getgroups(Int32(groups.count), &groups)))))
  }

  @Test func ownersAreRootTheOwnUserAndTheOwnGroup() {
    let (user, group) = (geteuid(), getegid())
    #expect(Peer.isOwner(Peer(user: 0, group: 4_000_000)))
    #expect(Peer.isOwner(Peer(user: user, group: 4_000_000)))
    #expect(Peer.isOwner(Peer(user: 4_000_000, group: group)))
    #expect(Peer.isOwner(Peer(user: 4_000_000, group: 4_000_000, groups: [4_000_001, group])))
    #expect(!Peer.isOwner(Peer(user: 4_000_000, group: 4_000_000, groups: [4_000_001])))
  }

  /// Work that says nothing for long is told from a daemon that is stuck.
  @Test func longWorkGivesSignsOfLife() async throws {
    var limits = ControlLimits()
    limits.heartbeat = .milliseconds(20)
    let (gate, opener) = AsyncStream.makeStream(of: Void.self)
    let door = try Door(limits: limits) { _, _ in
      for await _ in gate { break }
      return .reload(isApplied: true, text: "end")
    }
    try await door.server.start()
    let path = door.path
    let (heard, final) = try await Blocking.run {
      var heard: [ControlLine] = []
      let final = try ControlClient(path: path).ask(.reload) { line in
        heard.append(line)
        if heard.count == 3 { opener.finish() }
      }
      return (heard, final)
    }
    #expect(heard.allSatisfy { $0 == .working })
    #expect(heard.count >= 3)
    #expect(final == .reload(isApplied: true, text: "end"))
    await door.server.stop()
  }

  /// A client that asks and goes away: the handler hears that nobody listens.
  @Test func aClientThatLeavesEndsItsRequest() async throws {
    let (left, leaving) = AsyncStream.makeStream(of: Bool.self)
    let door = try Door { _, replies in
      var goesOn = true
      while goesOn { goesOn = await replies([.progress(done: 1)]) }
      leaving.yield(true)
      return .failure(RequestFailure(.abandoned, "gone"))
    }
    try await door.server.start()
    var visitor: Visitor? = try door.visitor()
    visitor?.say(#"{"version":1,"request":{"status":{}}}"# + "\n")
    visitor = nil
    for await gone in left {
      #expect(gone)
      break
    }
    await door.server.stop()
  }

  /// A client that asks and never takes the answer: its time runs out, the handler hears of it.
  @Test func aClientThatDoesNotListenIsLetGo() async throws {
    var limits = ControlLimits()
    limits.sendTime = .milliseconds(50)
    let (left, leaving) = AsyncStream.makeStream(of: Bool.self)
    let text = String(repeating: "x", count: 100_000)
    let door = try Door(limits: limits) { _, replies in
      var goesOn = true
      while goesOn { goesOn = await replies([.reload(isApplied: false, text: text)]) }
      leaving.yield(true)
      return .failure(RequestFailure(.abandoned, "gone"))
    }
    try await door.server.start()
    let visitor = try door.visitor()
    visitor.say(#"{"version":1,"request":{"status":{}}}"# + "\n")
    for await gone in left {
      #expect(gone)
      break
    }
    await door.server.stop()
  }
}
