// The status line over a service's life: what is shown, what is not sent twice, and for how long a refused configuration
// stays in sight. Datagrams are those of a real notification socket.
import Testing

@testable import SystemdHost

extension NotifyTests {
  private static let refusal = "configuration not applied, the old one stays: 1 problems"

  @Test func theLineFollowsTheState() throws {
    let receiver = try NotificationSocket()
    let board = StatusBoard()
    let messages = try receiver.whileListening {
      board.starting("opening the ledger")
      board.show("idle, live 1")
      board.show("idle, live 1")
      board.show("working on 1, live 1")
      board.stopping("finishing 2 orders")
      board.show("idle, live 1")
      board.stopping("waiting for 1 order")
      board.show("working on 9")
    }
    #expect(
      messages == [
        "STATUS=starting: opening the ledger", "STATUS=idle, live 1", "STATUS=working on 1, live 1",
        "STOPPING=1\nSTATUS=stopping: finishing 2 orders", "STATUS=stopping: waiting for 1 order",
      ])
  }

  @Test func aRefusedConfigurationStaysInSightUntilAGoodOne() throws {
    let receiver = try NotificationSocket()
    let board = StatusBoard()
    let messages = try receiver.whileListening {
      board.show("idle")
      board.reloaded(refusal: Self.refusal, at: .seconds(10))
      board.show("idle")
      board.show("working on 1")
      #expect(board.line("idle") == "\(Self.refusal); idle")
      board.reloaded(refusal: nil, at: .seconds(20))
      board.show("working on 1")
    }
    #expect(
      messages == [
        "STATUS=idle", "STATUS=\(Self.refusal); idle", "STATUS=\(Self.refusal); working on 1",
        "STATUS=working on 1",
      ])
    #expect(board.line("idle") == "idle")
  }

  @Test func theLogIsRemindedEachHourOfARefusedConfiguration() {
    let board = StatusBoard()
    let begin = Duration.seconds(500)
    #expect(board.reminder(at: begin + .seconds(100_000)) == nil)
    board.reloaded(refusal: Self.refusal, at: begin)
    #expect(board.reminder(at: begin + .seconds(3599)) == nil)
    #expect(board.reminder(at: begin + .seconds(3600)) == Self.refusal)
    #expect(board.reminder(at: begin + .seconds(3601)) == nil)
    #expect(board.reminder(at: begin + .seconds(7200)) == Self.refusal)
    // Another refusal was logged when it came: its hour begins then.
    board.reloaded(refusal: "another", at: begin + .seconds(10_000))
    #expect(board.reminder(at: begin + .seconds(10_900)) == nil)
    #expect(board.reminder(at: begin + .seconds(13_600)) == "another")
    board.reloaded(refusal: nil, at: begin + .seconds(13_700))
    #expect(board.reminder(at: begin + .seconds(100_000)) == nil)
  }

  @Test func theEndOfAStandstillIsToldOnceWithItsLength() {
    let board = StatusBoard()
    #expect(board.stuck(false, at: .seconds(1)) == nil)
    #expect(board.stuck(true, at: .seconds(10)) == nil)
    #expect(board.stuck(true, at: .seconds(25)) == nil)
    #expect(board.stuck(false, at: .seconds(40)) == .seconds(30))
    #expect(board.stuck(false, at: .seconds(55)) == nil)
  }
}
