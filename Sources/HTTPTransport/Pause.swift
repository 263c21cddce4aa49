/// Time for whoever must wait: the daemon gives the real one, the simulation its own. Nothing in this target
/// sleeps by itself.
///
/// `pause` returns after the time has passed, also in a cancelled task: a pause that returns early makes its
/// caller ask again at once and spin. `nowMilliseconds` never goes back and has any origin.
public protocol Pause: Sendable {
  func nowMilliseconds() -> Int64
  func pause(milliseconds: Int64) async
}
